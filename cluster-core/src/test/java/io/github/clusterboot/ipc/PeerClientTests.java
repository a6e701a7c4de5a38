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

package io.github.clusterboot.ipc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link PeerClient} and {@link PeerExchange}, with a worker that does what is
 * worst.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PeerClientTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final Duration SHORT = Duration.ofMillis(200);

	private static final int WORKER = 7;

	private EventLoopGroup eventLoop;

	private PeerClient client;

	private ServerSocketChannel door;

	@BeforeEach
	void open(@TempDir Path directory) throws Exception {
		NativeTransport transport = NativeTransport.load();
		this.eventLoop = transport.newEventLoop("peer-client-test");
		this.client = new PeerClient(transport, this.eventLoop, new PrivateDirectory(directory));
		this.door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		this.door.bind(UnixDomainSocketAddress.of(this.client.door(WORKER)));
	}

	@AfterEach
	void close() throws Exception {
		this.door.close();
		this.eventLoop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
	}

	@Test
	void answerIsWhatTheWorkerSays() throws Exception {
		CompletableFuture<String> request = respond("HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nhi");
		assertThat(this.client.ask(WORKER, "thing", "a b&\u00e4", LONG).get()).asString().isEqualTo("hi");
		assertThat(request.get()).startsWith("GET /cluster-peer/thing?a+b%26%C3%A4 HTTP/1.1\r\n");
	}

	@Test
	void reasonOfAFailureIsTold() throws Exception {
		respond("HTTP/1.1 404 \r\nContent-Length: 4\r\n\r\nnone");
		assertFailure(this.client.ask(WORKER, "thing", "", LONG), "none");
	}

	@Test
	void answerThatIsCutIsAFailure() throws Exception {
		respond("HTTP/1.1 200 \r\nContent-Length: 20\r\n\r\nhi");
		assertFailure(this.client.ask(WORKER, "thing", "", LONG), "closed");
	}

	@Test
	void answerThatIsNoHttpIsAFailure() throws Exception {
		respond("hello\r\n\r\n");
		assertThat(this.client.ask(WORKER, "thing", "", LONG)).failsWithin(LONG);
	}

	@Test
	void answerThatIsTooLongIsAFailure() throws Exception {
		respond("HTTP/1.1 200 \r\nContent-Length: 999999999\r\n\r\n");
		assertFailure(this.client.ask(WORKER, "thing", "", LONG), "more than");
	}

	@Test
	void workerThatIsSilentCostsTheTimeoutOnly() {
		// the kernel accepts
		assertFailure(this.client.ask(WORKER, "thing", "", SHORT), "No answer within 200 ms");
	}

	@Test
	void workerThatIsGoneIsAFailure() throws Exception {
		this.door.close();
		assertThat(this.client.isOpen(WORKER)).as("its socket is left behind").isTrue();
		assertFailure(this.client.ask(WORKER, "thing", "", LONG), "Worker 7 cannot be reached");
		assertFailure(this.client.ask(8, "thing", "", LONG), "Worker 8 cannot be reached");
		assertThatIOException().isThrownBy(() -> this.client.open(WORKER, LONG))
			.withMessageContaining("Worker 7 cannot be reached");
	}

	@Test
	void exchangeSendsAndReceives() throws Exception {
		CompletableFuture<String> request = respond("HTTP/1.1 100 \r\n\r\n" + "HTTP/1.1 201 \r\nX-A: b\r\n"
				+ "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n");
		try (PeerExchange exchange = this.client.open(WORKER, LONG)) {
			exchange.send(head("POST"), new ByteArrayInputStream("body".getBytes(StandardCharsets.UTF_8)));
			HttpResponse response = exchange.response();
			assertThat(response.status().code()).isEqualTo(201);
			assertThat(response.headers().get("x-a")).isEqualTo("b");
			ByteArrayOutputStream body = new ByteArrayOutputStream();
			exchange.copyBody(body);
			assertThat(body).hasToString("hi");
		}
		assertThat(request.get()).startsWith("POST / HTTP/1.1\r\n").endsWith("4\r\nbody\r\n0\r\n\r\n");
	}

	@Test
	void responseThatIsCutIsAnError() throws Exception {
		respond("HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n");
		try (PeerExchange exchange = this.client.open(WORKER, LONG)) {
			exchange.send(head("GET"), InputStream.nullInputStream());
			exchange.response();
			assertThatIOException().isThrownBy(() -> exchange.copyBody(OutputStream.nullOutputStream()));
		}
	}

	@Test
	void silenceIsATimeout() throws Exception {
		try (PeerExchange exchange = this.client.open(WORKER, SHORT)) {
			exchange.send(head("GET"), InputStream.nullInputStream());
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
		try (PeerExchange exchange = this.client.open(WORKER, LONG)) {
			exchange.send(head("POST"), new Zeros(1L << 30));
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
		try (PeerExchange exchange = this.client.open(WORKER, LONG)) {
			exchange.send(head("GET"), InputStream.nullInputStream());
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

	private static void assertFailure(CompletableFuture<byte[]> answer, String message) {
		assertThat(answer).failsWithin(LONG)
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isInstanceOf(IOException.class)
			.withMessageContaining(message);
	}

	private static HttpRequest head(String method) {
		return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), "/");
	}

	/**
	 * Answers the next request and closes the connection.
	 */
	private CompletableFuture<String> respond(String response) {
		return CompletableFuture.supplyAsync(() -> {
			try (SocketChannel connection = this.door.accept()) {
				String request = readHead(connection);
				if (request.contains("chunked")) {
					while (!request.endsWith("0\r\n\r\n")) {
						request += readMore(connection);
					}
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

	/**
	 * Many zeros.
	 */
	private static final class Zeros extends InputStream {

		private long left;

		Zeros(long count) {
			this.left = count;
		}

		@Override
		public int read() {
			return (this.left-- > 0) ? 0 : -1;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) {
			int read = (int) Math.min(length, this.left);
			this.left -= read;
			return (read > 0) ? read : -1;
		}

	}

}
