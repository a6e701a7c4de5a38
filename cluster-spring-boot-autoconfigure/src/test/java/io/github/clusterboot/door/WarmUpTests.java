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

package io.github.clusterboot.door;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import io.github.clusterboot.boot.WorkersInJvm;
import io.github.clusterboot.ipc.Message;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WarmUp}.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ExtendWith(OutputCaptureExtension.class)
class WarmUpTests {

	private static final List<String> log = new CopyOnWriteArrayList<>();

	private static final CountDownLatch never = new CountDownLatch(1);

	private WorkersInJvm workers;

	@BeforeEach
	void begin() throws Exception {
		log.clear();
		this.workers = new WorkersInJvm();
	}

	@AfterEach
	void close() throws Exception {
		this.workers.close();
	}

	@Test
	void pathsAreRequestedBeforeTheWorkerAccepts() throws Exception {
		start("--cluster.worker.warm-up=/hello?a=%20b,/other", "--cluster.worker.warm-up-requests=5");
		assertThat(log).containsExactly("/hello a=%20b true 127.0.0.1 localhost false", "/other",
				"/hello a=%20b true 127.0.0.1 localhost false", "/other",
				"/hello a=%20b true 127.0.0.1 localhost false", "accepts");
		this.workers.primary().awaitMessage(Message.Accepting.class, 1);
		assertThat(this.workers.get(0, "/other").statusCode()).isEqualTo(200);
		assertThat(leftOver()).isEmpty();
	}

	@Test
	void withoutPathsNothingIsRequested() throws Exception {
		start();
		assertThat(log).containsExactly("accepts");
	}

	@Test
	void whatFailsIsToldOnceAndDoesNotKeepTheWorkerFromAccepting(CapturedOutput output) throws Exception {
		start("--cluster.worker.warm-up=/broken,/other,/missing", "--cluster.worker.warm-up-requests=6");
		assertThat(log).containsExactly("/broken", "/other", "/other", "/other", "/other", "accepts");
		assertThat(output.getOut().split("Warm-up with /broken failed, and goes on without it: status 503")).hasSize(2);
		assertThat(output.getOut().split("Warm-up with /missing failed, and goes on without it: status 404"))
			.hasSize(2);
		this.workers.primary().awaitMessage(Message.Accepting.class, 1);
	}

	@Test
	void aRequestThatHangsIsGivenUp(CapturedOutput output) throws Exception {
		start("--cluster.worker.warm-up=/hangs", "--cluster.worker.warm-up-timeout=5s");
		assertThat(log).containsExactly("/hangs", "accepts");
		this.workers.primary().awaitMessage(Message.Accepting.class, 1);
		assertThat(leftOver()).isEmpty();
		never.countDown();
		Awaitility.await().until(() -> output.getOut().contains("Warmed up with 0 requests"));
		assertThat(output.getOut()).as("not the application's pool")
			.containsPattern("\\[cluster-warm-up\\].*Warmed up")
			.doesNotContain("Warm-up with /hangs failed");
	}

	private void start(String... arguments) throws IOException {
		this.workers.start(Application.class, arguments);
	}

	private List<Path> leftOver() throws IOException {
		try (Stream<Path> files = Files.list(this.workers.worker(0).directory())) {
			return files.filter((file) -> file.getFileName().toString().startsWith("warm-up")).toList();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Application {

		@Bean
		SecurityFilterChain open(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

		@GetMapping("/hello")
		String hello(HttpServletRequest request) {
			log.add("%s %s %s %s %s %s".formatted(request.getRequestURI(), request.getQueryString(),
					request.getHeader("Cluster-Warm-Up"), request.getRemoteAddr(), request.getServerName(),
					request.isSecure()));
			return "hello";
		}

		@GetMapping("/other")
		String other() {
			log.add("/other");
			return "other";
		}

		@GetMapping("/broken")
		String broken() {
			log.add("/broken");
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE);
		}

		@GetMapping("/hangs")
		String hangs() throws InterruptedException {
			log.add("/hangs");
			never.await();
			return "never";
		}

		@EventListener
		void changed(AvailabilityChangeEvent<ReadinessState> event) {
			if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC) {
				log.add("accepts");
			}
		}

	}

}
