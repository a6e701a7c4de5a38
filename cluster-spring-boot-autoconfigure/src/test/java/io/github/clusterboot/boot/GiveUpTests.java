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

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.web.server.WebServer;

import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for what becomes of connections when a drain is out of time.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class GiveUpTests {

	/**
	 * Half of it is for what is under way.
	 */
	private static final Duration SHORT = Duration.ofSeconds(2);

	private final HttpClient client = HttpClient.newHttpClient();

	private InJvmPrimary primary;

	private Worker worker;

	private WebServer server;

	@BeforeEach
	void start() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.worker = this.primary.connectWorker();
		this.server = server(this.worker);
		this.server.start();
		this.worker.accept();
	}

	@AfterEach
	void stop() throws Exception {
		this.server.destroy();
		this.primary.close();
	}

	/**
	 * Makes the web server, which begins responses that do not end: of events, another
	 * one, none, and a WebSocket at {@code /socket}.
	 * @param worker gives the listening sockets
	 * @return the server, with HTTP/2
	 */
	protected abstract WebServer server(Worker worker);

	@Test
	void webSocketIsClosedAsGoingAway() throws Exception {
		CompletableFuture<Integer> closed = new CompletableFuture<>();
		this.client.newWebSocketBuilder()
			.buildAsync(URI.create("ws://127.0.0.1:%d/socket".formatted(this.server.getPort())),
					new WebSocket.Listener() {

						@Override
						public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
							closed.complete(status);
							return null;
						}

					})
			.get(10, TimeUnit.SECONDS);
		CompletableFuture<Void> drained = InJvmPrimary.drain(this.worker, SHORT);
		assertThat(closed.get(20, TimeUnit.SECONDS)).isEqualTo(1001);
		drained.get(10, TimeUnit.SECONDS);
	}

	@Test
	void clientSeesThatAnyOtherResponseIsCut() throws Exception {
		HttpResponse<InputStream> response = endless("/download");
		InJvmPrimary.drain(this.worker, SHORT);
		assertThatIOException().isThrownBy(() -> response.body().readAllBytes());
	}

	@Test
	void responseOfEventsIsCompleted() throws Exception {
		HttpResponse<InputStream> response = endless("/events");
		InJvmPrimary.drain(this.worker, SHORT);
		assertThat(new String(response.body().readAllBytes())).isEqualTo("first");
	}

	@Test
	void responseOfEventsOverHttp2IsCompleted() throws Exception {
		try (Http2Client http2 = new Http2Client(this.server.getPort())) {
			http2.post(1, "/events");
			assertThat(http2.answer(1)).isEqualTo("first");
			CompletableFuture<Void> drained = InJvmPrimary.drain(this.worker, SHORT);
			http2.awaitEnd(1);
			drained.get(20, TimeUnit.SECONDS);
		}
	}

	@Test
	void requestWithoutAResponseIsToldSo() throws Exception {
		CompletableFuture<HttpResponse<InputStream>> response = CompletableFuture
			.supplyAsync(() -> endless("/nothing"));
		this.worker.beat(Duration.ofMillis(50));
		this.primary.awaitHeartbeat((heartbeat) -> heartbeat.connections() == 1);
		InJvmPrimary.drain(this.worker, SHORT);
		assertThat(response.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
	}

	private HttpResponse<InputStream> endless(String path) {
		try {
			return this.client
				.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.server.getPort() + path))
					.version(HttpClient.Version.HTTP_1_1)
					.build(), BodyHandlers.ofInputStream());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
