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

package io.github.clusterboot.netty;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.clusterboot.boot.WorkersInJvm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NettyPrivateDoor} and {@link WorkerPathHandler} in applications on
 * Reactor Netty.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class NettyPrivateDoorTests {

	private static final List<String> log = new CopyOnWriteArrayList<>();

	private WorkersInJvm workers;

	@BeforeEach
	void create() throws Exception {
		log.clear();
		this.workers = new WorkersInJvm(WorkersInJvm.Server.NETTY);
	}

	@AfterEach
	void close() throws Exception {
		this.workers.close();
	}

	@Test
	void queriesAreForwardedAsTheyAreWritten() throws Exception {
		startTwo();
		for (String query : List.of("x[]=1", "c=YWI=", "x=a=b", "a=1&b=2&a=3", "&&", "q=%20", "empty=", "w=ä")) {
			String encoded = query.replace("ä", "%C3%A4").replace("[", "%5B").replace("]", "%5D");
			for (int i = 0; i < 3; i++) {
				HttpResponse<String> response = this.workers.get(0, "/actuator/env/test.slot?worker=1&" + encoded);
				assertThat(response.statusCode()).as(query + response.body()).isEqualTo(200);
			}
		}
	}

	@Test
	void worksOnAPortOfItsOwn() throws Exception {
		for (int slot = 0; slot < 2; slot++) {
			start("--management.server.port=" + WorkersInJvm.freePort(), "--management.endpoints.web.base-path=/");
		}
		assertThat(WorkersInJvm.answeredBy(this.workers.get(0, "/env/test.slot?worker=1"))).isEqualTo("1");
		assertThat(WorkersInJvm.answeredBy(this.workers.get(0, "/worker/1/env/test.slot"))).isEqualTo("1");
	}

	@Test
	void warmUpComesFromThisMachine() throws Exception {
		start("--cluster.worker.warm-up=/hello?a=%20b", "--cluster.worker.warm-up-requests=2");
		assertThat(log).containsOnly("/hello a=%20b true 127.0.0.1 localhost http 127.0.0.1").hasSize(2);
		try (Stream<Path> files = Files.list(this.workers.worker(0).directory())) {
			assertThat(files).noneMatch((file) -> file.getFileName().toString().startsWith("warm-up"));
		}
	}

	@Test
	void doorIsGoneWithItsWorker() throws Exception {
		startTwo();
		assertThat(this.workers.door(1)).exists();
		this.workers.context(1).close();
		assertThat(this.workers.door(1)).doesNotExist();
	}

	private void startTwo() throws Exception {
		start();
		start();
	}

	private void start(String... arguments) throws IOException {
		String[] all = Stream.concat(Stream.of("--spring.main.web-application-type=reactive"), Stream.of(arguments))
			.toArray(String[]::new);
		this.workers.start(Application.class, all);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Application {

		@Bean
		SecurityWebFilterChain open(ServerHttpSecurity http) {
			return http.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

		@GetMapping("/hello")
		String hello(ServerHttpRequest request) {
			log.add("%s %s %s %s %s %s %s".formatted(request.getURI().getPath(), request.getURI().getRawQuery(),
					request.getHeaders().getFirst("Cluster-Warm-Up"),
					request.getRemoteAddress().getAddress().getHostAddress(), request.getURI().getHost(),
					request.getURI().getScheme(), request.getLocalAddress().getAddress().getHostAddress()));
			return "hello";
		}

	}

}
