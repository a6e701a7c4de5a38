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

package io.github.clusterboot.door;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

import io.github.clusterboot.ipc.DaemonThreads;
import io.github.clusterboot.peer.PeerExchange;
import io.github.clusterboot.peer.RequestOrigin;
import io.github.clusterboot.worker.Worker;

/**
 * Requests some paths of the application before the worker takes connections, so that the
 * first clients do not meet cold code. The requests come in by a private door of their
 * own, and go through all filters. They are not counted among the worker's requests.
 * <p>
 * It is the last to hear that the application is ready, and the worker accepts
 * afterwards. Whatever fails here is logged, and the worker goes on.
 */
public final class WarmUp implements ApplicationListener<ApplicationReadyEvent>, Ordered {

	/**
	 * The header by which an application can tell these requests from others. Clients can
	 * send it too.
	 */
	static final String HEADER = "Cluster-Warm-Up";

	private static final Logger logger = LoggerFactory.getLogger(WarmUp.class);

	private final @Nullable Worker worker;

	private final ObjectProvider<PrivateDoorFactory> doors;

	private final List<String> paths;

	private final int requests;

	private final Duration timeout;

	/**
	 * Creates the warm-up of a worker.
	 * @param worker knows where sockets may be; {@code null} outside a cluster, where
	 * there is no warm-up
	 * @param doors open a door of the web server
	 * @param paths the paths to request, each with a slash in front
	 * @param requests how many requests there are in total
	 * @param timeout after which the warm-up ends, wherever it is
	 */
	public WarmUp(@Nullable Worker worker, ObjectProvider<PrivateDoorFactory> doors, List<String> paths, int requests,
			Duration timeout) {
		this.worker = worker;
		this.doors = doors;
		this.paths = List.copyOf(paths);
		this.requests = requests;
		this.timeout = timeout;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (this.worker == null || this.paths.isEmpty()
				|| !(event.getApplicationContext() instanceof WebServerApplicationContext web)
				|| web.getWebServer() == null) {
			return;
		}
		WebServer server = web.getWebServer();
		Path socket = this.worker.directory().resolve("warm-up-" + ProcessHandle.current().pid() + ".sock");
		Doorkeeper doorkeeper = new Doorkeeper(Stream.empty());
		try (PrivateDoor door = PrivateDoorFactory.open(this.doors.stream(), web, socket, doorkeeper)) {
			if (door == null) {
				return;
			}
			HttpHeaders headers = headers(door.scheme(), server.getPort());
			long start = System.nanoTime();
			CompletableFuture
				.runAsync(() -> requestAll(socket, headers, start),
						(work) -> DaemonThreads.start("cluster-warm-up", work))
				.completeOnTimeout(null, this.timeout.toMillis(), TimeUnit.MILLISECONDS)
				.join();
		}
		catch (RuntimeException | Error ex) {
			logger.warn("The worker could not be warmed up", ex);
		}
	}

	/**
	 * To the application it is a request of a client on this machine.
	 */
	private static HttpHeaders headers(String scheme, int port) {
		String loopback = "127.0.0.1";
		RequestOrigin origin = new RequestOrigin(scheme, "localhost", port, loopback, loopback, 1, loopback,
				"localhost", port, null);
		return new DefaultHttpHeaders().set(HttpHeaderNames.HOST, "localhost")
			.set(HEADER, "true")
			.set(RequestOrigin.HEADER, origin.toHeader());
	}

	/**
	 * Requests one path after the other and over again. One that fails is not requested
	 * again.
	 */
	private void requestAll(Path socket, HttpHeaders headers, long start) {
		Duration left = left(start);
		Deque<String> paths = new ArrayDeque<>(this.paths);
		int answered = 0;
		for (int i = 0; i < this.requests && !paths.isEmpty() && left.toMillis() > 0; i++) {
			String path = paths.removeFirst();
			try {
				request(socket, path, headers, left);
				paths.addLast(path);
				answered++;
			}
			catch (IOException ex) {
				// at the end the door is closed
				if (left(start).toMillis() > 0) {
					logger.warn("Warm-up with {} failed, and goes on without it: {}", path, ex.getMessage());
				}
			}
			left = left(start);
		}
		logger.info("Warmed up with {} requests in {} ms", answered, this.timeout.minus(left).toMillis());
	}

	private Duration left(long start) {
		return this.timeout.minusNanos(System.nanoTime() - start);
	}

	private static void request(Path socket, String path, HttpHeaders headers, Duration patience) throws IOException {
		try (PeerExchange exchange = new PeerExchange(socket, patience)) {
			exchange.send(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path, Unpooled.EMPTY_BUFFER,
					headers, EmptyHttpHeaders.INSTANCE));
			int status = exchange.response().status().code();
			exchange.copyBody(OutputStream.nullOutputStream());
			if (status >= HttpResponseStatus.BAD_REQUEST.code()) {
				throw new IOException("status " + status);
			}
		}
	}

}
