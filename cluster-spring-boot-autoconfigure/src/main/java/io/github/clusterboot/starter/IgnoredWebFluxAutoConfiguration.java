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

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.server.WebExceptionHandler;
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

	private static final List<Class<?>> OF_WEBFLUX = List.of(RouterFunction.class, WebFilter.class, WebHandler.class,
			WebExceptionHandler.class, WebFluxConfigurer.class);

	private static final List<String> FRAMEWORKS = List.of("org.springframework.boot.", "io.github.clusterboot.");

	@Bean
	SmartInitializingSingleton clusterIgnoredWebFlux(ConfigurableListableBeanFactory beans,
			ObjectProvider<Worker> worker) {
		return () -> {
			List<String> ignored = OF_WEBFLUX.stream()
				.flatMap((type) -> Stream.of(beans.getBeanNamesForType(type, true, false)))
				.distinct()
				.filter((name) -> isOfApplication(name, beans))
				.toList();
			if (!ignored.isEmpty() && OncePerLaunch.isFirst(worker.getIfAvailable(), "ignored-webflux")) {
				logger.warn("Only WebFlux uses {}, and this application runs with Spring MVC, which Spring Boot "
						+ "prefers where both are on the class path: they have no effect. If it is to run with "
						+ "WebFlux, set spring.main.web-application-type=reactive, or, where Spring MVC comes from "
						+ "cluster-spring-boot-starter alone, depend on cluster-spring-boot-starter-minimal instead",
						ignored);
			}
		};
	}

	/**
	 * What Boot or this starter defines is no mistake of the application.
	 */
	private static boolean isOfApplication(String name, ConfigurableListableBeanFactory beans) {
		Method method = (beans.containsBeanDefinition(name)
				&& beans.getMergedBeanDefinition(name) instanceof RootBeanDefinition root)
						? root.getResolvedFactoryMethod() : null;
		Class<?> definedIn = (method != null) ? method.getDeclaringClass() : beans.getType(name, false);
		return definedIn == null || FRAMEWORKS.stream().noneMatch(definedIn.getName()::startsWith);
	}

}
