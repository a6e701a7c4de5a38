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

package io.github.clusterboot.actuate;

import de.codecentric.boot.admin.client.registration.RegistrationClient;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.boot.WorkerIdentity;
import io.github.clusterboot.peer.ManagementPath;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of workers as instances of Spring Boot Admin.
 */
@AutoConfiguration(after = ClusterAutoConfiguration.class)
@ConditionalOnClass(RegistrationClient.class)
@ConditionalOnWebApplication
@ConditionalOnClusterWorker
public final class ClusterAdminClientAutoConfiguration {

	private ClusterAdminClientAutoConfiguration() {
	}

	@Bean
	static BeanPostProcessor clusterRegistrationClientPostProcessor(ObjectProvider<Worker> worker,
			ObjectProvider<WorkerIdentity> self, ObjectProvider<WebEndpointProperties> endpoints,
			Environment environment) {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				if (bean instanceof RegistrationClient client) {
					Worker connection = worker.getIfAvailable();
					return (connection != null && hasUrls())
							? new WorkerRegistrationClient(client, connection, self.getObject()) : bean;
				}
				return bean;
			}

			/**
			 * Whether a path of Actuator can name a worker. Else all workers are one
			 * instance.
			 */
			private boolean hasUrls() {
				String basePath = endpoints.getIfAvailable(WebEndpointProperties::new).getBasePath();
				boolean ownServer = ManagementPortType.get(environment) == ManagementPortType.DIFFERENT;
				return ManagementPath.of("", basePath, ownServer).path() != null;
			}

		};
	}

}
