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

import org.apache.coyote.http11.Http11NioProtocol;

import io.github.clusterboot.worker.Worker;

/**
 * Tomcat's HTTP protocol on a listening socket that belongs to the primary. Tomcat makes
 * it by its class name. An application that adds connectors of its own makes them with
 * {@code new Connector(ClusterHttp11NioProtocol.class.getName())} to have them shared;
 * outside a cluster it is Tomcat's own protocol.
 */
public class ClusterHttp11NioProtocol extends Http11NioProtocol {

	/**
	 * Creates a protocol handler.
	 */
	public ClusterHttp11NioProtocol() {
		super(new ClusterNioEndpoint());
	}

	ClusterNioEndpoint endpoint() {
		return (ClusterNioEndpoint) getEndpoint();
	}

	void setWorker(Worker worker, boolean alsoWhileRefusing, RequestWatch requestWatch, WebSocketSessions webSockets) {
		ClusterNioEndpoint endpoint = endpoint();
		endpoint.setWorker(worker, alsoWhileRefusing, new ManagedEndpoint(this, endpoint, requestWatch, webSockets));
	}

}
