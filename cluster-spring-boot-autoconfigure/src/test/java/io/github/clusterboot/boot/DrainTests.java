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

package io.github.clusterboot.boot;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.web.server.WebServer;

import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how a web server that Boot made is drained.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class DrainTests {

	private static final Duration DRAIN = Duration.ofSeconds(30);

	private final DrainedApplication application = new DrainedApplication();

	private final List<Client> clients = new ArrayList<>();

	private InJvmPrimary primary;

	private Worker worker;

	private WebServer server;

	@AfterEach
	void stop() throws Exception {
		this.application.answerSlow();
		for (Client client : this.clients) {
			client.close();
		}
		this.server.destroy();
		this.primary.close();
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void connectionInUseIsToldThatItsResponseIsTheLast(SchedulingPolicy policy) throws Exception {
		start(policy);
		Client client = new Client();
		assertThat(client.get("/")).isEqualTo("fast");
		assertThat(client.closing).isFalse();
		CompletableFuture<Void> drained = InJvmPrimary.drain(this.worker, DRAIN);
		while (!client.closing) {
			assertThat(client.get("/")).isEqualTo("fast");
		}
		assertThat(client.isAtEnd()).isTrue();
		drained.get(10, TimeUnit.SECONDS);
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void slowResponseIsFinished(SchedulingPolicy policy) throws Exception {
		start(policy);
		Client client = new Client();
		client.send("/slow");
		this.application.awaitSlow();
		Client idle = new Client();
		assertThat(idle.get("/")).isEqualTo("fast");
		CompletableFuture<Void> drained = InJvmPrimary.drain(this.worker, DRAIN);
		assertThat(idle.isAtEnd()).as("an idle connection is closed after a grace").isTrue();
		assertThat(drained).isNotDone();
		this.application.answerSlow();
		assertThat(client.read()).isEqualTo("slow");
		assertThat(client.isAtEnd()).isTrue();
		drained.get(10, TimeUnit.SECONDS);
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void connectionThatHasSentNothingIsClosedWithoutAReset(SchedulingPolicy policy) throws Exception {
		start(policy);
		this.worker.beat(Duration.ofMillis(50));
		Client client = new Client();
		this.primary.awaitHeartbeat((heartbeat) -> heartbeat.connections() == 1);
		CompletableFuture<Void> drained = InJvmPrimary.drain(this.worker, DRAIN);
		assertThat(client.isAtEnd()).isTrue();
		drained.get(10, TimeUnit.SECONDS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GE", "GET / HTTP/1.1\r\nHost: localho" })
	void halfARequestHeadIsNotWaitedFor(String half) throws Exception {
		start(SchedulingPolicy.OS);
		this.worker.beat(Duration.ofMillis(50));
		Client client = new Client();
		client.write(half);
		this.primary.awaitHeartbeat((heartbeat) -> heartbeat.connections() == 1);
		CompletableFuture<Void> drained = InJvmPrimary.drain(this.worker, DRAIN);
		assertThat(client.isAtEnd()).isTrue();
		drained.get(10, TimeUnit.SECONDS);
	}

	@Test
	void requestHeadThatComesInPiecesIsServed() throws Exception {
		start(SchedulingPolicy.OS);
		this.worker.beat(Duration.ofMillis(50));
		Client client = new Client();
		client.write("GET / HTTP/1.1\r\n");
		this.primary.awaitHeartbeat((heartbeat) -> heartbeat.connections() == 1);
		CompletableFuture<Void> drained = InJvmPrimary.drain(this.worker, DRAIN);
		client.write("Host: localhost\r\n\r\n");
		assertThat(client.read()).isEqualTo("fast");
		client.close();
		drained.get(10, TimeUnit.SECONDS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/async" })
	void uploadUnderWayIsWaitedFor(String path) throws Exception {
		start(SchedulingPolicy.OS);
		Client client = new Client();
		client.write("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n12345");
		this.application.awaitSlow();
		Client half = new Client();
		half.write("POST / HTTP/1.1\r\n");
		CompletableFuture<Void> drained = InJvmPrimary.drain(this.worker, DRAIN);
		assertThat(half.isAtEnd()).as("one that has not sent a whole head is closed after a grace").isTrue();
		assertThat(drained).isNotDone();
		client.write("67890");
		assertThat(client.read()).isEqualTo("1234567890");
		assertThat(client.isAtEnd()).isTrue();
		drained.get(10, TimeUnit.SECONDS);
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void heartbeatsTellTheLoad(SchedulingPolicy policy) throws Exception {
		start(policy);
		this.worker.beat(Duration.ofMillis(50));
		this.primary.awaitHeartbeat((heartbeat) -> heartbeat.connections() == 0 && heartbeat.requests() == 0
				&& heartbeat.oldestRequestMillis() == 0 && heartbeat.rss() > 1 << 20 && heartbeat.heapUsed() > 1 << 20);
		Client client = new Client();
		client.get("/");
		client.get("/");
		Client slow = new Client();
		slow.send("/slow");
		this.primary.awaitHeartbeat((heartbeat) -> heartbeat.connections() == 2 && heartbeat.requests() == 2);
		this.application.answerSlow();
		assertThat(slow.read()).isEqualTo("slow");
		this.primary.awaitHeartbeat((heartbeat) -> heartbeat.requests() == 3 && heartbeat.oldestRequestMillis() == 0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "POST" })
	void heartbeatsTellHowLongAThreadHasBeenWithItsRequest(String method) throws Exception {
		start(SchedulingPolicy.OS);
		this.worker.beat(Duration.ofMillis(50));
		Client blocked = new Client();
		blocked.write(method + " /blocking HTTP/1.1\r\nHost: localhost\r\n");
		blocked.write(method.equals("POST") ? "Content-Length: 4\r\n\r\nslow" : "\r\n");
		this.primary.awaitHeartbeat((heartbeat) -> heartbeat.oldestRequestMillis() > 100);
		this.application.answerSlow();
		assertThat(blocked.read()).isEqualTo("slow");
		this.primary.awaitHeartbeat((heartbeat) -> heartbeat.oldestRequestMillis() == 0);
	}

	/**
	 * For servers that read what a client still sends after they have answered.
	 */
	protected final void answerThatComesBeforeTheBodyIsNotFollowedByAReset() throws Exception {
		start(SchedulingPolicy.OS);
		Client client = new Client();
		assertThat(client.get("/")).isEqualTo("fast");
		CompletableFuture<Void> drained = InJvmPrimary.drain(this.worker, DRAIN);
		client.write("POST /early HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\n\r\n");
		assertThat(client.read()).isEqualTo("fast");
		client.write("x".repeat(200_000));
		assertThat(client.isAtEnd()).isTrue();
		drained.get(10, TimeUnit.SECONDS);
	}

	/**
	 * Makes the web server.
	 * @param worker gives the listening sockets
	 * @param application what it serves
	 * @return the server, which is drained with the worker
	 */
	protected abstract WebServer server(Worker worker, DrainedApplication application);

	protected final CompletableFuture<Void> drain() {
		return InJvmPrimary.drain(this.worker, DRAIN);
	}

	protected final WebServer server() {
		return this.server;
	}

	protected final void start(SchedulingPolicy policy) throws Exception {
		this.primary = new InJvmPrimary(policy);
		this.worker = this.primary.connectWorker();
		this.server = server(this.worker, this.application);
		this.server.start();
		this.worker.accept();
	}

	/**
	 * A connection that is kept alive. A reset is an exception of what reads from it.
	 */
	protected final class Client {

		private final Socket socket;

		private final BufferedReader reader;

		private boolean closing;

		public Client() throws IOException {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), DrainTests.this.server.getPort());
			this.socket.setSoTimeout(15_000);
			this.reader = new BufferedReader(new InputStreamReader(this.socket.getInputStream()));
			DrainTests.this.clients.add(this);
		}

		public String get(String path) throws IOException {
			send(path);
			return read();
		}

		void send(String path) throws IOException {
			write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
		}

		public void write(String bytes) throws IOException {
			this.socket.getOutputStream().write(bytes.getBytes());
		}

		public String read() throws IOException {
			assertThat(this.reader.readLine()).startsWith("HTTP/1.1 200");
			int length = 0;
			for (String line = this.reader.readLine(); !line.isEmpty(); line = this.reader.readLine()) {
				String[] header = line.split(": ");
				if (header[0].equalsIgnoreCase("Content-Length")) {
					length = Integer.parseInt(header[1]);
				}
				this.closing |= line.equalsIgnoreCase("Connection: close");
			}
			char[] body = new char[length];
			for (int i = 0; i < length; i++) {
				body[i] = (char) this.reader.read();
			}
			return new String(body);
		}

		public void close() throws IOException {
			this.socket.close();
		}

		public boolean isClosing() {
			return this.closing;
		}

		public boolean isAtEnd() throws IOException {
			return this.reader.read() == -1;
		}

	}

}
