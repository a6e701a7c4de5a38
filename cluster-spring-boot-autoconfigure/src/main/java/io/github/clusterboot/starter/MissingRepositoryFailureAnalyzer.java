/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.clusterboot.starter;

import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.data.keyvalue.repository.KeyValueRepository;
import org.springframework.data.redis.core.RedisHash;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.core.support.AbstractRepositoryMetadata;
import org.springframework.data.repository.core.support.RepositoryFactorySupport;
import org.springframework.util.ClassUtils;

/**
 * Tells why a repository is missing that is there without
 * {@code cluster-spring-boot-starter}, before Boot says that it should be defined.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MissingRepositoryFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException> {

	private static final List<String> OF_REDIS = List.of("org.springframework.data.redis.",
			"org.springframework.data.keyvalue.");

	private final boolean redisEnabled;

	private final List<String> modules;

	MissingRepositoryFailureAnalyzer(BeanFactory beans, Environment environment) {
		this.redisEnabled = environment.getProperty(StarterEnvironmentPostProcessor.ENABLED, Boolean.class, true);
		ClassLoader loader = (beans instanceof ConfigurableBeanFactory configurable) ? configurable.getBeanClassLoader()
				: getClass().getClassLoader();
		// as Spring Data counts them, but for those that Redis brings
		this.modules = SpringFactoriesLoader.loadFactoryNames(RepositoryFactorySupport.class, loader)
			.stream()
			.filter((name) -> OF_REDIS.stream().noneMatch(name::startsWith))
			.toList();
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause,
			@Nullable String description) {
		Class<?> type = cause.getBeanType();
		// Spring Data looks for none inside other classes, unless it is told to
		if (type == null || !Repository.class.isAssignableFrom(type) || type.isMemberClass()
				|| cause.getNumberOfBeansFound() != 0) {
			return null;
		}
		Class<?> entity = AbstractRepositoryMetadata.getMetadata(type).getDomainType();
		String required = "%s required the repository '%s', which was not made: "
			.formatted((description != null) ? description : "A component", type.getName());
		if (KeyValueRepository.class.isAssignableFrom(type) || entity.isAnnotationPresent(RedisHash.class)) {
			return this.redisEnabled ? null : new FailureAnalysis(
					required + "cluster-spring-boot-starter brings Redis for sessions, and with it Spring Data makes "
							+ "repositories in Redis only if '%s' is 'true'."
								.formatted(StarterEnvironmentPostProcessor.ENABLED),
					"Set '%s=true'.".formatted(StarterEnvironmentPostProcessor.ENABLED), cause);
		}
		// with more of them Spring Data would be strict without Redis, too
		if (this.modules.size() != 1 || namesItsStore(type) || namesItsStore(entity)) {
			return null;
		}
		return new FailureAnalysis(required + "where Spring Data knows more than one kind of store, it makes only "
				+ "repositories that say which one they are for, and neither '%s' nor '%s' does. Redis is the second "
					.formatted(type.getSimpleName(), entity.getSimpleName())
				+ "kind; cluster-spring-boot-starter brings it for sessions.",
				"Annotate '%s' with the annotation of its store, such as @Table for Spring Data JDBC, "
					.formatted(entity.getSimpleName())
						+ "or depend on cluster-spring-boot-starter-minimal, which brings no Redis.",
				cause);
	}

	/**
	 * Whether Spring Data can tell by it in which store it is: by an interface or an
	 * annotation that is not the same for all stores.
	 */
	private static boolean namesItsStore(Class<?> type) {
		return Arrays.stream(ClassUtils.getAllInterfacesForClass(type))
			.anyMatch(MissingRepositoryFailureAnalyzer::isOfStore)
				|| Arrays.stream(type.getAnnotations())
					.map(Annotation::annotationType)
					.anyMatch(MissingRepositoryFailureAnalyzer::isOfStore);
	}

	private static boolean isOfStore(Class<?> type) {
		String name = type.getName();
		return name.startsWith("jakarta.persistence.") || (name.startsWith("org.springframework.data.")
				&& !name.startsWith("org.springframework.data.repository.")
				&& !name.startsWith("org.springframework.data.querydsl."));
	}

}
