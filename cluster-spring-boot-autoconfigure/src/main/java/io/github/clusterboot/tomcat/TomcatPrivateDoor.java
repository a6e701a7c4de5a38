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

import java.nio.file.Path;

import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.TomcatWebServer;

import io.github.clusterboot.door.Doorkeeper;
import io.github.clusterboot.door.PrivateDoor;

/**
 * One more connector of a Tomcat.
 */
final class TomcatPrivateDoor implements PrivateDoor {

	private static final Logger logger = LoggerFactory.getLogger(TomcatPrivateDoor.class);

	private final TomcatWebServer server;

	final Connector connector;

	/**
	 * Opens the door.
	 * @param socket the path of the Unix domain socket
	 * @param doorkeeper receives each request first
	 */
	TomcatPrivateDoor(TomcatWebServer server, Path socket, Doorkeeper doorkeeper) {
		this.server = server;
		Protocol protocol = new Protocol(doorkeeper);
		protocol.setMinSpareThreads(1);
		protocol.setMaxKeepAliveRequests(1);
		protocol.setConnectionTimeout((int) TIMEOUT.toMillis());
		protocol.setMaxHttpHeaderSize(MOST_BYTES_OF_HEADERS);
		this.connector = protocol.connector;
		this.connector.setProperty("unixDomainSocketPath", socket.toString());
		// what one worker has let in must not be refused by another
		Connector main = server.getTomcat().getConnector();
		if (main.getProtocolHandler() instanceof AbstractHttp11Protocol<?> mainProtocol) {
			protocol.setRelaxedPathChars(mainProtocol.getRelaxedPathChars());
			protocol.setRelaxedQueryChars(mainProtocol.getRelaxedQueryChars());
		}
		this.connector.setURIEncoding(main.getURIEncoding());
		this.connector.setEncodedSolidusHandling(main.getEncodedSolidusHandling());
		this.connector.setMaxParameterCount(main.getMaxParameterCount());
		server.getTomcat().getService().addConnector(this.connector);
	}

	@Override
	public String scheme() {
		return this.server.getTomcat().getConnector().getScheme();
	}

	@Override
	public void close() {
		this.server.getTomcat().getService().removeConnector(this.connector);
		try {
			this.connector.destroy();
		}
		catch (LifecycleException ex) {
			logger.debug("The private door could not be destroyed", ex);
		}
	}

	/**
	 * Leaves the addresses as the request's origin tells them.
	 */
	private static final class Protocol extends Http11NioProtocol {

		private final Connector connector = new Connector(this);

		private final Doorkeeper doorkeeper;

		Protocol(Doorkeeper doorkeeper) {
			this.doorkeeper = doorkeeper;
		}

		@Override
		protected Processor createProcessor() {
			return new Http11Processor(this, new PrivateDoorAdapter(this.connector, this.doorkeeper)) {

				@Override
				protected boolean getPopulateRequestAttributesFromSocket() {
					return false;
				}

			};
		}

	}

}
