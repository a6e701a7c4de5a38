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

package io.github.clusterboot.netty;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import io.github.clusterboot.peer.ManagementPath;
import io.github.clusterboot.worker.Worker;

/**
 * Has a Reactor Netty server share its port with the other workers.
 */
public final class ClusterNettyCustomizer
		implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory>, Ordered {

	private final @Nullable Worker worker;

	private final boolean alsoWhileRefusing;

	private final @Nullable String managementPath;

	private final @Nullable ReactorResourceFactory resources;

	private volatile boolean secure;

	/**
	 * Creates a customizer.
	 * @param worker gives the listeners; {@code null} outside a cluster
	 * @param alsoWhileRefusing whether to take connections also while the application's
	 * readiness is REFUSING_TRAFFIC, once it was not: for a management port, on which the
	 * platform asks for just that
	 * @param managementPath where Actuator is, or {@code null} if it is not at this
	 * server
	 * @param resources has the application's event loops, or {@code null} for those that
	 * the server is configured with
	 */
	public ClusterNettyCustomizer(@Nullable Worker worker, boolean alsoWhileRefusing,
			@Nullable ManagementPath managementPath, @Nullable ReactorResourceFactory resources) {
		this.worker = worker;
		this.alsoWhileRefusing = alsoWhileRefusing;
		this.managementPath = (managementPath != null) ? managementPath.whole("") : null;
		this.resources = resources;
	}

	/**
	 * Last, to see what other customizers have made of the server.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void customize(NettyReactiveWebServerFactory factory) {
		Worker worker = this.worker;
		if (worker != null) {
			// its event loops would be set after all customizers
			factory.setResourceFactory(null);
			factory.addServerCustomizers((server) -> share(server, worker));
		}
	}

	private HttpServer share(HttpServer server, Worker worker) {
		this.secure = server.configuration().sslProvider() != null;
		ManagedConnections connections = new ManagedConnections();
		SharedLoops loops = new SharedLoops(() -> loops(server), () -> new SharedServerChannel(worker,
				this.alsoWhileRefusing, connections, LoopResources.DEFAULT_IO_WORKER_COUNT));
		return server.runOn(loops, false).childObserve(new HttpPipeline(connections, this.managementPath));
	}

	private LoopResources loops(HttpServer server) {
		LoopResources loops = (this.resources != null) ? this.resources.getLoopResources() : null;
		return (loops != null) ? loops : server.configuration().loopResources();
	}

	/**
	 * Whether the server that was made last has TLS.
	 */
	boolean isSecure() {
		return this.secure;
	}

}
