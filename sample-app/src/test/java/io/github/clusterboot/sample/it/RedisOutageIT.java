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

package io.github.clusterboot.sample.it;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Redis is away for a while: what needs a session fails, and at once, and nothing else
 * does.
 */
@ClusterTest
@TestMethodOrder(OrderAnnotation.class)
class RedisOutageIT {

	/**
	 * Half of the time that a command waits by default, before which no thread is free
	 * again.
	 */
	private static final Duration SOON = Duration.ofSeconds(30);

	private static RedisServer redis;

	private static SampleCluster cluster;

	@BeforeAll
	static void start() {
		redis = new RedisServer();
		cluster = Sample.full()
			.redis(redis)
			.policy(Policy.ROUND_ROBIN)
			.arguments("--spring.data.redis.timeout=2s", "--management.endpoint.health.show-details=always")
			.start();
	}

	@AfterAll
	static void stop() {
		cluster.close();
		redis.close();
	}

	@Test
	@Order(1)
	void theApplicationStartsWithoutItsRedis() {
		Map<Integer, Worker> workers = cluster.awaitWorkers(2);
		cluster.awaitAnswersFrom(cluster.workerPids());
		assertThat(redisStatus()).isEqualTo("DOWN");
		Browser browser = new Browser(cluster);
		expectQuickFailures(browser);
		redis.start();
		browser.awaitVisitsOfEachWorker(cluster);
		cluster.await("health shows it", () -> redisStatus().equals("UP"));
		int visits = browser.logIn().visit().visits();
		for (int i = 1; i <= 6; i++) {
			assertThat(browser.visit().visits()).isEqualTo(visits + i);
		}
		assertThat(cluster.workers()).isEqualTo(workers);
		assertThat(cluster.forked()).hasSize(2);
	}

	@ParameterizedTest
	@EnumSource
	@Order(2)
	void onlySessionsAreAway(Outage outage) {
		Map<Integer, Worker> workers = cluster.awaitWorkers(2);
		Browser browser = new Browser(cluster).logIn();
		assertThat(browser.visit().user()).isEqualTo("demo");
		assertThat(health("/actuator/health").required("status").asString()).isEqualTo("UP");
		try (Load load = Load.light(cluster)) {
			outage.begin(redis);
			cluster.await("health shows it", () -> redisStatus().equals("DOWN"));
			assertThat(cluster.http().get("/actuator/health").status()).isEqualTo(503);
			assertThat(component("cluster")).as("all workers listen").isEqualTo("UP");
			expectQuickFailures(browser);
			assertThat(browser.get("/api/worker").isOk()).as("has a session, but does not need it").isTrue();
			// which neither are a reason to kill the worker nor to send nobody
			assertThat(health("/actuator/health/liveness").required("status").asString()).isEqualTo("UP");
			assertThat(health("/actuator/health/readiness").required("status").asString()).isEqualTo("UP");
			outage.end(redis);
			cluster.await("health shows that it is back", () -> redisStatus().equals("UP"));
			browser.awaitVisitsOfEachWorker(cluster);
			int visits = browser.visit().visits();
			for (int i = 1; i <= 6; i++) {
				Visit visit = browser.visit();
				assertThat(visit.visits()).isEqualTo(visits + i);
				assertThat(visit.user()).as("the same session as before").isEqualTo("demo");
			}
			load.stopAndExpectNoFailure();
		}
		assertThat(cluster.workers()).as("no worker was restarted").isEqualTo(workers);
		assertThat(cluster.forked()).hasSize(2);
	}

	/**
	 * Of requests that go to both workers, twice.
	 */
	private static void expectQuickFailures(Browser browser) {
		for (int i = 0; i < 4; i++) {
			expectQuickFailure(browser);
		}
	}

	private static void expectQuickFailure(Browser browser) {
		Instant asked = Instant.now();
		Exchange exchange = browser.askForVisit();
		assertThat(exchange.status()).as(exchange.toString()).isBetween(500, 599);
		assertThat(Duration.between(asked, Instant.now())).isLessThan(SOON);
	}

	private static String redisStatus() {
		return component("redis");
	}

	private static String component(String name) {
		return health("/actuator/health").required("components").required(name).required("status").asString();
	}

	private static JsonNode health(String path) {
		return cluster.http().get(path).json();
	}

	enum Outage {

		STOPPED {

			@Override
			void begin(RedisServer redis) {
				redis.stop();
			}

			@Override
			void end(RedisServer redis) {
				redis.start();
			}

		},

		HANGS {

			@Override
			void begin(RedisServer redis) {
				redis.suspend();
			}

			@Override
			void end(RedisServer redis) {
				redis.resume();
			}

		};

		abstract void begin(RedisServer redis);

		abstract void end(RedisServer redis);

	}

}
