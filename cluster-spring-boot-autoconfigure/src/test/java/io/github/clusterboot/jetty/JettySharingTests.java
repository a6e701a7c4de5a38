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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.boot.jetty.reactive.JettyReactiveWebServerFactory;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.PortInUseException;

import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SharedPort} and {@link SharedChannel} in a Jetty that Boot made.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class JettySharingTests {

	private final List<JettyWebServer> servers = new CopyOnWriteArrayList<>();

	private InJvmPrimary primary;

	private Worker worker;

	@AfterEach
	void stop() throws Exception {
		this.servers.forEach(JettyWebServer::destroy);
		this.primary.close();
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void requestsAreAnswered(SchedulingPolicy policy) throws Exception {
		JettyWebServer server = start(policy, factory());
		assertThat(server.getPort()).isPositive();
		assertThat(this.primary.addresses()).extracting(InetSocketAddress::getPort).containsExactly(server.getPort());
		this.worker.accept();
		for (int i = 0; i < 20; i++) {
			assertThat(get(server.getPort()).get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		}
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void clientsWaitWhileTheWorkerRefuses(SchedulingPolicy policy) throws Exception {
		JettyWebServer server = start(policy, factory());
		CompletableFuture<String> answer = get(server.getPort());
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> answer.get(500, TimeUnit.MILLISECONDS));
		this.worker.accept();
		assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("fast");
	}

	@Test
	void portInUseIsBootsOwnException() throws Exception {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			JettyServletWebServerFactory factory = factory();
			factory.setPort(other.getLocalPort());
			assertThatExceptionOfType(PortInUseException.class).isThrownBy(() -> start(SchedulingPolicy.OS, factory))
				.satisfies((ex) -> assertThat(ex.getPort()).isEqualTo(other.getLocalPort()));
		}
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void serverThatIsStoppedAndStartedHasItsPortAgain(SchedulingPolicy policy) throws Exception {
		JettyWebServer server = start(policy, factory());
		int port = server.getPort();
		this.worker.accept();
		assertThat(get(port).get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		CompletableFuture.runAsync(server::stop).get(10, TimeUnit.SECONDS);
		CompletableFuture<String> waiting = get(port);
		server.start();
		assertThat(server.getPort()).isEqualTo(port);
		assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo("fast");
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void serversOfTwoWorkersShareOnePort(SchedulingPolicy policy) throws Exception {
		JettyWebServer first = start(policy, factory());
		Worker firstWorker = this.worker;
		this.worker = this.primary.connectWorker();
		JettyWebServer second = startAnother(factory());
		assertThat(second.getPort()).isEqualTo(first.getPort());
		firstWorker.accept();
		this.worker.accept();
		assertThat(get(first.getPort()).get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		CompletableFuture.runAsync(first::stop).get(10, TimeUnit.SECONDS);
		assertThat(get(second.getPort()).get(10, TimeUnit.SECONDS)).isEqualTo("fast");
	}

	@Test
	void furtherConnectorIsSharedToo() throws Exception {
		JettyServletWebServerFactory factory = factory();
		factory.addServerCustomizers((server) -> server.addConnector(new ServerConnector(server, 2, 1)));
		JettyWebServer server = start(SchedulingPolicy.OS, factory);
		this.worker.accept();
		int port = ((ServerConnector) server.getServer().getConnectors()[1]).getLocalPort();
		assertThat(this.primary.addresses()).extracting(InetSocketAddress::getPort)
			.containsExactlyInAnyOrder(port, server.getPort());
		assertThat(get(port).get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		assertThat(get(server.getPort()).get(10, TimeUnit.SECONDS)).isEqualTo("fast");
	}

	@Test
	void connectorThatCannotBeSharedIsRefused() throws Exception {
		JettyServletWebServerFactory factory = factory();
		factory.setAcceptors(0);
		assertThatExceptionOfType(UnsharedConnectorException.class)
			.isThrownBy(() -> start(SchedulingPolicy.OS, factory))
			.withMessageContaining("server.jetty.threads.acceptors=1");
	}

	@Test
	void requestsOverHttp2AreCounted() throws Exception {
		JettyServletWebServerFactory factory = factory();
		Http2 http2 = new Http2();
		http2.setEnabled(true);
		factory.setHttp2(http2);
		JettyWebServer server = start(SchedulingPolicy.OS, factory);
		this.worker.accept();
		this.worker.beat(Duration.ofMillis(50));
		for (int i = 0; i < 20; i++) {
			assertThat(get(server.getPort()).get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		}
		this.primary.awaitHeartbeat((heartbeat) -> heartbeat.requests() == 20 && heartbeat.connections() > 0);
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsDoNotWaitForConnections(SchedulingPolicy policy) throws Exception {
		JettyServletWebServerFactory factory = factory();
		factory.setThreadPool(new VirtualThreadPool());
		JettyWebServer server = start(policy, factory);
		this.worker.accept();
		for (int i = 0; i < 5; i++) {
			assertThat(get(server.getPort()).get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		}
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.anyMatch((name) -> name.startsWith("cluster-acceptor"));
		CompletableFuture.runAsync(server::stop).get(10, TimeUnit.SECONDS);
	}

	@Test
	void reactiveServerIsSharedToo() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.ROUND_ROBIN);
		this.worker = this.primary.connectWorker();
		JettyReactiveWebServerFactory factory = new JettyReactiveWebServerFactory(0);
		customize(factory);
		JettyWebServer server = (JettyWebServer) factory.getWebServer((request, response) -> response.setComplete());
		this.servers.add(server);
		server.start();
		this.worker.accept();
		assertThat(get(server.getPort()).get(10, TimeUnit.SECONDS)).isEmpty();
	}

	private JettyWebServer start(SchedulingPolicy policy, JettyServletWebServerFactory factory) throws Exception {
		this.primary = new InJvmPrimary(policy);
		this.worker = this.primary.connectWorker();
		return startAnother(factory);
	}

	private JettyWebServer startAnother(JettyServletWebServerFactory factory) {
		customize(factory);
		JettyWebServer server = (JettyWebServer) factory
			.getWebServer((context) -> context.addServlet("test", new TestServlet()).addMapping("/"));
		this.servers.add(server);
		server.start();
		return server;
	}

	private void customize(JettyWebServerFactory factory) {
		factory.setAddress(InetAddress.getLoopbackAddress());
		new ClusterJettyCustomizer(this.worker, false, null).customize(factory);
	}

	private static JettyServletWebServerFactory factory() {
		return new JettyServletWebServerFactory(0);
	}

	private static CompletableFuture<String> get(int port) {
		String host = InetAddress.getLoopbackAddress().getHostAddress();
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/")).build();
		return HttpClient.newHttpClient()
			.sendAsync(request, BodyHandlers.ofString())
			.thenApply((response) -> response.body());
	}

	/**
	 * Answers at once.
	 */
	private static final class TestServlet extends HttpServlet {

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.getWriter().print("fast");
		}

	}

}
