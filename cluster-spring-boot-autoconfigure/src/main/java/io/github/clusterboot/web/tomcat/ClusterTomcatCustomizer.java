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

package io.github.clusterboot.web.tomcat;

import org.apache.catalina.connector.Connector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

import io.github.clusterboot.worker.Worker;

/**
 * Has Tomcat's connectors listen where the primary does.
 */
public final class ClusterTomcatCustomizer implements WebServerFactoryCustomizer<TomcatWebServerFactory>, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(ClusterTomcatCustomizer.class);

	private final Worker worker;

	private final boolean watchRequests;

	/**
	 * Creates a customizer.
	 * @param worker gives the listeners
	 * @param watchRequests whether to know how long requests have been with their threads
	 */
	public ClusterTomcatCustomizer(Worker worker, boolean watchRequests) {
		this.worker = worker;
		this.watchRequests = watchRequests;
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
		if (TomcatWebServerFactory.DEFAULT_PROTOCOL.equals(factory.getProtocol())) {
			factory.setProtocol(ClusterHttp11NioProtocol.class.getName());
		}
		RequestWatch requestWatch = null;
		if (this.watchRequests) {
			requestWatch = new RequestWatch();
			factory.addEngineValves(requestWatch);
		}
		TomcatConnectorCustomizer sharing = sharing(requestWatch);
		factory.addConnectorCustomizers(sharing);
		factory.getAdditionalConnectors().forEach(sharing::customize);
	}

	private TomcatConnectorCustomizer sharing(@Nullable RequestWatch requestWatch) {
		return (connector) -> share(connector, requestWatch);
	}

	private void share(Connector connector, @Nullable RequestWatch requestWatch) {
		if (connector.getProtocolHandler() instanceof ClusterHttp11NioProtocol protocol) {
			protocol.setWorker(this.worker, requestWatch);
		}
		else {
			logger.warn("The connector with protocol {} is not shared between the workers; use {}",
					connector.getProtocolHandlerClassName(), ClusterHttp11NioProtocol.class.getName());
		}
	}

}
