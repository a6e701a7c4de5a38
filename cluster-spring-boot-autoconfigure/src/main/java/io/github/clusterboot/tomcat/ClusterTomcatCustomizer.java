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

package io.github.clusterboot.tomcat;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

import io.github.clusterboot.worker.Worker;

/**
 * Has Tomcat's connectors listen where the primary does.
 */
public final class ClusterTomcatCustomizer implements WebServerFactoryCustomizer<TomcatWebServerFactory>, Ordered {

	private final @Nullable Worker worker;

	private final boolean alsoWhileRefusing;

	/**
	 * Creates a customizer.
	 * @param worker gives the listeners; {@code null} outside a cluster
	 * @param alsoWhileRefusing whether to take connections also while the application's
	 * readiness is REFUSING_TRAFFIC, once it was not: for a management port, on which the
	 * platform asks for just that
	 */
	public ClusterTomcatCustomizer(@Nullable Worker worker, boolean alsoWhileRefusing) {
		this.worker = worker;
		this.alsoWhileRefusing = alsoWhileRefusing;
	}

	/**
	 * Last, to see what other customizers have made of the factory.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void customize(TomcatWebServerFactory factory) {
		Worker worker = this.worker;
		if (worker == null) {
			return;
		}
		if (TomcatWebServerFactory.DEFAULT_PROTOCOL.equals(factory.getProtocol())) {
			factory.setProtocol(ClusterHttp11NioProtocol.class.getName());
		}
		RequestWatch requestWatch = new RequestWatch();
		factory.addEngineValves(requestWatch);
		WebSocketSessions webSockets = new WebSocketSessions();
		factory.addContextCustomizers(webSockets::addContext);
		TomcatConnectorCustomizer sharing = (connector) -> {
			if (!(connector.getProtocolHandler() instanceof ClusterHttp11NioProtocol protocol)) {
				throw new UnsharedConnectorException(connector.getProtocolHandlerClassName(), connector.getPort());
			}
			protocol.setWorker(worker, this.alsoWhileRefusing, requestWatch, webSockets);
		};
		factory.addConnectorCustomizers(sharing);
		factory.getAdditionalConnectors().forEach(sharing::customize);
	}

}
