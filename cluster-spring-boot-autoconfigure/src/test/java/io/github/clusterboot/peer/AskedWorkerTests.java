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

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
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
 * Tests for {@link ClusterPeerManagementContextConfiguration}: asking one worker.
 */
class AskedWorkerTests extends AskedWorkerTestBase {

	@Override
	WorkersInJvm create() throws Exception {
		return new WorkersInJvm();
	}

	@Override
	Class<?> openApplication() {
		return Open.class;
	}

	@Override
	Class<?> securedApplication() {
		return Secured.class;
	}

	@Override
	String[] belowOtherPaths() {
		return new String[] { "--server.servlet.context-path=/app", "--spring.mvc.servlet.path=/mvc",
				"--management.endpoints.web.base-path=/manage" };
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
	void workersAskEachOther() throws Exception {
		this.open.knowsOf(WorkersInJvm.worker(8, 4, "LISTENING"));
		this.open.knowsOf(WorkersInJvm.worker(9, 5, "STARTING"));
		this.open.knowsOf(WorkersInJvm.worker(10, 6, "ONLINE"));
		this.open.knowsOf(WorkersInJvm.worker(11, 7, "DRAINING"));
		this.open.knowsOf(WorkersInJvm.worker(12, 8, "FAILED"));
		Peers peers = this.open.context(0).getBean(Peers.class);
		List<PeerAnswer> answers = peers.ask("slot", "a b&c=ä", Duration.ofSeconds(30));
		this.open.knowsNoOther();
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
		this.open.knowsOf(WorkersInJvm.worker(7, 1, "DRAINING"));
		assertThat(ask("slot", "")).extracting(PeerAnswer::id).containsExactly(2);
		this.open.knowsNoOther();
		this.open.knowsOf(WorkersInJvm.worker(7, 0, "LISTENING"));
		assertThat(ask("slot", "")).extracting(PeerAnswer::id).containsExactly(7, 2);
		this.open.knowsNoOther();
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
				door.bind(UnixDomainSocketAddress.of(this.open.door(0, 9)));
				this.open.knowsOf(WorkersInJvm.worker(9, 5, "LISTENING"));
				CompletableFuture<Void> peer = CompletableFuture.runAsync(() -> answer(door, answer));
				List<PeerAnswer> answers = ask("slot", "");
				peer.join();
				assertThat(answers).extracting(PeerAnswer::id).containsExactly(2, 9);
				assertThat(answers.get(0).body()).isNotNull();
				assertThat(answers.get(1).body()).as(answer).isNull();
			}
			finally {
				this.open.knowsNoOther();
				Files.deleteIfExists(this.open.door(0, 9));
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

	private List<PeerAnswer> ask(String resource, String query) throws IOException {
		return this.open.context(0).getBean(Peers.class).ask(resource, query, Duration.ofSeconds(30));
	}

	@Test
	void thePeersAnswerNobodyAtASharedPort() throws Exception {
		assertThat(this.open.get(1, "/cluster-peer/slot").statusCode()).isEqualTo(404);
	}

	@Test
	void theDoorLetsNothingElseIn() throws Exception {
		assertThat(RawHttp.get(this.open.door(1), "/hello")).startsWith("HTTP/1.1 404 ")
			.contains("Nothing of this worker");
		assertThat(RawHttp.get(this.open.door(1), "/actuator/health")).startsWith("HTTP/1.1 404 ");
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
