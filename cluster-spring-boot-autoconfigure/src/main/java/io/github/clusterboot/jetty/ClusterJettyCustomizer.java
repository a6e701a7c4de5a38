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

package io.github.clusterboot.jetty;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

import io.github.clusterboot.peer.ManagementPath;
import io.github.clusterboot.worker.Worker;

/**
 * Has Jetty's connectors listen where the primary does.
 */
public final class ClusterJettyCustomizer implements WebServerFactoryCustomizer<JettyWebServerFactory>, Ordered {

	private final @Nullable Worker worker;

	private final boolean alsoWhileRefusing;

	private final @Nullable ManagementPath managementPath;

	/**
	 * Creates a customizer.
	 * @param worker gives the listeners; {@code null} outside a cluster
	 * @param alsoWhileRefusing whether to take connections also while the application's
	 * readiness is REFUSING_TRAFFIC, once it was not: for a management port, on which the
	 * platform asks for just that
	 * @param managementPath where Actuator is, or {@code null} if it is not at this
	 * server
	 */
	public ClusterJettyCustomizer(@Nullable Worker worker, boolean alsoWhileRefusing,
			@Nullable ManagementPath managementPath) {
		this.worker = worker;
		this.alsoWhileRefusing = alsoWhileRefusing;
		this.managementPath = managementPath;
	}

	/**
	 * Last, to see what other customizers have made of the server.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void customize(JettyWebServerFactory factory) {
		Worker worker = this.worker;
		if (worker != null) {
			factory.addServerCustomizers((server) -> customize(server, worker, factory));
		}
	}

	private void customize(Server server, Worker worker, JettyWebServerFactory factory) {
		RequestWatch requestWatch = new RequestWatch(withoutWorker(server.getHandler(), factory));
		server.setHandler(requestWatch);
		WebSocketSessions webSockets = new WebSocketSessions(server);
		for (Connector connector : server.getConnectors()) {
			if (connector instanceof ServerConnector shared && shared.getAcceptors() > 0) {
				ManagedConnector managed = new ManagedConnector(shared, requestWatch.watch(connector), webSockets);
				shared.addEventListener(new SharedPort(shared, worker, this.alsoWhileRefusing, managed));
			}
			else if (connector instanceof NetworkConnector network) {
				throw new UnsharedConnectorException(network);
			}
		}
	}

	private Handler withoutWorker(Handler handler, JettyWebServerFactory factory) {
		String contextPath = (factory instanceof JettyServletWebServerFactory servlet)
				? servlet.getSettings().getContextPath().toString() : "";
		String path = (this.managementPath != null) ? this.managementPath.whole(contextPath) : null;
		return (path != null) ? new WorkerPathHandler(handler, path) : handler;
	}

}
