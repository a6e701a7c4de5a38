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

package io.github.clusterboot.peer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.webflux.autoconfigure.WebFluxProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.web.server.WebFilter;

import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.boot.WorkerIdentity;
import io.github.clusterboot.worker.Worker;

/**
 * Has a request to Actuator answered by the worker that it asks for, in reactive
 * applications.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = Type.REACTIVE)
@ConditionalOnClass({ WebFilter.class, WebFluxProperties.class })
@ConditionalOnClusterWorker
public final class ClusterReactivePeerManagementContextConfiguration {

	/**
	 * What was processed ahead of time may run outside a cluster.
	 */
	private static final WebFilter NONE = (exchange, chain) -> chain.filter(exchange);

	@Bean
	ManagementPath clusterManagementPath(ObjectProvider<WebFluxProperties> application,
			ObjectProvider<ManagementServerProperties> server, WebEndpointProperties properties,
			Environment environment) {
		boolean ownServer = ManagementPortType.get(environment) == ManagementPortType.DIFFERENT;
		String base = ownServer ? server.getIfAvailable(ManagementServerProperties::new).getBasePath()
				: application.getIfAvailable(WebFluxProperties::new).getBasePath();
		return ManagementPath.of("", properties.getBasePath(), ownServer).below(base);
	}

	@Bean
	WebFilter clusterAskedWorkerFilter(ObjectProvider<Worker> worker, ObjectProvider<WorkerIdentity> self,
			ManagementPath managementPath) {
		Worker connection = worker.getIfAvailable();
		return (connection != null) ? new AskedWorkerWebFilter(new AskedWorkers(connection, self.getObject()),
				managementPath, AskedWorkers.PATIENCE) : NONE;
	}

}
