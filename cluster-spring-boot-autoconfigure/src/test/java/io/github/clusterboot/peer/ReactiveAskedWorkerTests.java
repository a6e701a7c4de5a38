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

import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.reactive.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.WebFilter;
import org.springframework.web.util.UriComponentsBuilder;

import io.github.clusterboot.boot.WorkersInJvm;
import io.github.clusterboot.ipc.Message;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterReactivePeerManagementContextConfiguration}: asking one worker
 * of a reactive application, on Reactor Netty.
 */
class ReactiveAskedWorkerTests extends AskedWorkerTestBase {

	@Override
	WorkersInJvm create() throws Exception {
		return new WorkersInJvm(WorkersInJvm.Server.NETTY);
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
	String[] arguments() {
		return new String[] { "--spring.main.web-application-type=reactive",
				"--spring.http.codecs.max-in-memory-size=4MB" };
	}

	@Override
	String[] belowOtherPaths() {
		return new String[] { "--spring.webflux.base-path=/app/mvc", "--management.endpoints.web.base-path=/manage" };
	}

	/**
	 * Reactor Netty answers by itself what is no URI.
	 */
	@Override
	List<String> noSlots() {
		return super.noSlots().stream().filter((value) -> !value.equals("%zz")).toList();
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY" })
	void workerInThePathIsAskedOnServletContainersToo(WorkersInJvm.Server server) throws Exception {
		try (WorkersInJvm onContainer = new WorkersInJvm(server)) {
			String[] arguments = Stream.of(arguments(), belowOtherPaths()).flatMap(Stream::of).toArray(String[]::new);
			onContainer.start(Open.class, arguments);
			onContainer.start(Open.class, arguments);
			HttpResponse<String> response = onContainer.get(0, "/app/mvc/manage/worker/1/env/test.slot");
			assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
			assertThat(WorkersInJvm.answeredBy(response)).isEqualTo("1");
			assertThat(response.body()).contains("\"value\":\"1\"");
		}
	}

	@Test
	void scrapeIsOfAllWorkersOrOfOne() throws Exception {
		assertThat(this.open.get(0, "/actuator/prometheus").body()).contains("worker=\"0\"", "worker=\"1\"");
		for (String path : List.of("/actuator/prometheus?worker=1", "/actuator/worker/1/prometheus",
				"/actuator/worker/0/prometheus")) {
			HttpResponse<String> response = this.open.get(0, path);
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.body()).as(path).contains("jvm_").doesNotContain("worker=\"");
		}
	}

	@Test
	void metricIsOfAllWorkersOrOfOne() throws Exception {
		assertThat(value("/actuator/metrics/jvm.classes.loaded"))
			.isGreaterThan(1.5 * value("/actuator/metrics/jvm.classes.loaded?worker=1"))
			.isGreaterThan(1.5 * value("/actuator/worker/0/metrics/jvm.classes.loaded"));
	}

	private double value(String path) throws Exception {
		String body = this.open.get(0, path).body();
		return Double.parseDouble(body.replaceFirst("(?s).*\"value\":([0-9.E]+).*", "$1"));
	}

	@Test
	void levelIsSetInAllWorkersOrInOne() throws Exception {
		this.workers = started(Open.class);
		String level = "{\"configuredLevel\":\"DEBUG\"}";
		for (String path : List.of("/actuator/loggers/a.b?worker=1", "/actuator/worker/0/loggers/a.b",
				"/actuator/loggers/a.c")) {
			assertThat(this.workers.post(0, path, level).statusCode()).isEqualTo(204);
		}
		this.workers.primary().awaitMessage(Message.LogLevel.class, 1);
		assertThat(this.workers.primary().received()).contains(new Message.LogLevel("a.c", "DEBUG"));
	}

	/**
	 * What the web server makes of a request.
	 */
	static Map<String, Object> tell(ServerHttpRequest request, int text) {
		Map<String, Object> told = new TreeMap<>();
		request.getHeaders().forEach((name, values) -> told.put(name.toLowerCase(), values));
		InetSocketAddress remote = request.getRemoteAddress();
		told.putAll(Map.of("method", request.getMethod().name(), "query", request.getURI().getRawQuery(), "url",
				UriComponentsBuilder.fromUri(request.getURI()).replaceQuery(null).toUriString(), "remote",
				remote.getHostString(), "secure", request.getURI().getScheme().equals("https"), "local-port",
				request.getLocalAddress().getPort(), "text", text));
		return told;
	}

	/**
	 * Everybody may do everything.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Open {

		@Bean
		SecurityWebFilterChain open(ServerHttpSecurity http) {
			return http.authorizeExchange((requests) -> requests.anyExchange().permitAll())
				.csrf(ServerHttpSecurity.CsrfSpec::disable)
				.build();
		}

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		WebFilter guard() {
			return (exchange, chain) -> {
				if (exchange.getRequest().getPath().value().equals("/actuator/guarded")) {
					exchange.getResponse().setStatusCode(HttpStatus.I_AM_A_TEAPOT);
					return exchange.getResponse().setComplete();
				}
				return chain.filter(exchange);
			};
		}

		@GetMapping("/actuator/echo")
		Map<String, Object> get(ServerHttpRequest request) {
			return tell(request, 0);
		}

		@PostMapping("/actuator/echo")
		Map<String, Object> post(ServerHttpRequest request, @RequestBody Map<String, String> body) {
			return tell(request, body.get("text").length());
		}

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

	}

	/**
	 * One endpoint is public, the others are for admins, and everything else is public.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Secured {

		@Bean
		SecurityWebFilterChain secured(ServerHttpSecurity http, Environment environment) {
			String publicEndpoint = environment.getProperty("test.public", "health");
			return http
				.authorizeExchange((requests) -> requests.matchers(EndpointRequest.to(publicEndpoint))
					.permitAll()
					.matchers(EndpointRequest.toAnyEndpoint())
					.hasRole("ADMIN")
					.anyExchange()
					.permitAll())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

		@Bean
		MapReactiveUserDetailsService users() {
			return new MapReactiveUserDetailsService(
					User.withUsername("admin").password("{noop}secret").roles("ADMIN").build(),
					User.withUsername("user").password("{noop}secret").roles("USER").build());
		}

	}

}
