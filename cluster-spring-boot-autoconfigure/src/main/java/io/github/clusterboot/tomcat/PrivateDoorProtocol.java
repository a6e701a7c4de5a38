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
import java.util.Map;
import java.util.concurrent.Semaphore;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;

import io.github.clusterboot.peer.PeerResource;

/**
 * Tomcat's HTTP protocol behind a private door.
 */
final class PrivateDoorProtocol extends Http11NioProtocol {

	private final Map<String, PeerResource> resources;

	private final Semaphore forwarded;

	private final Connector connector;

	/**
	 * Creates the protocol.
	 * @param resources what other workers can ask for, by name
	 * @param mostForwarded how many requests that others forward are served at a time
	 * @param socket the path of the Unix domain socket
	 */
	PrivateDoorProtocol(Map<String, PeerResource> resources, int mostForwarded, Path socket) {
		this.resources = resources;
		this.forwarded = new Semaphore(mostForwarded);
		this.connector = new Connector(this);
		this.connector.setProperty("unixDomainSocketPath", socket.toString());
	}

	Connector connector() {
		return this.connector;
	}

	@Override
	protected Processor createProcessor() {
		return new PrivateDoorProcessor(this, new PrivateDoorAdapter(this.connector, this.resources, this.forwarded));
	}

	/**
	 * Leaves the addresses as the request's origin tells them.
	 */
	private static final class PrivateDoorProcessor extends Http11Processor {

		PrivateDoorProcessor(PrivateDoorProtocol protocol, PrivateDoorAdapter adapter) {
			super(protocol, adapter);
		}

		@Override
		protected boolean getPopulateRequestAttributesFromSocket() {
			return false;
		}

	}

}
