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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.apache.coyote.AbstractProtocol;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;

import io.github.clusterboot.peer.PeerResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PrivateDoorProtocol} and {@link PrivateDoorAdapter}: what comes in
 * there harms nobody and makes no noise.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PrivateDoorTests {

	private static final int MORE_THAN_SOCKETS_HOLD = 32 * 1024 * 1024;

	private final Logger tomcatLogger = Logger.getLogger("org.apache");

	private final List<String> errors = new CopyOnWriteArrayList<>();

	private final Handler handler = new Handler() {

		@Override
		public void publish(LogRecord entry) {
			if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
				PrivateDoorTests.this.errors.add(entry.getMessage() + " " + entry.getThrown());
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

	private Path socket;

	private TomcatWebServer server;

	private PrivateDoor door;

	@BeforeEach
	void open(@TempDir Path directory) {
		this.tomcatLogger.addHandler(this.handler);
		this.socket = directory.resolve("door.sock");
		this.server = (TomcatWebServer) new TomcatServletWebServerFactory(0).getWebServer();
		this.server.start();
		this.door = new PrivateDoor(this.server, this.socket, Map.of("large", new LargeAnswer()));
	}

	@AfterEach
	void close() {
		this.tomcatLogger.removeHandler(this.handler);
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
	 * Does not fit into the buffers of a socket.
	 */
	private final class LargeAnswer implements PeerResource {

		@Override
		public String name() {
			return "large";
		}

		@Override
		public byte[] answer(String query) throws IOException {
			PrivateDoorTests.this.asked.countDown();
			try {
				PrivateDoorTests.this.scraperIsDead.await();
			}
			catch (InterruptedException ex) {
				throw new IOException(ex);
			}
			return new byte[MORE_THAN_SOCKETS_HOLD];
		}

	}

}
