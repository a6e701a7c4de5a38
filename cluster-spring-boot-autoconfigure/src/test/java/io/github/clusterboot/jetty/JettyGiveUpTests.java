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

package io.github.clusterboot.jetty;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
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

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.autoconfigure.servlet.WebSocketJettyServletWebServerFactoryCustomizer;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.Http2;

import io.github.clusterboot.boot.Http2Client;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for what {@link ManagedConnector} does when a drain is out of time.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class JettyGiveUpTests {

	private static final Duration SHORT = Duration.ofSeconds(6);

	private final HttpClient client = HttpClient.newHttpClient();

	private InJvmPrimary primary;

	private Worker worker;

	private JettyWebServer server;

	@BeforeEach
	void start() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.worker = this.primary.connectWorker();
		JettyServletWebServerFactory factory = new JettyServletWebServerFactory(0);
		factory.setAddress(InetAddress.getLoopbackAddress());
		Http2 http2 = new Http2();
		http2.setEnabled(true);
		factory.setHttp2(http2);
		new WebSocketJettyServletWebServerFactoryCustomizer().customize(factory);
		new ClusterJettyCustomizer(this.worker, false, null).customize(factory);
		this.server = (JettyWebServer) factory.getWebServer((context) -> {
			ServletRegistration.Dynamic servlet = context.addServlet("endless", new EndlessServlet());
			servlet.addMapping("/");
			servlet.setAsyncSupported(true);
			context.addListener(new WebSocketListener());
		});
		this.server.start();
		this.worker.accept();
	}

	@AfterEach
	void stop() throws Exception {
		this.server.destroy();
		this.primary.close();
	}

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

	/**
	 * Begins responses that do not end.
	 */
	private static final class EndlessServlet extends HttpServlet {

		@Override
		protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
			request.startAsync().setTimeout(0);
			if (request.getRequestURI().equals("/events")) {
				response.setContentType("text/event-stream");
			}
			if (!request.getRequestURI().equals("/nothing")) {
				response.getWriter().print("first");
				response.flushBuffer();
			}
		}

	}

	/**
	 * Adds an endpoint.
	 */
	private static final class WebSocketListener implements ServletContextListener {

		@Override
		public void contextInitialized(ServletContextEvent event) {
			ServerContainer container = (ServerContainer) event.getServletContext()
				.getAttribute(ServerContainer.class.getName());
			try {
				container.addEndpoint(ServerEndpointConfig.Builder.create(SilentEndpoint.class, "/socket").build());
			}
			catch (DeploymentException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * Says nothing.
	 */
	public static final class SilentEndpoint extends Endpoint {

		@Override
		public void onOpen(Session session, EndpointConfig configuration) {
		}

	}

}
