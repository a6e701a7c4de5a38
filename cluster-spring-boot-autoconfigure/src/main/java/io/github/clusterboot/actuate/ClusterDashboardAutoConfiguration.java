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

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.servlet.DispatcherServlet;

import io.github.clusterboot.boot.ConditionalOnClusterWorker;

/**
 * Auto-configuration of what the actuator endpoints need of Spring MVC or WebFlux: the
 * endpoint {@code clusterdashboard}, and answers to bad requests.
 */
@AutoConfiguration(after = ClusterEndpointAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnClusterWorker
public final class ClusterDashboardAutoConfiguration {

	/**
	 * With Spring MVC.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(DispatcherServlet.class)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	static class ServletConfiguration {

		@Bean
		@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
		ClusterDashboardEndpoint clusterDashboardEndpoint(ObjectProvider<WebEndpointsSupplier> endpoints) {
			return new ClusterDashboardEndpoint(() -> endpoints.getObject().getEndpoints());
		}

		@Bean
		@ConditionalOnAvailableEndpoint(endpoint = ClusterEndpoint.class, exposure = EndpointExposure.WEB)
		ClusterEndpointExceptionResolver clusterEndpointExceptionResolver(PathMappedEndpoints endpoints) {
			return new ClusterEndpointExceptionResolver(endpoints);
		}

	}

	/**
	 * With WebFlux.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(DispatcherHandler.class)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	static class ReactiveConfiguration {

		@Bean
		@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
		ReactiveClusterDashboardEndpoint clusterDashboardEndpoint(ObjectProvider<WebEndpointsSupplier> endpoints) {
			return new ReactiveClusterDashboardEndpoint(() -> endpoints.getObject().getEndpoints());
		}

		@Bean
		@ConditionalOnAvailableEndpoint(endpoint = ReactiveClusterDashboardEndpoint.class,
				exposure = EndpointExposure.WEB)
		DashboardExchangeFilter clusterDashboardExchange() {
			return new DashboardExchangeFilter();
		}

		@Bean
		@ConditionalOnAvailableEndpoint(endpoint = ClusterEndpoint.class, exposure = EndpointExposure.WEB)
		ClusterEndpointExceptionHandler clusterEndpointExceptionHandler(PathMappedEndpoints endpoints) {
			return new ClusterEndpointExceptionHandler(endpoints);
		}

	}

}
