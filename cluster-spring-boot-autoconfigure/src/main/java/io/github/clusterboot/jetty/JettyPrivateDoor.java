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

import java.nio.file.Path;

import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.door.Doorkeeper;
import io.github.clusterboot.door.PrivateDoor;

/**
 * One more connector of a Jetty.
 */
final class JettyPrivateDoor implements PrivateDoor {

	private static final Logger logger = LoggerFactory.getLogger(JettyPrivateDoor.class);

	private final Server server;

	private final DoorConnector connector;

	/**
	 * Opens the door. A worker whose door does not open goes on.
	 * @param server the web server, which gets what is forwarded
	 * @param socket the path of the Unix domain socket
	 * @param doorkeeper receives each request first
	 */
	JettyPrivateDoor(Server server, Path socket, Doorkeeper doorkeeper) {
		this.server = server;
		this.connector = DoorConnector.of(server, socket, doorkeeper);
		try {
			this.connector.start();
		}
		catch (Exception ex) {
			logger.error("The private door of this worker cannot be opened at {}", socket, ex);
		}
	}

	@Override
	public String scheme() {
		boolean secure = this.server.getConnectors()[0].getConnectionFactory(SslConnectionFactory.class) != null;
		return (secure ? HttpScheme.HTTPS : HttpScheme.HTTP).asString();
	}

	@Override
	public void close() {
		try {
			this.connector.stop();
		}
		catch (Exception ex) {
			logger.debug("The private door could not be stopped", ex);
		}
	}

}
