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
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

import io.github.clusterboot.boot.WorkerIdentity;
import io.github.clusterboot.door.Doorkeeper;
import io.github.clusterboot.door.PeerDoor;
import io.github.clusterboot.door.PrivateDoorFactory;
import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.peer.PeerResource;
import io.github.clusterboot.peer.RequestOrigin;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link TomcatPrivateDoor} and {@link PrivateDoorAdapter}: what comes in there
 * harms nobody and makes no noise.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TomcatPrivateDoorTests {

	private static final int MORE_THAN_SOCKETS_HOLD = 32 * 1024 * 1024;

	private final Logger tomcatLogger = Logger.getLogger("org.apache");

	private final List<String> errors = new CopyOnWriteArrayList<>();

	private final Handler handler = new Handler() {

		@Override
		public void publish(LogRecord entry) {
			if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
				TomcatPrivateDoorTests.this.errors.add(entry.getMessage() + " " + entry.getThrown());
			}
		}

		@Override
		public void flush() {
		}

		@Override
		public void close() {
		}

	};

	private final CountDownLatch asked = new CountDownLatch(1);

	private final CountDownLatch scraperIsDead = new CountDownLatch(1);

	private final AtomicInteger hanging = new AtomicInteger();

	private final CountDownLatch released = new CountDownLatch(1);

	private Path socket;

	private TomcatWebServer server;

	private TomcatPrivateDoor door;

	@BeforeEach
	void open(@TempDir Path directory) {
		this.tomcatLogger.addHandler(this.handler);
		this.socket = directory.resolve("door.sock");
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
		factory.addConnectorCustomizers((connector) -> {
			connector.setProperty("relaxedPathChars", "[]");
			connector.setProperty("relaxedQueryChars", "|");
			connector.setURIEncoding("ISO-8859-1");
			connector.setEncodedSolidusHandling("decode");
			connector.setMaxParameterCount(5);
		});
		this.server = (TomcatWebServer) factory
			.getWebServer((context) -> context.addServlet("hangs", new HangingServlet()).addMapping("/hangs"));
		this.server.start();
		this.door = new TomcatPrivateDoor(this.server, this.socket, new Doorkeeper(Stream.of(new LargeAnswer())));
	}

	@AfterEach
	void close() {
		this.tomcatLogger.removeHandler(this.handler);
		this.released.countDown();
		this.server.stop();
		this.server.destroy();
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u0000\u0001garbage\r\n\r\n", "GET\r\n\r\n",
			"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n" })
	void garbageIsABadRequestWithoutATrace(String garbage) throws Exception {
		try (SocketChannel client = connect(garbage)) {
			assertThat(answer(client)).startsWith("HTTP/1.1 400");
		}
		assertThat(this.errors).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "garbage", "bnVsbA==", "W10=" })
	void originThatCannotBeReadIsABadRequestWithoutATrace(String origin) throws Exception {
		try (SocketChannel client = connect(forwarded("/hangs", origin))) {
			assertThat(answer(client)).startsWith("HTTP/1.1 400");
		}
		assertThat(this.errors).isEmpty();
	}

	@Test
	void whatThePortLetsInIsLetIn() throws Exception {
		try (SocketChannel client = connect("GET /[nothing]?a|b HTTP/1.1\r\nHost: a\r\n\r\n")) {
			assertThat(answer(client)).startsWith("HTTP/1.1 404");
		}
		assertThat(this.door.connector).returns("ISO-8859-1", Connector::getURIEncoding)
			.returns("decode", Connector::getEncodedSolidusHandling)
			.returns(5, Connector::getMaxParameterCount);
	}

	@Test
	void questionNeedsNoQuery() throws Exception {
		this.scraperIsDead.countDown();
		try (SocketChannel client = connect("GET /cluster-peer/large HTTP/1.1\r\nHost: a\r\n\r\n")) {
			assertThat(answer(client)).startsWith("HTTP/1.1 200");
		}
	}

	@Test
	void requestsThatHangLeaveThreadsForQuestions() throws Exception {
		String request = forwarded("/hangs", new RequestOrigin("http", "localhost", 1, "127.0.0.1", "localhost", 1,
				"127.0.0.1", "localhost", 1, null)
			.toHeader());
		List<SocketChannel> clients = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			clients.add(connect(request));
		}
		Awaitility.await().until(() -> this.hanging.get() == 8);
		try (SocketChannel client = connect(request)) {
			assertThat(answer(client)).startsWith("HTTP/1.1 503")
				.endsWith("{\"message\":\"The worker that is asked for is busy "
						+ "with as many forwarded requests as it takes\"}");
		}
		this.released.countDown();
		for (SocketChannel client : clients) {
			assertThat(answer(client)).startsWith("HTTP/1.1 200");
			client.close();
		}
		Awaitility.await().until(() -> {
			try (SocketChannel client = connect(request)) {
				return answer(client).startsWith("HTTP/1.1 200");
			}
		});
	}

	@Test
	void workerWhoseDoorDoesNotOpenGoesOn() throws Exception {
		try (InJvmPrimary primary = new InJvmPrimary(SchedulingPolicy.OS)) {
			Worker worker = primary.connectWorker();
			Files.createFile(new PrivateDirectory(worker.directory()).door(1));
			ServletWebServerApplicationContext context = Mockito.mock(ServletWebServerApplicationContext.class);
			Mockito.when(context.getWebServer()).thenReturn(this.server);
			Mockito.when(context.getBeanProvider(PeerResource.class))
				.thenReturn(new StaticListableBeanFactory().getBeanProvider(PeerResource.class));
			PrivateDoorFactory doors = new ClusterTomcatAutoConfiguration().clusterTomcatPrivateDoorFactory();
			PeerDoor closed = new PeerDoor(worker, new WorkerIdentity(1, 0),
					new StaticListableBeanFactory(Map.of("doors", doors)).getBeanProvider(PrivateDoorFactory.class),
					context);
			assertThatNoException().isThrownBy(closed::start);
			assertThatNoException().isThrownBy(closed::stop);
			assertThat(this.server.getTomcat().getService().findConnectors()).hasSize(2).contains(this.door.connector);
		}
		assertThat(this.errors).anyMatch((error) -> error.contains("Failed to start component"));
	}

	@Test
	void whatIsNotThereIsNotFound() throws Exception {
		try (SocketChannel client = connect("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n")) {
			assertThat(answer(client)).startsWith("HTTP/1.1 404");
		}
	}

	@Test
	void workerThatDiesWhileItIsAnsweredIsNoError() throws Exception {
		SocketChannel killed = connect("GET /cluster-peer/large? HTTP/1.1\r\nHost: a\r\n\r\n");
		this.asked.await();
		killed.close();
		this.scraperIsDead.countDown();
		Awaitility.await()
			.until(() -> this.door.connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol
					&& protocol.getConnectionCount() <= 1);
		assertThat(this.errors).isEmpty();
	}

	private static String forwarded(String path, String origin) {
		return "GET %s HTTP/1.1\r\nHost: a\r\n%s: %s\r\n\r\n".formatted(path, RequestOrigin.HEADER, origin);
	}

	private SocketChannel connect(String request) throws IOException {
		SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
		client.connect(UnixDomainSocketAddress.of(this.socket));
		client.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
		return client;
	}

	private static String answer(SocketChannel client) throws IOException {
		InputStream in = Channels.newInputStream(client);
		return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
	}

	/**
	 * Answers when it is released.
	 */
	private final class HangingServlet extends HttpServlet {

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws ServletException {
			TomcatPrivateDoorTests.this.hanging.incrementAndGet();
			try {
				TomcatPrivateDoorTests.this.released.await();
			}
			catch (InterruptedException ex) {
				throw new ServletException(ex);
			}
		}

	}

	/**
	 * Does not fit into the buffers of a socket.
	 */
	private final class LargeAnswer implements PeerResource {

		@Override
		public String name() {
			return "large";
		}

		@Override
		public byte[] answer(String query) throws IOException {
			TomcatPrivateDoorTests.this.asked.countDown();
			try {
				TomcatPrivateDoorTests.this.scraperIsDead.await();
			}
			catch (InterruptedException ex) {
				throw new IOException(ex);
			}
			return new byte[MORE_THAN_SOCKETS_HOLD];
		}

	}

}
