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
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

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
import io.github.clusterboot.ipc.RequestOrigin;
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

	private static final int BUFFER = 8192;

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
			requestAll(socket, head(main));
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
	 * What follows the path: to the application it is a request of a client on this
	 * machine.
	 */
	private static String head(Connector main) {
		String loopback = "127.0.0.1";
		RequestOrigin origin = new RequestOrigin(main.getScheme(), "localhost", main.getLocalPort(), loopback, loopback,
				1, loopback, "localhost", main.getLocalPort(), null);
		return " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s: true\r\n%s: %s\r\n\r\n".formatted(HEADER,
				RequestOrigin.HEADER, origin.toHeader());
	}

	private void requestAll(Path socket, String head) {
		long start = System.nanoTime();
		Thread client = new Thread(() -> {
			int answered = request(socket, head, new WarmUpRounds(this.paths, this.requests));
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

	private int request(Path socket, String head, WarmUpRounds rounds) {
		int answered = 0;
		String path = rounds.next();
		while (path != null && !Thread.currentThread().isInterrupted()) {
			String failure = request(socket, path, head);
			if (failure == null) {
				answered++;
			}
			else if (!Thread.currentThread().isInterrupted()) {
				logger.warn("Warm-up with {} failed, and goes on without it: {}", path, failure);
				rounds.failed(path);
			}
			path = rounds.next();
		}
		return answered;
	}

	/**
	 * Makes one request.
	 * @return why it failed, or {@code null}
	 */
	private static @Nullable String request(Path socket, String path, String head) {
		try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			channel.connect(UnixDomainSocketAddress.of(socket));
			ByteBuffer request = ByteBuffer.wrap(("GET " + path + head).getBytes(StandardCharsets.US_ASCII));
			while (request.hasRemaining()) {
				channel.write(request);
			}
			ByteBuffer answer = ByteBuffer.allocate(BUFFER);
			String status = null;
			while (channel.read(answer) >= 0) {
				if (status == null) {
					status = status(answer);
				}
				if (status != null) {
					answer.clear();
				}
			}
			if (status == null) {
				return "no answer";
			}
			return isError(status) ? "status " + status : null;
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	/**
	 * The three digits after {@code HTTP/1.1}.
	 */
	private static @Nullable String status(ByteBuffer answer) {
		int start = "HTTP/1.1 ".length();
		return (answer.position() < start + 3) ? null : new String(answer.array(), start, 3, StandardCharsets.US_ASCII);
	}

	private static boolean isError(String status) {
		return !status.matches("[1-9]\\d\\d") || Integer.parseInt(status) >= LEAST_ERROR;
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
