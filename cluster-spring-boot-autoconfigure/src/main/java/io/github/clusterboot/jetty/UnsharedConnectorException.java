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

import org.eclipse.jetty.server.NetworkConnector;

import io.github.clusterboot.boot.ExplainedException;

/**
 * A connector listens on a port of its own, which only one worker could have.
 */
final class UnsharedConnectorException extends ExplainedException {

	UnsharedConnectorException(NetworkConnector connector) {
		super("Jetty's connector %s of port %d is none whose listening socket the workers can share: only one of them could have the port."
			.formatted(connector.getClass().getName(), connector.getPort()),
				"Use a ServerConnector with an acceptor thread (server.jetty.threads.acceptors=1), or set 'cluster.enabled' to 'false'.");
	}

}
