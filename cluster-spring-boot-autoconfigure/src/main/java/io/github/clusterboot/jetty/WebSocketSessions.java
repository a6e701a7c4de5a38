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

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.component.Graceful;

/**
 * The WebSocket sessions of a web server. What of a context can be shut down gracefully,
 * the context apart, is what keeps them.
 *
 * @param server the web server
 */
record WebSocketSessions(Server server) {

	/**
	 * Closes all sessions with code 1001 (going away).
	 */
	void close() {
		for (ContextHandler context : this.server.getDescendants(ContextHandler.class)) {
			context.getContainedBeans(Graceful.class)
				.stream()
				.filter((bean) -> !(bean instanceof Handler))
				.forEach(Graceful::shutdown);
		}
	}

}
