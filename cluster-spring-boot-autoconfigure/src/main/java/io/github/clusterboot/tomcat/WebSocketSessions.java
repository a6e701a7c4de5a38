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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.catalina.Context;
import org.apache.tomcat.websocket.WsWebSocketContainer;

/**
 * The WebSocket sessions of a web server. Tomcat closes them with code 1001 when their
 * context stops, but Boot closes the connections before that, so that their clients would
 * only see them break.
 */
final class WebSocketSessions {

	private static final String CONTAINER = "jakarta.websocket.server.ServerContainer";

	private final List<Context> contexts = new CopyOnWriteArrayList<>();

	void addContext(Context context) {
		this.contexts.add(context);
	}

	/**
	 * Closes all sessions with code 1001 (going away). Without Tomcat's WebSockets, no
	 * context has their container.
	 */
	void close() {
		for (Context context : this.contexts) {
			if (context.getServletContext().getAttribute(CONTAINER) instanceof WsWebSocketContainer container) {
				container.destroy();
			}
		}
	}

}
