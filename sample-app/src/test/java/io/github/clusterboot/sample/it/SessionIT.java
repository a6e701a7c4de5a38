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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session belongs to no worker: each one answers its requests, and none can take it
 * along.
 */
@ClusterTest
class SessionIT {

	private static final int TIMEOUT_SECONDS = 1200;

	private static final Set<String> COMMANDS_OF_SESSIONS = Set.of("hgetall", "hget", "hmset", "hset", "exists",
			"expire", "pexpire", "pexpireat", "rename", "get", "del", "unlink");

	private static final String KEYS = "spring:session:sessions:*";

	private static RedisServer redis;

	private static SampleCluster cluster;

	@BeforeAll
	static void start() {
		redis = RedisServer.started();
		// hands consecutive connections to different workers
		cluster = Sample.full()
			.redis(redis)
			.policy(Policy.ROUND_ROBIN)
			.arguments("--server.servlet.session.timeout=" + TIMEOUT_SECONDS + "s")
			.start();
	}

	@AfterAll
	static void stop() {
		cluster.close();
		redis.close();
	}

	@Test
	void everyVisitIsCountedWhileAWorkerDiesAndAReloadRuns() throws Exception {
		Map<Integer, Worker> workers = cluster.awaitWorkers(2);
		Browser browser = new Browser(cluster);
		browser.visit();
		browser.logIn();
		List<Visit> visits = new ArrayList<>();
		visit(browser, visits, 20);
		// no request is under way, so that none can be lost
		Worker killed = worker(workers, visits.get(visits.size() - 1));
		cluster.kill(killed.pid());
		visitUntil(browser, visits, () -> cluster.workers().size() == 2 && !cluster.workers().containsValue(killed));
		assertThat(cluster.awaitExit(killed).group(1)).isEqualTo("137");
		visit(browser, visits, 20);
		Map<Integer, Worker> before = cluster.workers();
		int ended = cluster.output().count(Reload.ENDED);
		cluster.signal("HUP");
		visitUntil(browser, visits, () -> cluster.output().count(Reload.ENDED) > ended);
		cluster.awaitLog(Reload.SUCCEEDED, ended + 1);
		assertThat(cluster.awaitWorkers(2).values()).doesNotContainAnyElementsOf(before.values());
		visit(browser, visits, 20);
		assertThat(visits).extracting(Visit::visits).containsExactlyElementsOf(visitsTo(visits.size() + 1));
		assertThat(visits).extracting(Visit::user).containsOnly("demo");
		assertThat(visits).extracting(Visit::session).containsOnly(visits.get(0).session());
		assertThat(visits).extracting(Visit::worker).contains(killed.id());
		assertThat(visits.stream().map(Visit::worker).distinct()).as("two, the replacement, and two of the reload")
			.hasSize(5);
	}

	/**
	 * As somebody who reads what is answered. Every visit has to be answered.
	 */
	private static void visit(Browser browser, List<Visit> visits, int times) throws InterruptedException {
		int enough = visits.size() + times;
		visitUntil(browser, visits, () -> visits.size() >= enough);
	}

	private static void visitUntil(Browser browser, List<Visit> visits, BooleanSupplier end)
			throws InterruptedException {
		long deadline = System.nanoTime() + SampleCluster.DEADLINE.toNanos();
		while (!end.getAsBoolean()) {
			assertThat(System.nanoTime() - deadline).as(cluster.toString()).isNegative();
			visits.add(browser.visit());
			TimeUnit.MILLISECONDS.sleep(50);
		}
	}

	private static Worker worker(Map<Integer, Worker> workers, Visit visit) {
		return workers.values().stream().filter((worker) -> worker.id() == visit.worker()).findFirst().orElseThrow();
	}

	private static List<Integer> visitsTo(int last) {
		return IntStream.rangeClosed(2, last).boxed().toList();
	}

	@Test
	void noRedisForDevelopmentRunsWhereAnotherOneIsConfigured() {
		cluster.awaitWorkers(2);
		assertThat(cluster.descendants()).noneMatch((pid) -> Processes.name(pid).startsWith("redis-server"));
		assertThat(cluster.output().count("(?i:for development only)")).isZero();
	}

	@Test
	void theCookieIsForServersOnlyAndForThisSite() {
		cluster.awaitWorkers(2);
		Browser browser = new Browser(cluster);
		browser.visit();
		assertThat(browser.lastCookies()).filteredOn((cookie) -> cookie.startsWith(Browser.SESSION_COOKIE + "="))
			.singleElement()
			.satisfies((cookie) -> assertThat(cookie.split("; ")).contains("HttpOnly", "SameSite=Lax", "Path=/"));
		assertThat(browser.lastCookies()).noneMatch((cookie) -> cookie.startsWith("JSESSIONID"));
	}

