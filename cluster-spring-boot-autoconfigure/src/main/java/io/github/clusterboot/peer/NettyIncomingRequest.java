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

package io.github.clusterboot.peer;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;

/**
 * A request of Reactor Netty.
 *
 * @param request the request
 * @param isForwarded whether another worker has forwarded it
 * @param workerInPath what its path named in the place of a slot, or {@code null}
 */
record NettyIncomingRequest(HttpServerRequest request, boolean isForwarded,
		@Nullable String workerInPath) implements IncomingRequest {

	/**
	 * Takes the marks at once, as the channel may serve another request later.
	 */
	static NettyIncomingRequest of(HttpServerRequest request) {
		return new NettyIncomingRequest(request, mark(request, ChannelMarks.FORWARDED) != null,
				mark(request, ChannelMarks.WORKER_IN_PATH));
	}

	private static <T> @Nullable T mark(HttpServerRequest request, AttributeKey<T> key) {
		AtomicReference<@Nullable T> mark = new AtomicReference<>();
		request.withConnection((connection) -> mark.set(connection.channel().attr(key).get()));
		return mark.get();
	}

	@Override
	public boolean isOfServletContainer() {
		return false;
	}

	@Override
	public String method() {
		return this.request.method().name();
	}

	@Override
	public String path() {
		return target().split("\\?", 2)[0];
	}

	@Override
	public @Nullable String query() {
		String[] parts = target().split("\\?", 2);
		return (parts.length > 1) ? parts[1] : null;
	}

	/**
	 * The path and the query, where the client has written a whole URI too.
	 */
	private String target() {
		String uri = this.request.uri();
		int authority = uri.startsWith("/") ? -1 : uri.indexOf("://");
		if (authority < 0) {
			return uri;
		}
		int path = uri.indexOf('/', authority + 3);
		return (path < 0) ? "/" : uri.substring(path);
	}

	@Override
	public Map<String, List<String>> headers() {
		Map<String, List<String>> headers = new LinkedHashMap<>();
		for (String name : this.request.requestHeaders().names()) {
			headers.put(name, this.request.requestHeaders().getAll(name));
		}
		return headers;
	}

	@Override
	public RequestOrigin origin() {
		InetSocketAddress remote = this.request.remoteAddress();
		InetSocketAddress local = this.request.hostAddress();
		return new RequestOrigin(this.request.scheme(), this.request.hostName(), this.request.hostPort(),
				address(remote), host(remote), port(remote), address(local), host(local), port(local),
				this.workerInPath);
	}

	/**
	 * Where a proxy has told it, the address is not resolved.
	 */
	private static String address(@Nullable InetSocketAddress socket) {
		return (socket != null && socket.getAddress() != null) ? socket.getAddress().getHostAddress() : host(socket);
	}

	private static String host(@Nullable InetSocketAddress socket) {
		return (socket != null) ? socket.getHostString() : "";
	}

	private static int port(@Nullable InetSocketAddress socket) {
		return (socket != null) ? socket.getPort() : 0;
	}

}
