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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link PeerExchange}.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PeerExchangeTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final Duration SHORT = Duration.ofMillis(200);

	private Path path;

	private ServerSocketChannel door;

	@BeforeEach
	void open(@TempDir Path directory) throws Exception {
		this.path = directory.resolve("door.sock");
		this.door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		this.door.bind(UnixDomainSocketAddress.of(this.path));
	}

	@AfterEach
	void close() throws Exception {
		this.door.close();
	}

	@Test
	void answerThatIsNoHttpIsAnError() throws Exception {
		respond("hello\r\n\r\n");
		try (PeerExchange exchange = open(LONG)) {
			exchange.send(request("GET", ""));
			assertThatIOException().isThrownBy(exchange::response).withMessageContaining("no HTTP");
		}
	}

	@Test
	void answerWithoutALengthEndsWithTheConnection() throws Exception {
		respond("HTTP/1.1 200 \r\n\r\nhi");
		try (PeerExchange exchange = open(LONG)) {
			exchange.send(request("GET", ""));
			exchange.response();
			assertThat(body(exchange)).isEqualTo("hi");
		}
	}

	@Test
	void answerToHeadHasNoBody() throws Exception {
		respond("HTTP/1.1 200 \r\nContent-Length: 20\r\n\r\n");
		try (PeerExchange exchange = open(LONG)) {
			exchange.send(request("HEAD", ""));
			assertThat(exchange.response().headers().get("content-length")).isEqualTo("20");
			assertThat(body(exchange)).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nhi",
			"HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n" })
	void endAtAnyByteIsAnError(String answer) throws Exception {
		for (int length = 0; length < answer.length(); length++) {
			respond(answer.substring(0, length));
			try (PeerExchange exchange = open(LONG)) {
				exchange.send(request("GET", ""));
				assertThatIOException().as(answer.substring(0, length)).isThrownBy(() -> {
					exchange.response();
					body(exchange);
				});
			}
		}
		respond(answer);
		try (PeerExchange exchange = open(LONG)) {
			exchange.send(request("GET", ""));
			exchange.response();
			assertThat(body(exchange)).isEqualTo("hi");
		}
	}

	@Test
	void workerThatIsGoneCannotBeReached() throws Exception {
		this.door.close();
		assertThat(this.path).as("its socket is left behind").exists();
		assertThatIOException().isThrownBy(() -> open(LONG));
		Files.delete(this.path);
		assertThatIOException().isThrownBy(() -> open(LONG)).withMessageNotContaining(this.path.toString());
	}

	@Test
	void workerThatAcceptsNothingIsNotWaitedFor() throws Exception {
		List<PeerExchange> waiting = new ArrayList<>();
		try {
			assertThatIOException().isThrownBy(() -> {
				while (true) {
					waiting.add(open(LONG));
				}
			}).withMessageMatching("Its backlog is full|Resource temporarily unavailable");
		}
		finally {
			for (PeerExchange each : waiting) {
				each.close();
			}
		}
	}

	@Test
	void interruptEndsIt() throws Exception {
		try (PeerExchange exchange = open(LONG)) {
			exchange.send(request("GET", ""));
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(exchange::response);
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	@Test
	void interruptWhileTheRequestIsSentEndsIt() throws Exception {
		try (PeerExchange exchange = open(LONG)) {
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(() -> {
				exchange.send(request("GET", ""));
				exchange.response();
			});
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	@Test
	void whatHasComeIsFlushedBeforeThereIsMore() throws Exception {
		CountDownLatch flushed = new CountDownLatch(1);
		CountDownLatch headRead = new CountDownLatch(1);
		CompletableFuture<Void> server = CompletableFuture.runAsync(() -> {
			try (SocketChannel connection = this.door.accept()) {
				readHead(connection);
				connection.write(ascii("HTTP/1.1 200 \r\nContent-Length: 4\r\n\r\n"));
				headRead.await();
				connection.write(ascii("hi"));
				flushed.await();
				connection.write(ascii("!!"));
			}
			catch (IOException | InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		List<String> done = new ArrayList<>();
		OutputStream target = new ByteArrayOutputStream() {

			@Override
			public void write(byte[] bytes, int offset, int length) {
				done.add(new String(bytes, offset, length, StandardCharsets.US_ASCII));
			}

			@Override
			public void flush() {
				done.add("flush");
				flushed.countDown();
			}

		};
		try (PeerExchange exchange = open(LONG)) {
			exchange.send(request("GET", ""));
			exchange.response();
			headRead.countDown();
			exchange.copyBody(target);
		}
		server.get();
		assertThat(done).containsExactly("hi", "flush", "!!", "flush");
	}

	@Test
	void exchangeSendsAndReceives() throws Exception {
		CompletableFuture<String> request = respond(
				"HTTP/1.1 201 \r\nX-A: b\r\n" + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n");
		try (PeerExchange exchange = open(LONG)) {
			exchange.send(request("POST", "body"));
			HttpResponse response = exchange.response();
			assertThat(response.status().code()).isEqualTo(201);
			assertThat(response.headers().get("x-a")).isEqualTo("b");
			assertThat(body(exchange)).isEqualTo("hi");
		}
		assertThat(request.get()).startsWith("POST / HTTP/1.1\r\n")
			.contains("\r\nconnection: close\r\n")
			.endsWith("\r\n\r\nbody");
	}

	@Test
	void responseThatIsCutIsAnError() throws Exception {
		respond("HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n");
		try (PeerExchange exchange = open(LONG)) {
			exchange.send(request("GET", ""));
			exchange.response();
			assertThatIOException().isThrownBy(() -> body(exchange));
		}
	}

	@Test
	void silenceIsATimeout() throws Exception {
		try (PeerExchange exchange = open(SHORT)) {
			exchange.send(request("GET", ""));
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(exchange::response);
		}
	}

	@Test
	void workerThatAnswersWithoutReadingIsHeard() throws Exception {
		CompletableFuture.runAsync(() -> {
			try (SocketChannel connection = this.door.accept()) {
				connection.write(ascii("HTTP/1.1 413 \r\nContent-Length: 0\r\n\r\n"));
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
		try (PeerExchange exchange = open(LONG)) {
			exchange.send(request("POST", "x".repeat(4 << 20)));
			assertThat(exchange.response().status().code()).isEqualTo(413);
		}
	}

	@Test
	void noMoreIsTakenThanIsWritten() throws Exception {
		AtomicLong sent = new AtomicLong();
		CompletableFuture<Void> server = CompletableFuture.runAsync(() -> {
			try (SocketChannel connection = this.door.accept()) {
				readHead(connection);
				connection.write(ascii("HTTP/1.1 200 \r\nContent-Length: " + (64L << 20) + "\r\n\r\n"));
				ByteBuffer megabyte = ByteBuffer.allocate(1 << 20);
				for (int i = 0; i < 64; i++) {
					megabyte.clear();
					while (megabyte.hasRemaining()) {
						sent.addAndGet(connection.write(megabyte));
					}
				}
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
		CountDownLatch blocked = new CountDownLatch(1);
		AtomicLong written = new AtomicLong();
		OutputStream slow = new OutputStream() {

			@Override
			public void write(int b) {
				written.incrementAndGet();
			}

			@Override
			public void write(byte[] bytes, int offset, int length) throws IOException {
				try {
					blocked.await();
				}
				catch (InterruptedException ex) {
					throw new IOException(ex);
				}
				written.addAndGet(length);
			}

		};
		try (PeerExchange exchange = open(LONG)) {
			exchange.send(request("GET", ""));
			exchange.response();
			CompletableFuture<Void> copied = CompletableFuture.runAsync(() -> {
				try {
					exchange.copyBody(slow);
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
			Awaitility.await().during(Duration.ofMillis(300)).until(() -> sent.get() < 8L << 20);
			blocked.countDown();
			copied.get();
			server.get();
			assertThat(written).hasValue(64L << 20);
		}
	}

	private PeerExchange open(Duration patience) throws IOException {
		return new PeerExchange(this.path, patience);
	}

	private static FullHttpRequest request(String method, String body) {
		FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), "/",
				Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
		request.headers().set("content-length", body.length());
		return request;
	}

	private static String body(PeerExchange exchange) throws IOException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		exchange.copyBody(body);
		return body.toString(StandardCharsets.UTF_8);
	}

	/**
	 * Answers the next request and closes the connection.
	 */
	private CompletableFuture<String> respond(String response) {
		return CompletableFuture.supplyAsync(() -> {
			try (SocketChannel connection = this.door.accept()) {
				String request = readHead(connection);
				while (request.startsWith("POST") && !request.endsWith("body")) {
					request += readMore(connection);
				}
				connection.write(ascii(response));
				return request;
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private static String readHead(SocketChannel connection) throws IOException {
		String head = "";
		while (!head.contains("\r\n\r\n")) {
			head += readMore(connection);
		}
		return head;
	}

	private static String readMore(SocketChannel connection) throws IOException {
		byte[] bytes = new byte[8192];
		int length = Channels.newInputStream(connection).read(bytes);
		if (length < 0) {
			throw new IOException("The client has closed the connection");
		}
		return new String(bytes, 0, length, StandardCharsets.US_ASCII);
	}

	private static ByteBuffer ascii(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
	}

}
