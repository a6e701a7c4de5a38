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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.GracefulShutdownResult;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.Shutdown;

import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.FakeServer;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ClusterNioEndpoint} in a Tomcat that Boot made.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClusterNioEndpointTests {

	private final Logger tomcatLogger = Logger.getLogger("org.apache");

	private final RecordingHandler log = new RecordingHandler();

	private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

	private final CountDownLatch answerSlow = new CountDownLatch(1);

	private final CountDownLatch slowArrived = new CountDownLatch(1);

	private final List<TomcatWebServer> servers = new CopyOnWriteArrayList<>();

	private InJvmPrimary primary;

	private Worker worker;

	@BeforeEach
	void listenToTheLog() {
		this.tomcatLogger.addHandler(this.log);
	}

	@AfterEach
	void stop() throws Exception {
		this.answerSlow.countDown();
		this.servers.forEach(TomcatWebServer::destroy);
		this.tomcatLogger.removeHandler(this.log);
		if (this.primary != null) {
			this.primary.close();
		}
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void requestsAreAnswered(SchedulingPolicy policy) throws Exception {
		TomcatWebServer server = start(policy, factory());
		assertThat(server.getPort()).isPositive();
		assertThat(this.primary.addresses()).extracting(InetSocketAddress::getPort).containsExactly(server.getPort());
		this.worker.accept();
		for (int i = 0; i < 20; i++) {
			assertThat(get(server.getPort(), "/").get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		}
		assertThat(this.log.errors).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void clientsWaitWhileTheWorkerRefuses(SchedulingPolicy policy) throws Exception {
		TomcatWebServer server = start(policy, factory());
		CompletableFuture<String> answer = get(server.getPort(), "/");
		assertThat(answer).isNotDone();
		this.worker.accept();
		assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("fast");
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void portInUseIsBootsOwnException(SchedulingPolicy policy) throws Exception {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			TomcatServletWebServerFactory factory = factory();
			factory.setPort(other.getLocalPort());
			assertThatExceptionOfType(PortInUseException.class).isThrownBy(() -> start(policy, factory))
				.satisfies((ex) -> assertThat(ex.getPort()).isEqualTo(other.getLocalPort()));
		}
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void gracefulShutdownFinishesWhatIsUnderWayAndLogsNoError(SchedulingPolicy policy) throws Exception {
		TomcatServletWebServerFactory factory = factory();
		factory.setShutdown(Shutdown.GRACEFUL);
		TomcatWebServer server = start(policy, factory);
		this.worker.accept();
		CompletableFuture<String> slow = get(server.getPort(), "/slow");
		assertThat(this.slowArrived.await(10, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<GracefulShutdownResult> result = new CompletableFuture<>();
		server.shutDownGracefully(result::complete);
		assertThat(result).isNotDone();
		this.answerSlow.countDown();
		assertThat(slow.get(10, TimeUnit.SECONDS)).isEqualTo("slow");
		assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo(GracefulShutdownResult.IDLE);
		stopsInTime(server);
		assertThat(this.log.errors).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void stopsInTimeWhetherItAcceptedOrNot(SchedulingPolicy policy) throws Exception {
		stopsInTime(start(policy, factory()));
		TomcatWebServer server = startAnother(factory());
		this.worker.accept();
		assertThat(get(server.getPort(), "/").get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		stopsInTime(server);
		assertThat(this.log.errors).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void pausedEndpointLetsClientsWait(SchedulingPolicy policy) throws Exception {
		TomcatWebServer server = start(policy, factory());
		this.worker.accept();
		assertThat(get(server.getPort(), "/").get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		Connector connector = server.getTomcat().getConnector();
		connector.pause();
		CompletableFuture<String> answer = HttpClient.newHttpClient()
			.sendAsync(request(server.getPort(), "/"), BodyHandlers.ofString())
			.thenApply((response) -> response.body());
		connector.resume();
		assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		assertThat(this.log.errors).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void serversOfTwoWorkersShareOnePort(SchedulingPolicy policy) throws Exception {
		TomcatWebServer first = start(policy, factory());
		Worker firstWorker = this.worker;
		this.worker = this.primary.connectWorker();
		TomcatWebServer second = startAnother(factory());
		assertThat(second.getPort()).isEqualTo(first.getPort());
		firstWorker.accept();
		this.worker.accept();
		assertThat(get(first.getPort(), "/").get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		stopsInTime(first);
		assertThat(HttpClient.newHttpClient().send(request(second.getPort(), "/"), BodyHandlers.ofString()).body())
			.isEqualTo("fast");
		assertThat(this.log.errors).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(SchedulingPolicy.class)
	void additionalConnectorIsSharedToo(SchedulingPolicy policy) throws Exception {
		Connector additional = new Connector(ClusterHttp11NioProtocol.class.getName());
		additional.setPort(0);
		TomcatServletWebServerFactory factory = factory();
		factory.addAdditionalConnectors(additional);
		TomcatWebServer server = start(policy, factory);
		this.worker.accept();
		int port = additional.getLocalPort();
		assertThat(port).isNotEqualTo(server.getPort());
		assertThat(this.primary.addresses()).extracting(InetSocketAddress::getPort)
			.containsExactlyInAnyOrder(port, server.getPort());
		assertThat(get(port, "/").get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		assertThat(get(server.getPort(), "/").get(10, TimeUnit.SECONDS)).isEqualTo("fast");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void requestsThatWaitHaveAThreadEach() throws Exception {
		TomcatWebServer server = start(SchedulingPolicy.OS, factory());
		this.worker.accept();
		List<CompletableFuture<String>> slow = IntStream.range(0, 30)
			.mapToObj((number) -> get(server.getPort(), "/slow"))
			.toList();
		ClusterNioEndpoint endpoint = endpoint(server);
		Awaitility.await().untilAsserted(() -> assertThat(endpoint.getCurrentThreadsBusy()).isEqualTo(30));
		assertThat(get(server.getPort(), "/").get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		assertThat(endpoint.getCurrentThreadCount()).isBetween(31, endpoint.getMaxThreads());
		assertThat(endpoint.getMaxThreads()).isEqualTo(200);
		this.answerSlow.countDown();
		assertThat(slow).allSatisfy((answer) -> assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("slow"));
		stopsInTime(server);
		assertThat(endpoint.getExecutor()).isNull();
		assertThat(this.log.errors).isEmpty();
	}

	@Test
	void connectionsThatAreMoreThanThreadsAreAllServed() throws Exception {
		TomcatWebServer server = start(SchedulingPolicy.OS, factoryWithThreads(3));
		this.worker.accept();
		List<CompletableFuture<Integer>> clients = IntStream.range(0, 12)
			.mapToObj((number) -> CompletableFuture.supplyAsync(() -> askOnOneConnection(server.getPort(), 500),
					(client) -> new Thread(client).start()))
			.toList();
		for (CompletableFuture<Integer> client : clients) {
			assertThat(client.get(50, TimeUnit.SECONDS)).isEqualTo(500);
		}
		assertThat(this.log.errors).isEmpty();
	}

	@Test
	void requestsOverHttp2AreCounted() throws Exception {
		TomcatServletWebServerFactory factory = factory();
		Http2 http2 = new Http2();
		http2.setEnabled(true);
		factory.setHttp2(http2);
		TomcatWebServer server = start(SchedulingPolicy.OS, factory);
		this.worker.accept();
		this.worker.beat(Duration.ofMillis(50));
		for (int i = 0; i < 20; i++) {
			assertThat(get(server.getPort(), "/").get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		}
		this.primary.awaitHeartbeat((heartbeat) -> heartbeat.requests() >= 20);
	}

	private static int askOnOneConnection(int port, int times) {
		try (KeptAlive client = new KeptAlive(port)) {
			int answered = 0;
			for (int i = 0; i < times; i++) {
				client.send("/");
				client.awaitAnswer();
				answered++;
			}
			return answered;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void theNumberOfThreadsThatTheUserSetsAtRunTimeHolds() throws Exception {
		TomcatWebServer server = start(SchedulingPolicy.OS, factory());
		ClusterNioEndpoint endpoint = endpoint(server);
		endpoint.setMaxThreads(17);
		assertThat(((ThreadPoolExecutor) endpoint.getExecutor()).getMaximumPoolSize()).isEqualTo(17);
	}

	@Test
	void withoutAWorkerItIsTomcatsOwnProtocol() throws Exception {
		TomcatServletWebServerFactory factory = factory();
		factory.setProtocol(ClusterHttp11NioProtocol.class.getName());
		TomcatWebServer server = run(factory);
		assertThat(get(server.getPort(), "/").get(10, TimeUnit.SECONDS)).isEqualTo("fast");
		stopsInTime(server);
		assertThat(this.log.errors).isEmpty();
	}

	@Test
	void protocolThatTheUserChoseStays() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		TomcatServletWebServerFactory factory = factory();
		factory.setProtocol("org.apache.coyote.http11.Http11Nio2Protocol");
		new ClusterTomcatCustomizer(this.primary.connectWorker(), false).customize(factory);
		assertThat(factory.getProtocol()).isEqualTo("org.apache.coyote.http11.Http11Nio2Protocol");
	}

	@Test
	void listenerChannelTellsItsAddressAndNothingElse() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		InetSocketAddress wanted = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
		ListenerChannel channel = new ListenerChannel(
				this.primary.connectWorker().listen(wanted, 10, false, new FakeServer()));
		assertThat(channel.getLocalAddress()).isEqualTo(this.primary.addresses().get(0));
		assertThat(channel.supportedOptions()).isEmpty();
		assertThatIllegalStateException().isThrownBy(() -> channel.bind(null));
		channel.close();
	}

	private TomcatWebServer start(SchedulingPolicy policy, TomcatServletWebServerFactory factory) throws Exception {
		this.primary = new InJvmPrimary(policy);
		this.worker = this.primary.connectWorker();
		return startAnother(factory);
	}

	private TomcatWebServer startAnother(TomcatServletWebServerFactory factory) {
		new ClusterTomcatCustomizer(this.worker, false).customize(factory);
		assertThat(factory.getProtocol()).isEqualTo(ClusterHttp11NioProtocol.class.getName());
		return run(factory);
	}

	private TomcatWebServer run(TomcatServletWebServerFactory factory) {
		TomcatWebServer server = (TomcatWebServer) factory
			.getWebServer((context) -> context.addServlet("test", new TestServlet()).addMapping("/"));
		this.servers.add(server);
		server.start();
		return server;
	}

	private static TomcatServletWebServerFactory factory() {
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
		factory.setAddress(InetAddress.getLoopbackAddress());
		return factory;
	}

	private static TomcatServletWebServerFactory factoryWithThreads(int threads) {
		TomcatServletWebServerFactory factory = factory();
		factory.addConnectorCustomizers((connector) -> {
			connector.setProperty("maxThreads", Integer.toString(threads));
			connector.setProperty("maxKeepAliveRequests", "-1");
		});
		return factory;
	}

	private static ClusterNioEndpoint endpoint(TomcatWebServer server) {
		return ((ClusterHttp11NioProtocol) server.getTomcat().getConnector().getProtocolHandler()).endpoint();
	}

	private static void stopsInTime(TomcatWebServer server) throws Exception {
		CompletableFuture.runAsync(server::stop).get(10, TimeUnit.SECONDS);
		CompletableFuture.runAsync(server::destroy).get(10, TimeUnit.SECONDS);
	}

	private CompletableFuture<String> get(int port, String path) {
		return this.client.sendAsync(request(port, path), BodyHandlers.ofString())
			.thenApply((response) -> response.body());
	}

	private static HttpRequest request(int port, String path) {
		String host = InetAddress.getLoopbackAddress().getHostAddress();
		return HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + path)).build();
	}

	/**
	 * A client with one connection.
	 */
	private static final class KeptAlive implements AutoCloseable {

		private final Socket socket;

		private final BufferedReader reader;

		KeptAlive(int port) throws IOException {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
			this.socket.setSoTimeout(30_000);
			this.reader = new BufferedReader(
					new InputStreamReader(this.socket.getInputStream(), StandardCharsets.US_ASCII));
		}

		void send(String path) throws IOException {
			this.socket.getOutputStream()
				.write("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path)
					.getBytes(StandardCharsets.US_ASCII));
		}

		void awaitAnswer() throws IOException {
			assertThat(this.reader.readLine()).startsWith("HTTP/1.1 200");
			while (!this.reader.readLine().isEmpty()) {
				// the head
			}
			for (char expected : "fast".toCharArray()) {
				assertThat(this.reader.read()).isEqualTo(expected);
			}
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

	/**
	 * Answers at once, or when it may.
	 */
	private final class TestServlet extends HttpServlet {

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			if (!request.getRequestURI().equals("/slow")) {
				response.getWriter().print("fast");
				return;
			}
			ClusterNioEndpointTests.this.slowArrived.countDown();
			try {
				ClusterNioEndpointTests.this.answerSlow.await(30, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			response.getWriter().print("slow");
		}

	}

	/**
	 * Records what Tomcat logs as an error.
	 */
	private static final class RecordingHandler extends Handler {

		private final List<String> errors = new CopyOnWriteArrayList<>();

		@Override
		public void publish(LogRecord entry) {
			if (entry.getLevel().intValue() >= Level.SEVERE.intValue()) {
				this.errors.add(entry.getLoggerName() + ": " + entry.getMessage() + " " + entry.getThrown());
			}
		}

		@Override
		public void flush() {
		}

		@Override
		public void close() {
		}

	}

}
