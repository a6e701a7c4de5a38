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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.ServletRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.jetty.reactive.JettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import org.springframework.web.server.handler.ResponseStatusExceptionHandler;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

import io.github.clusterboot.boot.RawHttp;
import io.github.clusterboot.boot.WorkerIdentity;
import io.github.clusterboot.boot.WorkersInJvm;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link AskedWorkerWebFilter} at real web servers, where the other worker is
 * only a socket.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AskedWorkerWebFilterTests {

	private static final String PATH = "/actuator/health?worker=1";

	private final HttpClient client = HttpClient.newHttpClient();

	private InJvmPrimary primary;

	private Worker worker;

	private ServerSocketChannel door;

	private AskedWorkerWebFilter filter;

	private WebServer server;

	@BeforeEach
	void open() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.worker = this.primary.connectWorker();
		this.primary.answer((message) -> (message instanceof Message.StatusQuery query)
				? new Message.Status(query.request(), status()) : null);
		this.door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		this.door.bind(UnixDomainSocketAddress.of(new PrivateDirectory(this.worker.directory()).door(2)));
	}

	@AfterEach
	void close() throws Exception {
		this.server.stop();
		this.server.destroy();
		this.filter.destroy();
		this.door.close();
		this.primary.close();
	}

	@ParameterizedTest
	@EnumSource
	void silenceIsAGatewayTimeout(Server kind) throws Exception {
		start(kind, Duration.ofMillis(200));
		HttpResponse<String> response = get(PATH);
		assertThat(response.statusCode()).isEqualTo(504);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
		assertThat(answeredBy(response)).isEqualTo("0");
		assertThat(response.body()).startsWith("{\"message\":\"Worker 2, which serves slot 1, does not answer");
	}

	@ParameterizedTest
	@EnumSource
	void answerThatIsNoneIsABadGateway(Server kind) throws Exception {
		start(kind, Duration.ofSeconds(30));
		for (String answer : List.of("", "hello\r\n\r\n",
				"HTTP/1.1 200 \r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\nno chunk\r\n")) {
			CompletableFuture<String> served = serve(answer);
			HttpResponse<String> response = get(PATH);
			served.join();
			assertThat(response.statusCode()).as(answer).isEqualTo(502);
			assertThat(response.headers().firstValue("Content-Encoding")).as("taken back").isEmpty();
			assertThat(response.body()).contains("does not answer");
		}
	}

	@ParameterizedTest
	@EnumSource
	void answerThatIsCutIsCutForTheClient(Server kind) throws Exception {
		start(kind, Duration.ofSeconds(30));
		for (String head : List.of("Content-Length: 20000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n4e20\r\n")) {
			serve("HTTP/1.1 200 \r\n" + head + "x".repeat(10_000));
			assertThatIOException().as(head).isThrownBy(() -> get(PATH));
		}
	}

	@ParameterizedTest
	@EnumSource
	void whatTheWorkerAnswersIsAnsweredAsItIs(Server kind) throws Exception {
		start(kind, Duration.ofSeconds(30));
		CompletableFuture<String> served = serve(
				"HTTP/1.1 418 \r\nCluster-Worker: 1\r\nSet-Cookie: b=2\r\nX-Own: theirs\r\n"
						+ "X-Twice: 1\r\nX-Twice: 2\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n");
		HttpResponse<String> response = send(request("/actuator/health?a=%20b&worker=1").header("Accept", "a/b")
			.header("Cluster-Request-Origin", "forged")
			.POST(HttpRequest.BodyPublishers.ofString("body")));
		assertThat(response.statusCode()).isEqualTo(418);
		assertThat(response.body()).isEqualTo("hello!");
		assertThat(response.headers().allValues("Cluster-Worker")).containsExactly("1");
		assertThat(response.headers().allValues("X-Own")).containsExactly("theirs");
		assertThat(response.headers().allValues("X-Twice")).containsExactly("1", "2");
		assertThat(response.headers().allValues("Set-Cookie")).containsExactlyInAnyOrder("a=1", "b=2");
		assertThat(served.join()).startsWith("POST /actuator/health?a=%20b&worker=1 HTTP/1.1\r\n")
			.containsIgnoringCase("\r\nAccept: a/b\r\n")
			.containsIgnoringCase("\r\nhost: 127.0.0.1:%d\r\n".formatted(this.server.getPort()))
			.doesNotContain("forged")
			.endsWith("\r\n\r\nbody");
	}

	@ParameterizedTest
	@EnumSource
	void originIsToldToTheWorker(Server kind) throws Exception {
		start(kind, Duration.ofSeconds(30));
		CompletableFuture<String> served = serve("HTTP/1.1 204 \r\n\r\n");
		assertThat(get(PATH).statusCode()).isEqualTo(204);
		String header = served.join().lines().filter((line) -> line.startsWith(RequestOrigin.HEADER)).findFirst().get();
		RequestOrigin origin = RequestOrigin.parse(header.substring(RequestOrigin.HEADER.length() + 2));
		int port = this.server.getPort();
		assertThat(origin).isEqualTo(new RequestOrigin("http", "127.0.0.1", port, "127.0.0.1", origin.remoteHost(),
				origin.remotePort(), "127.0.0.1", origin.localName(), port, null));
	}

	@ParameterizedTest
	@EnumSource
	void eventIsPassedOnWhenItComes(Server kind) throws Exception {
		start(kind, Duration.ofSeconds(30));
		CountDownLatch received = new CountDownLatch(1);
		CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
			try (SocketChannel connection = this.door.accept()) {
				connection.read(ByteBuffer.allocate(8192));
				connection.write(bytes("HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n5\r\nevent\r\n"));
				received.await();
				connection.write(bytes("0\r\n\r\n"));
			}
			catch (IOException | InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		HttpResponse<InputStream> response = this.client.send(request(PATH).build(),
				HttpResponse.BodyHandlers.ofInputStream());
		assertThat(response.body().readNBytes(5)).asString(StandardCharsets.US_ASCII).isEqualTo("event");
		received.countDown();
		assertThat(response.body().readAllBytes()).isEmpty();
		served.join();
	}

	@ParameterizedTest
	@EnumSource(names = "NETTY")
	void exchangeEndsWhenTheClientLeaves(Server kind) throws Exception {
		start(kind, Duration.ofSeconds(50));
		try (SocketChannel client = SocketChannel.open(new InetSocketAddress("127.0.0.1", this.server.getPort()))) {
			client.write(bytes("GET %s HTTP/1.1\r\nHost: a\r\n\r\n".formatted(PATH)));
			try (SocketChannel connection = this.door.accept()) {
				connection.read(ByteBuffer.allocate(8192));
				connection.write(bytes("HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n5\r\nevent\r\n"));
				client.read(ByteBuffer.allocate(10));
				client.close();
				assertThat(connection.read(ByteBuffer.allocate(1))).isEqualTo(-1);
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void largeAnswerIsWhole(Server kind) throws Exception {
		start(kind, Duration.ofSeconds(30));
		int size = 20_000_000;
		CompletableFuture<String> served = serve(
				"HTTP/1.1 200 \r\nContent-Length: %d\r\n\r\n".formatted(size) + "x".repeat(size));
		assertThat(get(PATH).body()).hasSize(size);
		served.join();
	}

	@ParameterizedTest
	@EnumSource
	void headHasNoBody(Server kind) throws Exception {
		start(kind, Duration.ofSeconds(30));
		serve("HTTP/1.1 200 \r\nContent-Length: 5\r\nX-Own: theirs\r\n\r\n");
		HttpResponse<String> response = send(request(PATH).method("HEAD", HttpRequest.BodyPublishers.noBody()));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("X-Own")).hasValue("theirs");
		assertThat(response.body()).isEmpty();
	}

	/**
	 * Servlet containers lose parts of a body that is not read on their own thread, in
	 * one of ten requests.
	 */
	@ParameterizedTest
	@EnumSource
	void bodyMayHaveTwoMebibytes(Server kind) throws Exception {
		start(kind, Duration.ofSeconds(30));
		byte[] body = new byte[RequestCopy.MOST_BYTES_OF_A_BODY + 1];
		for (int i = 0; i < 10; i++) {
			for (HttpRequest.BodyPublisher publisher : List.of(HttpRequest.BodyPublishers.ofByteArray(body),
					HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))) {
				HttpResponse<String> response = send(request(PATH).POST(publisher));
				assertThat(response.statusCode()).isEqualTo(413);
				assertThat(answeredBy(response)).isEqualTo("0");
				assertThat(response.body()).contains("2 MiB");
			}
			CompletableFuture<String> served = serve("HTTP/1.1 204 \r\n\r\n");
			HttpResponse<String> response = send(
					request(PATH).POST(HttpRequest.BodyPublishers.ofByteArray(body, 0, body.length - 1)));
			assertThat(response.statusCode()).isEqualTo(204);
			assertThat(served.join()).contains("content-length: %d\r\n".formatted(body.length - 1));
		}
	}

	@ParameterizedTest
	@EnumSource
	void whatCannotBeAskedIsRefused(Server kind) throws Exception {
		start(kind, Duration.ofSeconds(30));
		RawHttp http = new RawHttp(this.server.getPort());
		for (String text : List.of("01", "+1", "one", "-1", "", "1.0", "%31")) {
			assertThat(http.get("/actuator/health?worker=" + text)).as(text)
				.startsWith("HTTP/1.1 404 ")
				.contains("There is no slot %s, only 0, 1".formatted(text));
		}
		assertThat(http.get("/actuator/health?worker=1&a=b&worker=1")).startsWith("HTTP/1.1 400 ");
		this.primary.answer((message) -> null);
		assertThat(http.get(PATH)).startsWith("HTTP/1.1 504 ").contains("The primary does not answer");
	}

	@ParameterizedTest
	@EnumSource
	void thisWorkerAnswersWhereNoOtherIsNamed(Server kind) throws Exception {
		start(kind, Duration.ofSeconds(30));
		for (String query : List.of("", "?", "?a=worker=1", "?workers=1", "?a&b")) {
			HttpResponse<String> response = get("/actuator/health" + query);
			assertThat(response.body()).as(query).startsWith("null http://127.0.0.1");
			assertThat(answeredBy(response)).isEqualTo("0");
		}
		assertThat(get("/actuator/health?worker=0").body()).startsWith(WorkerRequest.THIS_ONE + " http:");
		assertThat(get("/hello?worker=1").headers().firstValue("Cluster-Worker")).isEmpty();
		assertThat(get("/%61ctuator/health").headers().firstValue("Cluster-Worker")).hasValue("0");
	}

	@ParameterizedTest
	@EnumSource
	void errorOfTheApplicationIsNoRefusal(Server kind) throws Exception {
		start(kind, Duration.ofSeconds(30));
		HttpResponse<String> response = get("/actuator/broken?worker=0");
		assertThat(response.statusCode()).isEqualTo(409);
		assertThat(response.body()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void workerInThePathIsToldByAParameterAndLinksStayWithIt(Server kind) throws Exception {
		start(kind, Duration.ofSeconds(30));
		String url = "http://127.0.0.1:" + this.server.getPort();
		HttpResponse<String> health = send(request("/actuator/health?a=%20").header("Test-Worker", "0"));
		assertThat(health.body()).isEqualTo(WorkerRequest.THIS_ONE + " " + url + "/actuator/health?a=%20");
		HttpResponse<String> links = send(request("/actuator").header("Test-Worker", "0"));
		assertThat(links.body()).isEqualTo(WorkerRequest.THIS_ONE + " " + url + "/actuator/worker/0");
		CompletableFuture<String> served = serve("HTTP/1.1 204 \r\n\r\n");
		assertThat(send(request("/actuator").header("Test-Worker", "1")).statusCode()).isEqualTo(204);
		assertThat(served.join()).startsWith("GET /actuator HTTP/1.1\r\n");
		assertThat(send(request("/actuator").header("Test-Worker", "2")).statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@EnumSource
	void whatWasForwardedIsAnsweredHere(Server kind) throws Exception {
		start(kind, Duration.ofSeconds(30));
		HttpResponse<String> response = send(request(PATH).header("Test-Forwarded", "true"));
		assertThat(response.body()).startsWith(WorkerRequest.THIS_ONE + " http:");
		assertThat(answeredBy(response)).isEqualTo("0");
	}

	private void start(Server kind, Duration patience) {
		this.filter = new AskedWorkerWebFilter(new AskedWorkers(this.worker, new WorkerIdentity(1, 0)),
				ManagementPath.of("", "/actuator", false), patience);
		this.server = kind.start(WebHttpHandlerBuilder.webHandler(this::handle)
			.filter(this::mark, this::setHeaders, this.filter)
			.exceptionHandler(new ResponseStatusExceptionHandler())
			.build());
	}

	/**
	 * What the web server's package does with a request by a path with a worker, or at a
	 * private door.
	 */
	private Mono<Void> mark(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		String worker = request.getHeaders().getFirst("Test-Worker");
		Boolean forwarded = request.getHeaders().containsHeader("Test-Forwarded") ? true : null;
		Object original = ServerHttpRequestDecorator.getNativeRequest(request);
		if (original instanceof HttpServerRequest netty) {
			netty.withConnection((connection) -> {
				connection.channel().attr(ChannelMarks.WORKER_IN_PATH).set(worker);
				connection.channel().attr(ChannelMarks.FORWARDED).set(forwarded);
			});
		}
		else if (original instanceof ServletRequest servlet) {
			servlet.setAttribute(WorkerRequest.WORKER_IN_PATH, worker);
			servlet.setAttribute(WorkerRequest.FORWARDED, forwarded);
		}
		return chain.filter(exchange);
	}

	private Mono<Void> setHeaders(ServerWebExchange exchange, WebFilterChain chain) {
		exchange.getResponse().getHeaders().set("X-Own", "ours");
		exchange.getResponse().addCookie(ResponseCookie.from("a", "1").build());
		return chain.filter(exchange);
	}

	/**
	 * Tells the worker that an endpoint is told, and the URL.
	 */
	private Mono<Void> handle(ServerWebExchange exchange) {
		ServerHttpRequest request = exchange.getRequest();
		if (request.getPath().value().endsWith("/broken")) {
			return Mono.error(new ResponseStatusException(HttpStatus.CONFLICT));
		}
		String text = request.getQueryParams().getFirst("worker") + " " + request.getURI();
		return exchange.getResponse()
			.writeWith(Mono.just(exchange.getResponse().bufferFactory().wrap(text.getBytes())));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(this.server.getPort(), path)))
			.version(HttpClient.Version.HTTP_1_1)
			.timeout(Duration.ofSeconds(30));
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return send(request(path));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private static String answeredBy(HttpResponse<?> response) {
		return response.headers().firstValue("Cluster-Worker").orElse("nobody");
	}

	/**
	 * Answers the next request and closes the connection.
	 */
	private CompletableFuture<String> serve(String answer) {
		return CompletableFuture.supplyAsync(() -> {
			try (SocketChannel connection = this.door.accept()) {
				StringBuilder request = new StringBuilder();
				ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);
				while (!isWhole(request) && connection.read(buffer.clear()) >= 0) {
					request.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
				}
				connection.write(bytes(answer));
				return request.toString();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private static boolean isWhole(CharSequence request) {
		String text = request.toString();
		int body = text.indexOf("\r\n\r\n") + 4;
		if (body < 4) {
			return false;
		}
		String length = text.substring(0, body).replaceFirst("(?is).*\r\ncontent-length: (\\d+)\r\n.*", "$1");
		return text.length() - body >= Integer.parseInt(length);
	}

	private static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
	}

	private static ClusterStatus status() {
		ClusterStatus.Worker own = WorkersInJvm.worker(1, 0, "LISTENING");
		ClusterStatus.Worker other = WorkersInJvm.worker(2, 1, "LISTENING");
		return new ClusterStatus(new ClusterStatus.Primary(1, Instant.EPOCH, Duration.ZERO), "os", 1, 2, 0, 0,
				List.of(), new ClusterStatus.Reload("NONE", 0, null), List.of(own, other));
	}

	/**
	 * A web server of a reactive application.
	 */
	enum Server {

		TOMCAT, JETTY, NETTY;

		WebServer start(HttpHandler handler) {
			WebServer server = switch (this) {
				case TOMCAT -> new TomcatReactiveWebServerFactory(0).getWebServer(handler);
				case JETTY -> new JettyReactiveWebServerFactory(0).getWebServer(handler);
				case NETTY -> new NettyReactiveWebServerFactory(0).getWebServer(handler);
			};
			server.start();
			return server;
		}

	}

}
