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

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Service;
import org.apache.catalina.connector.Connector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

import io.github.clusterboot.ClusterWorker;
import io.github.clusterboot.peer.PeerExchange;
import io.github.clusterboot.peer.RequestOrigin;
import io.github.clusterboot.worker.Worker;

/**
 * Requests some paths of the application before the worker takes connections, so that the
 * first clients do not meet cold code. The requests come in by a connector of their own,
 * on a Unix domain socket in the private directory, and go through all filters. They are
 * not counted among the worker's requests.
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

	private static final int LEAST_ERROR = 400;

	private final @Nullable Worker worker;

	private final @Nullable ClusterWorker self;

	private final List<String> paths;

	private final int requests;

	private final Duration timeout;

	/**
	 * Creates the warm-up of a worker.
	 * @param worker knows where sockets may be; {@code null} outside a cluster, where
	 * there is no warm-up
	 * @param self which worker this is; {@code null} outside a cluster
	 * @param paths the paths to request, each with a slash in front
	 * @param requests how many requests there are in total
	 * @param timeout after which the warm-up ends, wherever it is
	 */
	public WarmUp(@Nullable Worker worker, @Nullable ClusterWorker self, List<String> paths, int requests,
			Duration timeout) {
		this.worker = worker;
		this.self = self;
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
		if (this.worker == null || this.self == null || this.paths.isEmpty()
				|| !(event.getApplicationContext() instanceof WebServerApplicationContext web)
				|| !(web.getWebServer() instanceof TomcatWebServer server)) {
			return;
		}
		try {
			warmUp(server, this.worker.directory().resolve("warm-up-" + this.self.id() + ".sock"));
		}
		catch (RuntimeException | Error ex) {
			logger.warn("The worker could not be warmed up", ex);
		}
	}

	private void warmUp(TomcatWebServer server, Path socket) {
		Service service = server.getTomcat().getService();
		Connector main = server.getTomcat().getConnector();
		Connector door = door(socket);
		try {
			service.addConnector(door);
			requestAll(socket, headers(main));
		}
		finally {
			remove(service, door);
		}
	}

	private static Connector door(Path socket) {
		PrivateDoorProtocol protocol = new PrivateDoorProtocol(Map.of(), 1, socket);
		protocol.setMaxThreads(1);
		protocol.setMaxKeepAliveRequests(1);
		return protocol.connector();
	}

	/**
	 * To the application it is a request of a client on this machine.
	 */
	private static HttpHeaders headers(Connector main) {
		String loopback = "127.0.0.1";
		RequestOrigin origin = new RequestOrigin(main.getScheme(), "localhost", main.getLocalPort(), loopback, loopback,
				1, loopback, "localhost", main.getLocalPort(), null);
		return new DefaultHttpHeaders().set(HttpHeaderNames.HOST, "localhost")
			.set(HEADER, "true")
			.set(RequestOrigin.HEADER, origin.toHeader());
	}

	private void requestAll(Path socket, HttpHeaders headers) {
		long start = System.nanoTime();
		Thread client = new Thread(() -> {
			int answered = request(socket, headers);
			logger.info("Warmed up with {} requests in {} ms", answered, (System.nanoTime() - start) / 1_000_000);
		}, "cluster-warm-up");
		client.setDaemon(true);
		client.start();
		try {
			client.join(this.timeout.toMillis());
			// ends what it waits for
			client.interrupt();
			client.join();
		}
		catch (InterruptedException ex) {
			client.interrupt();
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Requests one path after the other and over again. One that fails is not requested
	 * again.
	 */
	private int request(Path socket, HttpHeaders headers) {
		Deque<String> paths = new ArrayDeque<>(this.paths);
		int answered = 0;
		for (int i = 0; i < this.requests && !paths.isEmpty() && !Thread.currentThread().isInterrupted(); i++) {
			String path = paths.removeFirst();
			try {
				request(socket, path, headers);
				paths.addLast(path);
				answered++;
			}
			catch (IOException ex) {
				if (!Thread.currentThread().isInterrupted()) {
					logger.warn("Warm-up with {} failed, and goes on without it: {}", path, ex.getMessage());
				}
			}
		}
		return answered;
	}

	private void request(Path socket, String path, HttpHeaders headers) throws IOException {
		try (PeerExchange exchange = new PeerExchange(socket, this.timeout)) {
			exchange.send(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path, Unpooled.EMPTY_BUFFER,
					headers, EmptyHttpHeaders.INSTANCE));
			int status = exchange.response().status().code();
			exchange.copyBody(OutputStream.nullOutputStream(), Long.MAX_VALUE);
			if (status >= LEAST_ERROR) {
				throw new IOException("status " + status);
			}
		}
	}

	private static void remove(Service service, Connector door) {
		try {
			service.removeConnector(door);
			door.destroy();
		}
		catch (LifecycleException | RuntimeException ex) {
			logger.debug("The connector for the warm-up could not be destroyed", ex);
		}
	}

}
