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

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.data.repository.Repository;

/**
 * Tells what {@code cluster-spring-boot-starter} has to do with a missing repository,
 * where Boot would say that it should be defined.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MissingRepositoryFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause,
			@Nullable String description) {
		Class<?> type = cause.getBeanType();
		if (type == null || !Repository.class.isAssignableFrom(type) || cause.getNumberOfBeansFound() != 0) {
			return null;
		}
		return new FailureAnalysis(
				"%s required the repository '%s', which was not made. cluster-spring-boot-starter brings Redis for sessions. Where Spring Data knows another kind of store beside Redis, it makes only repositories that say which one they are for, and those in Redis only if '%s' is 'true'."
					.formatted((description != null) ? description : "A component", type.getName(),
							StarterEnvironmentPostProcessor.ENABLED),
				"Annotate the entity with the annotation of its store, such as @Table for Spring Data JDBC, set '%s=true' for a repository in Redis, or depend on cluster-spring-boot-starter-minimal, which brings no Redis. If it is missing without the starter too, have Spring Data look for it in its package."
					.formatted(StarterEnvironmentPostProcessor.ENABLED),
				cause);
	}

}
