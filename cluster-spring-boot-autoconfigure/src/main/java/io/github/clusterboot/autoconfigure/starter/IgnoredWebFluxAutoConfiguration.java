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

package io.github.clusterboot.autoconfigure.starter;

import java.util.List;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebHandler;

import io.github.clusterboot.worker.OncePerLaunch;
import io.github.clusterboot.worker.Worker;

/**
 * Warns once of beans that nobody asks because Boot prefers Spring MVC to WebFlux where
 * both are on the class path.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ RouterFunction.class, WebFilter.class })
public final class IgnoredWebFluxAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(IgnoredWebFluxAutoConfiguration.class);

	@Bean
	SmartInitializingSingleton clusterIgnoredWebFlux(ListableBeanFactory beans, ObjectProvider<Worker> worker) {
		return () -> {
			List<String> ignored = Stream.of(RouterFunction.class, WebFilter.class, WebHandler.class)
				.flatMap((type) -> Stream.of(beans.getBeanNamesForType(type, true, false)))
				.distinct()
				.toList();
			if (!ignored.isEmpty() && OncePerLaunch.isFirst(worker.getIfAvailable(), "ignored-webflux")) {
				logger.warn("Only WebFlux uses {}, and this application runs with Spring MVC, which "
						+ "cluster-spring-boot-starter brings and Spring Boot prefers: their routes are not served. "
						+ "Take cluster-spring-boot-starter-minimal, which brings no web server, or set "
						+ "spring.main.web-application-type=reactive", ignored);
			}
		};
	}

}
