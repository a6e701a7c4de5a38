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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.ConnectionInfo;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

import io.github.clusterboot.door.Doorkeeper;
import io.github.clusterboot.door.PrivateDoor;
import io.github.clusterboot.door.Reception;
import io.github.clusterboot.door.Reception.Admission;
import io.github.clusterboot.door.Reception.Answer;
import io.github.clusterboot.peer.ChannelMarks;
import io.github.clusterboot.peer.RequestOrigin;

/**
 * The private door of a worker on Reactor Netty: a server of its own on event loops of
 * its own, so that nothing that belongs to the application's server sees it.
 */
final class NettyPrivateDoor implements PrivateDoor {

	private static final Logger logger = LoggerFactory.getLogger(NettyPrivateDoor.class);

	private static final int MOST_ANSWERING = 8;

	private static final int MOST_WAITING = 100;

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final HttpHandler handler;

	private final Doorkeeper doorkeeper;

	private final boolean secure;

	private final LoopResources loops = LoopResources.create("cluster-door", 1, true);

	/**
	 * To answer takes as long as what is asked for.
	 */
	private final Scheduler answering = Schedulers.newBoundedElastic(MOST_ANSWERING, MOST_WAITING, "cluster-door", 60,
			true);

	private @Nullable DisposableServer server;

	private NettyPrivateDoor(HttpHandler handler, Doorkeeper doorkeeper, boolean secure) {
		this.handler = handler;
		this.doorkeeper = doorkeeper;
		this.secure = secure;
	}

	/**
	 * Opens the door. A worker whose door does not open goes on.
	 * @param handler gets what is forwarded
	 * @param socket the path of the Unix domain socket
	 * @param doorkeeper receives each request first
	 * @param secure whether the web server has TLS
	 */
	static NettyPrivateDoor open(HttpHandler handler, Path socket, Doorkeeper doorkeeper, boolean secure) {
		NettyPrivateDoor door = new NettyPrivateDoor(handler, doorkeeper, secure);
		try {
			door.listen(socket);
		}
		catch (RuntimeException ex) {
			logger.error("The private door of this worker cannot be opened at {}", socket, ex);
		}
		return door;
	}

	private void listen(Path socket) {
		this.server = HttpServer.create()
			.bindAddress(() -> new DomainSocketAddress(socket.toFile()))
			.runOn(this.loops, true)
			.protocol(HttpProtocol.HTTP11)
			.httpRequestDecoder(
					(spec) -> spec.maxInitialLineLength(MOST_BYTES_OF_HEADERS).maxHeaderSize(MOST_BYTES_OF_HEADERS))
			.maxKeepAliveRequests(1)
			.idleTimeout(TIMEOUT)
			.accessLog(false)
			.handle(this::receive)
			.bindNow();
	}

	/**
	 * A request without an origin is a question.
	 */
	private Mono<Void> receive(HttpServerRequest request, HttpServerResponse response) {
		String uri = request.uri();
		int end = uri.indexOf('?');
		String path = (end < 0) ? uri : uri.substring(0, end);
		String query = (end < 0) ? null : uri.substring(end + 1);
		String origin = request.requestHeaders().get(RequestOrigin.HEADER);
		Mono<Reception> reception = Mono.fromSupplier(() -> this.doorkeeper.receive(origin, path, query));
		return ((origin != null) ? reception : reception.subscribeOn(this.answering))
			.flatMap((received) -> (received instanceof Admission admission) ? serve(admission, request, response)
					: answer((Answer) received, response));
	}

	private static Mono<Void> answer(Answer answer, HttpServerResponse response) {
		response.status(answer.status()).header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(answer.body().length));
		if (answer.contentType() != null) {
			response.header(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
		}
		return response.sendByteArray(Mono.just(answer.body())).then();
	}

	private Mono<Void> serve(Admission admission, HttpServerRequest request, HttpServerResponse response) {
		return Mono.using(() -> admission, (admitted) -> serve(admitted.origin(), request, response));
	}

	private Mono<Void> serve(RequestOrigin origin, HttpServerRequest request, HttpServerResponse response) {
		URI uri;
		try {
			uri = uri(origin, request.uri());
		}
		catch (IllegalArgumentException ex) {
			logger.debug("A request was forwarded whose URI cannot be read", ex);
			return response.status(HttpResponseStatus.BAD_REQUEST).send();
		}
		request.withConnection((connection) -> {
			connection.channel().attr(ChannelMarks.FORWARDED).set(true);
			connection.channel().attr(ChannelMarks.WORKER_IN_PATH).set(origin.workerInPath());
		});
		return new ReactorHttpHandlerAdapter(
				(received, answer) -> this.handler.handle(asForwarded(received, uri, origin), answer))
			.apply(request, response);
	}

	/**
	 * The URI, its path and query as the client has written them.
	 */
	private static URI uri(RequestOrigin origin, String pathAndQuery) {
		String host = origin.serverName();
		boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
		boolean defaultPort = origin.serverPort() == ConnectionInfo.getDefaultHostPort(origin.scheme());
		return URI.create(origin.scheme() + "://" + (bare ? "[" + host + "]" : host)
				+ (defaultPort ? "" : ":" + origin.serverPort()) + pathAndQuery);
	}

	private static ServerHttpRequest asForwarded(ServerHttpRequest request, URI uri, RequestOrigin origin) {
		return request.mutate()
			.uri(uri)
			.headers((headers) -> headers.remove(RequestOrigin.HEADER))
			.remoteAddress(address(origin.remoteAddress(), origin.remotePort()))
			.localAddress(address(origin.localAddress(), origin.localPort()))
			.build();
	}

	/**
	 * No name is looked up.
	 */
	private static InetSocketAddress address(String ip, int port) {
		InetAddress address = NetUtil.createInetAddressFromIpAddressString(ip);
		return (address != null) ? new InetSocketAddress(address, port) : InetSocketAddress.createUnresolved(ip, port);
	}

	@Override
	public String scheme() {
		return this.secure ? "https" : "http";
	}

	@Override
	public void close() {
		DisposableServer server = this.server;
		if (server != null) {
			try {
				server.disposeNow(PATIENCE);
			}
			catch (IllegalStateException ex) {
				logger.debug("The private door was not closed in time", ex);
			}
		}
		this.answering.dispose();
		this.loops.disposeLater(Duration.ZERO, PATIENCE).onErrorComplete().subscribe();
	}

}
