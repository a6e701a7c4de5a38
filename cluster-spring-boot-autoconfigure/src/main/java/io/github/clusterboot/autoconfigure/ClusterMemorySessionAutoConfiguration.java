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

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.session.WebSessionManager;

import io.github.clusterboot.session.MemorySessionListener;
import io.github.clusterboot.session.MemoryWebSessionManager;
import io.github.clusterboot.session.SessionsInMemory;

/**
 * Auto-configuration of the warning about sessions that only one worker knows.
 */
@AutoConfiguration(after = ClusterSessionFallbackAutoConfiguration.class)
@ConditionalOnBean(SessionsInMemory.class)
public final class ClusterMemorySessionAutoConfiguration {

	/**
	 * Sessions in memory, of servlets.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	static class ServletConfiguration {

		@Bean
		MemorySessionListener clusterMemorySessionListener(SessionsInMemory sessions) {
			return new MemorySessionListener(sessions);
		}

	}

	/**
	 * Sessions in memory, of WebFlux.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	static class ReactiveConfiguration {

		@Bean
		static BeanPostProcessor clusterMemoryWebSessionManager(ObjectProvider<SessionsInMemory> sessions) {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String beanName) {
					return (bean instanceof WebSessionManager manager)
							? new MemoryWebSessionManager(manager, sessions.getObject()) : bean;
				}

			};
		}

	}

}
