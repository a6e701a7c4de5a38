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
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import io.github.clusterboot.boot.RawHttp;
import io.github.clusterboot.boot.WorkerIdentity;
import io.github.clusterboot.boot.WorkersInJvm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterPeersManagementContextConfiguration}: asking one worker.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AskedWorkerTests {

	private static WorkersInJvm open;

	private static WorkersInJvm secured;

	private WorkersInJvm workers;

	@BeforeAll
	static void startWhatSeveralTestsAsk() throws Exception {
		open = started(Open.class, new String[0], new String[0]);
		secured = started(Secured.class, new String[0], new String[] { "--test.public=info" });
	}

	@AfterAll
	static void closeIt() throws Exception {
		open.close();
		secured.close();
	}

	@AfterEach
	void close() throws Exception {
		if (this.workers != null) {
			this.workers.close();
		}
	}

	@Test
	void eachWorkerIsAskedThroughAnyOfThem() throws Exception {
		for (int asked = 0; asked < 2; asked++) {
			assertThat(WorkersInJvm.answeredBy(open.get(asked, "/actuator/health"))).isEqualTo("" + asked);
			for (int slot = 0; slot < 2; slot++) {
				assertAnswers(slot, open.get(asked, "/actuator/env/test.slot?worker=" + slot));
				assertAnswers(slot, open.get(asked, "/actuator/worker/" + slot + "/env/test.slot"));
			}
		}
		assertThat(open.get(0, "/actuator/nothing?worker=1").statusCode()).isEqualTo(404);
		assertThat(WorkersInJvm.answeredBy(open.get(0, "/hello?worker=1"))).as("not Actuator").isEqualTo("nobody");
	}

	@Test
	void theRequestArrivesAsItIs() throws Exception {
		String large = "{\"text\":\"" + "ä".repeat(500_000) + "\"}";
		String query = "?worker=1&a=%C3%A4%26b";
		HttpResponse<String> response = open.post(0, "/actuator/echo" + query, large, "Authorization", "Bearer 1",
				"Cookie", "a=1; b=2", "X-Twice", "1", "X-Twice", "2", "X-Forwarded-For", "192.0.2.1",
				"Cluster-Request-Origin", "{\"scheme\":\"https\"}");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().allValues("Cluster-Worker")).containsExactly("1");
		assertThat(response.body()).contains("\"text\":500000")
			.contains("\"method\":\"POST\"")
			.contains("\"query\":\"worker=1&a=%C3%A4%26b\"")
			.contains("\"url\":\"http://127.0.0.1:%d/actuator/echo\"".formatted(open.port(0)))
			.contains("\"authorization\":[\"Bearer 1\"]")
			.contains("\"cookie\":[\"a=1; b=2\"]")
			.contains("\"x-twice\":[\"1\",\"2\"]")
			.contains("\"x-forwarded-for\":[\"192.0.2.1\"]")
			.doesNotContain("cluster-request-origin")
			.contains("\"remote\":\"127.0.0.1\"")
			.contains("\"secure\":false")
			.contains("\"local-port\":" + open.port(0));
	}

	@ParameterizedTest
	@CsvSource({ "0, 200", "1, 413" })
	void aBodyMayHaveTwoMebibytes(int more, int status) throws Exception {
		String frame = "{\"text\":\"\"}";
		String text = "x".repeat(2 * 1024 * 1024 - frame.length() + more);
		String body = "{\"text\":\"%s\"}".formatted(text);
		HttpResponse<String> known = open.post(0, "/actuator/echo?worker=1", body);
		assertThat(known.statusCode()).isEqualTo(status);
		HttpResponse<String> chunked = open.send(open.request(0, "/actuator/echo?worker=1")
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers
				.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))));
		assertThat(chunked.statusCode()).isEqualTo(status);
		if (status == 413) {
			assertThat(known.headers().firstValue("Content-Type")).hasValue("application/json");
			assertThat(known.body()).contains("2 MiB");
			assertThat(WorkersInJvm.answeredBy(known)).as("who does not forward it").isEqualTo("0");
		}
		else {
			assertThat(known.body()).contains("\"text\":" + text.length());
			assertThat(chunked.body()).contains("\"text\":" + text.length());
		}
		assertThat(open.post(0, "/actuator/echo?a=b", body).statusCode()).as("not forwarded").isEqualTo(200);
	}

	@Test
	void whatAProxySaysIsUnderstoodByTheWorkerThatAnswers() throws Exception {
		this.workers = started(Open.class, "--server.forward-headers-strategy=framework");
		HttpResponse<String> response = this.workers.get(0, "/actuator/echo?worker=1", "X-Forwarded-Proto", "https",
				"X-Forwarded-Host", "example.org", "X-Forwarded-Prefix", "/behind", "X-Forwarded-For", "192.0.2.1");
		assertThat(response.body()).contains("\"url\":\"https://example.org/behind/actuator/echo\"")
			.contains("\"secure\":true")
			.contains("\"remote\":\"192.0.2.1\"");
		assertThat(this.workers
			.get(0, "/actuator/worker/1", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "example.org",
					"X-Forwarded-Prefix", "/behind")
			.body()).contains("\"https://example.org/behind/actuator/worker/1/env\"");
	}

	@Test
	void whatTomcatMakesOfAProxysHeadersIsNotLost() throws Exception {
		this.workers = started(Open.class, "--server.forward-headers-strategy=native");
		HttpResponse<String> response = this.workers.get(0, "/actuator/echo?worker=1", "X-Forwarded-Proto", "https",
				"X-Forwarded-For", "192.0.2.1", "X-Forwarded-Port", "444");
		assertThat(response.body()).contains("\"url\":\"https://127.0.0.1:444/actuator/echo\"")
			.contains("\"secure\":true")
			.contains("\"remote\":\"192.0.2.1\"");
	}

	@Test
	void whatIsNoSlotIsRefused() throws Exception {
		RawHttp http = new RawHttp(open.port(0));
		for (String value : List.of("", "x", "-1", "1.0", "0x1", "01", "99999999999", "%20", "%zz", "1/../0", "+1")) {
			assertThat(http.get("/actuator/health?worker=" + value)).as(value)
				.startsWith("HTTP/1.1 404 ")
				.contains("Content-Type: application/json")
				.contains("There is no slot %s, only 0, 1".formatted(value));
		}
		assertThat(http.get("/actuator/worker/x/health")).startsWith("HTTP/1.1 404 ");
		assertThat(http.get("/actuator/worker/01/health")).startsWith("HTTP/1.1 404 ");
		assertThat(http.get("/actuator/health?worker=1&worker=1")).startsWith("HTTP/1.1 400 ")
			.contains("'worker' has to be the slot of one worker");
		assertThat(http.get("/actuator/worker/1/health?worker=1")).startsWith("HTTP/1.1 400 ");
	}

	@Test
	void aSlotThatDoesNotExistIsNotFoundAndOneThatNobodyServesIsUnavailable() throws Exception {
		open.knowsOf(WorkersInJvm.worker(9, 5, "STARTING"));
		HttpResponse<String> unknown = open.get(0, "/actuator/health?worker=7");
		assertThat(unknown.statusCode()).isEqualTo(404);
		assertThat(unknown.body()).contains("There is no slot 7, only 0, 1");
		assertThat(open.get(0, "/actuator/worker/7/health").statusCode()).isEqualTo(404);
		HttpResponse<String> starting = open.get(0, "/actuator/health?worker=5");
		assertThat(starting.statusCode()).isEqualTo(503);
		assertThat(starting.body()).contains("slot 5");
		open.knowsNoOther();
	}

	@Test
	void aWorkerThatIsGoneIsABadGateway() throws Exception {
		open.knowsOf(WorkersInJvm.worker(8, 4, "LISTENING"));
		Files.createFile(open.door(0, 8));
		HttpResponse<String> response = open.get(0, "/actuator/health?worker=4");
		assertThat(response.statusCode()).isEqualTo(502);
		assertThat(WorkersInJvm.answeredBy(response)).isEqualTo("0");
		assertThat(response.body()).contains("Worker 8, which serves slot 4, does not answer").doesNotContain("sock");
		open.knowsNoOther();
	}

	@Test
	void linksStayWithTheWorker() throws Exception {
		String url = "http://127.0.0.1:" + open.port(0);
		for (int slot = 0; slot < 2; slot++) {
			HttpResponse<String> links = open.get(0, "/actuator/worker/" + slot);
			assertThat(WorkersInJvm.answeredBy(links)).isEqualTo("" + slot);
			assertThat(links.body()).contains("\"self\":{\"href\":\"%s/actuator/worker/%d\"".formatted(url, slot))
				.contains("\"%s/actuator/worker/%d/health\"".formatted(url, slot))
				.doesNotContain("\"%s/actuator/health\"".formatted(url));
			assertThat(open.get(0, "/actuator?worker=" + slot).body())
				.contains("\"%s/actuator/health\"".formatted(url));
		}
	}

	@Test
	void worksBelowOtherPaths() throws Exception {
		this.workers = started(Open.class, "--server.servlet.context-path=/app", "--spring.mvc.servlet.path=/mvc",
				"--management.endpoints.web.base-path=/manage");
		assertAnswers(1, this.workers.get(0, "/app/mvc/manage/env/test.slot?worker=1"));
		assertAnswers(1, this.workers.get(0, "/app/mvc/manage/worker/1/env/test.slot"));
		assertThat(this.workers.get(0, "/app/mvc/manage/worker/1").body())
			.contains("/app/mvc/manage/worker/1/env/{toMatch}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator", "/" })
	void worksOnAPortOfItsOwn(String basePath) throws Exception {
		this.workers = new WorkersInJvm();
		for (int slot = 0; slot < 2; slot++) {
			this.workers.start(Secured.class, "--management.server.port=" + WorkersInJvm.freePort(),
					"--management.server.base-path=/base", "--management.endpoints.web.base-path=" + basePath);
		}
		String path = "/base" + (basePath.equals("/") ? "" : basePath);
		assertAnswers(1, this.workers.get(0, path + "/env/test.slot?worker=1", "Authorization", basic("admin")));
		assertAnswers(1, this.workers.get(0, path + "/worker/1/env/test.slot", "Authorization", basic("admin")));
		HttpResponse<String> refused = this.workers.get(0, path + "/env/test.slot?worker=1");
		assertThat(refused.statusCode()).isEqualTo(401);
		assertThat(this.workers.get(0, path + "/health?worker=1").statusCode()).isEqualTo(200);
	}

	@Test
	void noWayLeadsAroundTheRulesOfAnEndpoint() throws Exception {
		RawHttp http = new RawHttp(secured.port(0));
		for (String path : List.of("/actuator/env?worker=1", "/actuator/env?worker=0", "/actuator/worker/1/env",
				"/actuator/worker/0/env", "/actuator/worker/1/%65nv", "/actuator/worker/1/health/../env",
				"/actuator/worker/1//env", "/actuator/worker/1/env/", "/actuator/worker/1/env;a=b",
				"/actuator/worker/1/worker/0/env", "/%61ctuator/worker/1/env", "/actuator/worker/1;/env",
				"/actuator/worker//env", "/actuator/./worker/1/env", "/actuator/worker/1/%2e%2e/env",
				"/actuator/worker/1/./env", "/actuator/worker/%31/env", "/actuator;a=b/worker/1/env",
				"/actuator/worker/1/health/..;/env", "/actuator/worker/1/../env")) {
			assertThat(http.get(path)).as(path)
				.containsPattern("^HTTP/1.1 (400|401|404) ")
				.doesNotContain("activeProfiles");
		}
	}

	@Test
	void rulesOfBothWorkersAreApplied() throws Exception {
		HttpResponse<String> refused = secured.get(0, "/actuator/env/test.slot?worker=1");
		assertThat(refused.statusCode()).isEqualTo(401);
		// open here, closed there
		assertThat(secured.get(0, "/actuator/health?worker=0").statusCode()).isEqualTo(200);
		for (String path : new String[] { "/actuator/health?worker=1", "/actuator/worker/1/health" }) {
			HttpResponse<String> closed = secured.get(0, path);
			assertThat(closed.statusCode()).isEqualTo(401);
			assertThat(WorkersInJvm.answeredBy(closed)).isEqualTo("1");
			assertThat(secured.get(0, path, "Authorization", basic("admin")).statusCode()).isEqualTo(200);
		}
		assertAnswers(1, secured.get(0, "/actuator/worker/1/env/test.slot", "Authorization", basic("admin")));
		assertThat(secured.get(0, "/actuator/env?worker=1", "Authorization", basic("user")).statusCode())
			.isEqualTo(403);
		HttpResponse<String> withoutToken = secured.post(0, "/actuator/echo?worker=1", "{\"text\":\"a\"}",
				"Authorization", basic("admin"));
		assertThat(withoutToken.statusCode()).as("CSRF").isEqualTo(403);
		HttpResponse<String> health = secured.get(0, "/actuator/health?worker=1", "Authorization", basic("admin"));
		assertThat(health.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
		assertThat(health.headers().allValues("Cache-Control")).hasSize(1);
	}

	@Test
	void aFilterOfOnePathIsNotPassedBy() throws Exception {
		for (String path : new String[] { "/actuator/guarded?worker=1", "/actuator/worker/1/guarded",
				"/actuator/worker/0/guarded" }) {
			assertThat(open.get(0, path).statusCode()).isEqualTo(418);
		}
	}

	@Test
	void othersMethodsAreForwarded() throws Exception {
		HttpResponse<String> head = open
			.send(open.request(0, "/actuator/env?worker=1").method("HEAD", HttpRequest.BodyPublishers.noBody()));
		assertThat(WorkersInJvm.answeredBy(head)).isEqualTo("1");
		assertThat(head.body()).isEmpty();
		HttpResponse<String> delete = open.send(open.request(0, "/actuator/env?worker=1").DELETE());
		assertThat(delete.statusCode()).isEqualTo(405);
		assertThat(WorkersInJvm.answeredBy(delete)).isEqualTo("1");
	}

	@Test
	void workersAskEachOther() throws Exception {
		open.knowsOf(WorkersInJvm.worker(8, 4, "LISTENING"));
		open.knowsOf(WorkersInJvm.worker(9, 5, "STARTING"));
		open.knowsOf(WorkersInJvm.worker(10, 6, "ONLINE"));
		open.knowsOf(WorkersInJvm.worker(11, 7, "DRAINING"));
		open.knowsOf(WorkersInJvm.worker(12, 8, "FAILED"));
		Peers peers = open.context(0).getBean(Peers.class);
		List<PeerAnswer> answers = peers.ask("slot", "a b&c=ä", Duration.ofSeconds(30));
		open.knowsNoOther();
		assertThat(answers).hasSize(2);
		assertThat(answers.get(0).id()).isEqualTo(2);
		assertThat(answers.get(0).slot()).isEqualTo(1);
		assertThat(answers.get(0).body()).asString(StandardCharsets.UTF_8).isEqualTo("1 a b&c=ä");
		assertThat(answers.get(1).id()).isEqualTo(8);
		assertThat(answers.get(1).slot()).isEqualTo(4);
		assertThat(answers.get(1).body()).isNull();
	}

	@Test
	void theWorkerThatHasTakenOverASlotIsAsked() throws Exception {
		open.knowsOf(WorkersInJvm.worker(7, 1, "DRAINING"));
		assertThat(ask("slot", "")).extracting(PeerAnswer::id).containsExactly(2);
		open.knowsNoOther();
		open.knowsOf(WorkersInJvm.worker(7, 0, "LISTENING"));
		assertThat(ask("slot", "")).extracting(PeerAnswer::id).containsExactly(7, 2);
		open.knowsNoOther();
	}

	@Test
	void whatAWorkerCannotAnswerIsAFailureOfItsOwn() throws Exception {
		assertThat(ask("slot", "fail")).singleElement().satisfies((answer) -> assertThat(answer.body()).isNull());
		assertThat(ask("unknown", "")).singleElement().satisfies((answer) -> assertThat(answer.body()).isNull());
	}

	@Test
	void aPeerThatHangsOrAnswersGarbageCostsItsOwnAnswer() throws Exception {
		for (String answer : List.of("", "garbage\r\n\r\n", "HTTP/1.1 200 \r\nContent-Length: 20\r\n\r\nhi",
				"HTTP/1.1 200 \r\nContent-Length: 99999999999\r\n\r\n")) {
			try (ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
				door.bind(UnixDomainSocketAddress.of(open.door(0, 9)));
				open.knowsOf(WorkersInJvm.worker(9, 5, "LISTENING"));
				CompletableFuture<Void> peer = CompletableFuture.runAsync(() -> answer(door, answer));
				List<PeerAnswer> answers = ask("slot", "");
				peer.join();
				assertThat(answers).extracting(PeerAnswer::id).containsExactly(2, 9);
				assertThat(answers.get(0).body()).isNotNull();
				assertThat(answers.get(1).body()).as(answer).isNull();
			}
			finally {
				open.knowsNoOther();
				Files.deleteIfExists(open.door(0, 9));
			}
		}
	}

	private static void answer(ServerSocketChannel door, String answer) {
		try (SocketChannel connection = door.accept()) {
			connection.read(ByteBuffer.allocate(8192));
			connection.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<PeerAnswer> ask(String resource, String query) throws IOException {
		return open.context(0).getBean(Peers.class).ask(resource, query, Duration.ofSeconds(30));
	}

	@Test
	void thePeersAnswerNobodyAtASharedPort() throws Exception {
		assertThat(open.get(1, "/cluster-peer/slot").statusCode()).isEqualTo(404);
	}

	@Test
	void theDoorLetsNothingElseIn() throws Exception {
		assertThat(RawHttp.get(open.door(1), "/hello")).startsWith("HTTP/1.1 404 ").contains("Nothing of this worker");
		assertThat(RawHttp.get(open.door(1), "/actuator/health")).startsWith("HTTP/1.1 404 ");
	}

	@Test
	void theDoorCountsNowhereAndIsClosedWithTheApplication() throws Exception {
		this.workers = started(Open.class);
		assertThat(this.workers.door(0)).exists();
		assertThat(this.workers.door(1)).exists();
		this.workers.get(0, "/actuator/health?worker=1");
		this.workers.worker(1).beat(Duration.ofMillis(50));
		this.workers.primary().awaitHeartbeat((heartbeat) -> heartbeat.requests() == 0 && heartbeat.connections() == 0);
		this.workers.context(1).close();
		assertThat(this.workers.door(1)).doesNotExist();
		assertThat(this.workers.door(0)).exists();
	}

	private static WorkersInJvm started(Class<?> application, String... arguments) throws Exception {
		return started(application, arguments, arguments);
	}

	private static WorkersInJvm started(Class<?> application, String[] first, String[] second) throws Exception {
		WorkersInJvm workers = new WorkersInJvm();
		workers.start(application, first);
		workers.start(application, second);
		return workers;
	}

	private static void assertAnswers(int slot, HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(WorkersInJvm.answeredBy(response)).isEqualTo("" + slot);
		assertThat(response.body()).contains("\"value\":\"%d\"".formatted(slot));
	}

	private static String basic(String user) {
		return "Basic " + Base64.getEncoder().encodeToString((user + ":secret").getBytes());
	}

	/**
	 * Everybody may do everything.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Open {

		@Bean
		SecurityFilterChain open(HttpSecurity http) throws Exception {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

		@Bean
		EchoEndpoint echo() {
			return new EchoEndpoint();
		}

		@Bean
		FilterRegistrationBean<Filter> guard() {
			FilterRegistrationBean<Filter> guard = new FilterRegistrationBean<>(
					(request, response, chain) -> ((HttpServletResponse) response).setStatus(418));
			guard.addUrlPatterns("/actuator/guarded");
			return guard;
		}

		@Bean
		PeerResource slot(WorkerIdentity self) {
			return new SlotResource(self);
		}

		@Bean
		HelloController hello() {
			return new HelloController();
		}

	}

	/**
	 * One endpoint is public, the others are for admins, and everything else is public.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Secured {

		@Bean
		SecurityFilterChain secured(HttpSecurity http, Environment environment) throws Exception {
			String publicEndpoint = environment.getProperty("test.public", "health");
			return http
				.authorizeHttpRequests((requests) -> requests.requestMatchers(EndpointRequest.to(publicEndpoint))
					.permitAll()
					.requestMatchers(EndpointRequest.toAnyEndpoint())
					.hasRole("ADMIN")
					.anyRequest()
					.permitAll())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

		@Bean
		InMemoryUserDetailsManager users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("admin").password("{noop}secret").roles("ADMIN").build(),
					User.withUsername("user").password("{noop}secret").roles("USER").build());
		}

		@Bean
		EchoEndpoint echo() {
			return new EchoEndpoint();
		}

	}

	/**
	 * Tells what arrives.
	 */
	@Endpoint(id = "echo")
	static class EchoEndpoint {

		@ReadOperation
		Map<String, Object> read() {
			return tell("");
		}

		@WriteOperation
		Map<String, Object> write(String text) {
			return tell(text);
		}

		private static Map<String, Object> tell(String text) {
			HttpServletRequest request = ((ServletRequestAttributes) RequestContextHolder.currentRequestAttributes())
				.getRequest();
			Map<String, Object> told = new TreeMap<>();
			request.getHeaderNames()
				.asIterator()
				.forEachRemaining((name) -> told.put(name.toLowerCase(), Collections.list(request.getHeaders(name))));
			told.putAll(Map.of("method", request.getMethod(), "query", request.getQueryString(), "url",
					request.getRequestURL().toString(), "remote", request.getRemoteAddr(), "secure", request.isSecure(),
					"local-port", request.getLocalPort(), "text", text.length()));
			return told;
		}

	}

	/**
	 * Tells the slot, and what was asked.
	 *
	 * @param self which worker this is
	 */
	record SlotResource(WorkerIdentity self) implements PeerResource {

		@Override
		public String name() {
			return "slot";
		}

		@Override
		public byte[] answer(String query) throws IOException {
			if (query.equals("fail")) {
				throw new IOException("No such thing");
			}
			return (this.self.slot() + " " + query).getBytes(StandardCharsets.UTF_8);
		}

	}

	@RestController
	static class HelloController {

		@GetMapping("/hello")
		String hello(HttpServletRequest request) {
			return Arrays.toString(request.getParameterValues("worker"));
		}

	}

}
