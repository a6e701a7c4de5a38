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

package io.github.clusterboot.autoconfigure;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.ReactiveMapSessionRepository;
import org.springframework.session.ReactiveSessionRepository;
import org.springframework.session.SessionRepository;
import org.springframework.util.ClassUtils;

import io.github.clusterboot.session.SessionsInMemory;
import io.github.clusterboot.worker.Worker;

/**
 * Leaves sessions with the web server where there is no Redis at all. That is not known
 * before the application's own beans are defined, and has to be decided before Boot
 * defines those that keep sessions in Redis; hence a registrar rather than conditions.
 */
final class MemorySessionsRegistrar implements ImportBeanDefinitionRegistrar {

	private static final Logger logger = LoggerFactory.getLogger(MemorySessionsRegistrar.class);

	private static final List<Class<?>> NEEDED = List.of(SessionDataRedisAutoConfiguration.class,
			DataRedisAutoConfiguration.class, DataRedisReactiveAutoConfiguration.class);

	private final Environment environment;

	private final ConfigurableListableBeanFactory beans;

	MemorySessionsRegistrar(Environment environment, BeanFactory beanFactory) {
		this.environment = environment;
		this.beans = (ConfigurableListableBeanFactory) beanFactory;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		Worker worker = this.beans.getBeanProvider(Worker.class).getIfAvailable();
		if (Boolean.getBoolean("spring.aot.processing") || !MissingRedis.isAllowed(worker, this.environment)
				|| !sessionsGoToRedis() || ConfiguredRedis.find(this.environment, this.beans).isPresent()) {
			return;
		}
		MissingRedis.reason(worker).ifPresent((reason) -> keepInMemory(registry, worker, reason));
	}

	/**
	 * Whether Boot is going to keep sessions in Redis. Those that are indexed can be kept
	 * nowhere else.
	 */
	private boolean sessionsGoToRedis() {
		List<String> excluded = ConditionEvaluationReport.get(this.beans).getExclusions();
		return NEEDED.stream().map(Class::getName).noneMatch(excluded::contains)
				&& !"indexed".equals(this.environment.getProperty("spring.session.data.redis.repository-type"))
				&& !isDefined(SessionRepository.class) && !isDefined(ReactiveSessionRepository.class);
	}

	private boolean isDefined(Class<?> type) {
		return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beans, type, true, false).length > 0;
	}

	/**
	 * With a repository defined, Boot makes none for Redis; and as nothing uses the one
	 * defined here, sessions stay with the web server.
	 */
	private void keepInMemory(BeanDefinitionRegistry registry, @Nullable Worker worker, String reason) {
		logger.info("Sessions stay in the memory of {}: no Redis is configured and {}",
				(worker != null) ? "each worker" : "this process", reason);
		define(registry, SessionRepository.class, new MapSessionRepository(new ConcurrentHashMap<>()));
		if (ClassUtils.isPresent("reactor.core.publisher.Mono", getClass().getClassLoader())) {
			define(registry, ReactiveSessionRepository.class,
					new ReactiveMapSessionRepository(new ConcurrentHashMap<>()));
		}
		if (worker != null) {
			define(registry, SessionsInMemory.class, new SessionsInMemory(worker, reason));
		}
		ignoreHealthOfRedis();
	}

	/**
	 * Unless the application wants it, as a Redis that nobody has configured is not
	 * missing.
	 */
	private void ignoreHealthOfRedis() {
		if (this.environment instanceof ConfigurableEnvironment configurable) {
			Map<String, Object> defaults = Collections.singletonMap("management.health.redis.enabled", false);
			configurable.getPropertySources().addLast(new MapPropertySource("clusterWithoutRedis", defaults));
		}
	}

	private static <T> void define(BeanDefinitionRegistry registry, Class<T> type, T bean) {
		@SuppressWarnings("unchecked")
		Class<T> beanType = (Class<T>) bean.getClass();
		BeanDefinition definition = BeanDefinitionBuilder.rootBeanDefinition(beanType, () -> bean).getBeanDefinition();
		registry.registerBeanDefinition("cluster" + type.getSimpleName(), definition);
	}

}
