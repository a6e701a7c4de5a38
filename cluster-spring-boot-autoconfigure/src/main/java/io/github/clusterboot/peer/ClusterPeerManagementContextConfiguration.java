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

import jakarta.servlet.Filter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.boot.WorkerIdentity;
import io.github.clusterboot.worker.Worker;

/**
 * Has a request to Actuator answered by the worker that it asks for.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ Filter.class, DispatcherServletPath.class })
@ConditionalOnClusterWorker
public final class ClusterPeerManagementContextConfiguration {

	/**
	 * What was processed ahead of time may run outside a cluster.
	 */
	private static final Filter NONE = (request, response, chain) -> chain.doFilter(request, response);

	@Bean
	ManagementPath clusterManagementPath(ObjectProvider<DispatcherServletPath> servletPath,
			WebEndpointProperties properties, Environment environment) {
		DispatcherServletPath path = servletPath.getIfAvailable();
		return ManagementPath.of((path != null) ? path.getPrefix() : "", properties.getBasePath(),
				ManagementPortType.get(environment) == ManagementPortType.DIFFERENT);
	}

	@Bean
	FilterRegistrationBean<Filter> clusterAskedWorkerFilter(ObjectProvider<Worker> worker,
			ObjectProvider<WorkerIdentity> self, ManagementPath managementPath) {
		Worker connection = worker.getIfAvailable();
		FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(
				(connection != null) ? new AskedWorkerFilter(new AskedWorkers(connection, self.getObject()),
						managementPath, AskedWorkers.PATIENCE) : NONE);
		registration.setOrder(Ordered.LOWEST_PRECEDENCE);
		// also after the filters that have no order of their own
		registration.setMatchAfter(true);
		return registration;
	}

}
