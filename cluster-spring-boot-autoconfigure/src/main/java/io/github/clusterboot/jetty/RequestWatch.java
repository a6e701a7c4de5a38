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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Knows which requests of the shared ports are under way.
 */
final class RequestWatch extends Handler.Wrapper {

	private final Map<Connector, Exchanges> exchanges = new ConcurrentHashMap<>();

	RequestWatch(Handler handler) {
		super(handler);
	}

	Exchanges watch(Connector connector) {
		return this.exchanges.computeIfAbsent(connector, (key) -> new Exchanges());
	}

	@Override
	public boolean handle(Request request, Response response, Callback callback) throws Exception {
		Exchanges exchanges = this.exchanges.get(request.getConnectionMetaData().getConnector());
		if (exchanges == null) {
			return super.handle(request, response, callback);
		}
		Exchange exchange = new Exchange(request, response, callback);
		exchanges.begin(exchange);
		Request.addCompletionListener(request, (failure) -> exchanges.end(exchange));
		try {
			return super.handle(request, response, callback);
		}
		finally {
			exchange.leftByThread();
		}
	}

}