	@Test
	void aLoginChangesTheIdAndKeepsTheSession() {
		cluster.awaitWorkers(2);
		Browser browser = new Browser(cluster);
		Visit before = browser.visit();
		Browser thief = browser.copy();
		browser.logIn();
		for (int i = 2; i <= 7; i++) {
			Visit visit = browser.visit();
			assertThat(visit.visits()).isEqualTo(i);
			assertThat(visit.user()).isEqualTo("demo");
			assertThat(visit.session()).isNotEqualTo(before.session());
		}
		Visit stolen = thief.visit();
		assertThat(stolen.user()).isNull();
		assertThat(stolen.visits()).isOne();
	}

	@Test
	void aLogoutIsALogoutOnAllWorkers() {
		Set<Integer> ids = ids(cluster.awaitWorkers(2));
		Browser browser = new Browser(cluster);
		browser.visit();
		browser.logIn().visit();
		Browser copy = browser.copy();
		assertThat(copy.visit().user()).isEqualTo("demo");
		assertThat(browser.logOut().status()).isEqualTo(204);
		assertThat(browser.sessionCookie()).isEmpty();
		Set<Integer> asked = new HashSet<>();
		cluster.await("an answer of each worker", () -> {
			Visit visit = copy.copy().visit();
			assertThat(visit.user()).isNull();
			assertThat(visit.visits()).isOne();
			asked.add(visit.worker());
			return asked.equals(ids);
		});
	}

	@Test
	void everyWorkerKeepsToTheTimeout() {
		Set<Integer> ids = ids(cluster.awaitWorkers(2));
		try (RedisConnection connection = redis.connect()) {
			connection.command("FLUSHALL");
			Browser browser = new Browser(cluster);
			browser.visit();
			browser.logIn().visit();
			String key = connection.command("KEYS", KEYS);
			Set<Integer> asked = new HashSet<>();
			cluster.await("a visit on each worker", () -> {
				connection.command("EXPIRE", key, Integer.toString(TIMEOUT_SECONDS / 2));
				asked.add(browser.visit().worker());
				// renewed, and to what was configured
				assertThat(Integer.parseInt(connection.command("TTL", key))).isBetween(TIMEOUT_SECONDS / 2 + 1,
						TIMEOUT_SECONDS);
				return asked.equals(ids);
			});
			connection.command("PEXPIRE", key, "1");
			cluster.await("the end of the session", () -> connection.command("EXISTS", key).equals("0"));
			Set<Integer> forgotten = new HashSet<>();
			cluster.await("no worker knows it any more", () -> {
				Visit visit = browser.copy().visit();
				assertThat(visit.visits()).isOne();
				assertThat(visit.user()).isNull();
				forgotten.add(visit.worker());
				return forgotten.equals(ids);
			});
		}
	}

	@Test
	void requestsWithoutASessionDoNotAskRedis() {
		cluster.awaitWorkers(2);
		// one that Redis would have to be asked for
		String cookie = Base64.getEncoder()
			.encodeToString(UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII));
		Browser visitor = new Browser(cluster).sessionCookie(cookie);
		try (RedisConnection connection = redis.connect()) {
			connection.command("CONFIG", "RESETSTAT");
			for (String path : List.of("/", "/app.js", "/api/worker", "/api/sessions", "/api/slow?millis=0",
					"/api/bytes?size=10", "/actuator/info")) {
				Browser stranger = new Browser(cluster);
				assertThat(stranger.get(path).isOk()).as(path).isTrue();
				assertThat(stranger.lastCookies()).as(path).isEmpty();
				assertThat(visitor.get(path).isOk()).as(path).isTrue();
			}
			Set<String> commands = commands(connection);
			assertThat(commands).doesNotContainAnyElementsOf(COMMANDS_OF_SESSIONS);
			visitor.visit();
			assertThat(commands(connection)).as("that would have been seen").contains("hgetall", "hmset");
		}
	}

	private static Set<String> commands(RedisConnection connection) {
		Set<String> commands = new HashSet<>();
		connection.command("INFO", "commandstats")
			.lines()
			.filter((line) -> line.startsWith("cmdstat_"))
			.forEach((line) -> commands.add(line.substring("cmdstat_".length(), line.indexOf(':'))));
		return commands;
	}

	private static Set<Integer> ids(Map<Integer, Worker> workers) {
		Set<Integer> ids = new HashSet<>();
		workers.values().forEach((worker) -> ids.add(worker.id()));
		return ids;
	}

}
