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

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A reload to a version that has changed a class which is stored in sessions. One session
 * is carried through all versions, as those of real visitors are.
 */
@ClusterTest
@Tag("soak")
@TestMethodOrder(OrderAnnotation.class)
class SessionClassChangeIT {

	/**
	 * Tells of itself when it is loaded, which is when it is used.
	 */
	private static final String TELLS = """
			{

				static {
					System.out.println("This is another version of a visitor: %s");
				}
			""";

	private static final UnaryOperator<String> NEW_FIELD = (source) -> source.replaceFirst("\\{\n",
			TELLS.formatted("new field") + "\n\tprivate String added = new String(\"by the new version\");\n");

	private static final UnaryOperator<String> NEW_UID = (source) -> source
		.replaceFirst("\\{\n", TELLS.formatted("other serialVersionUID"))
		.replace("serialVersionUID = 1L", "serialVersionUID = 2L");

	private static RedisServer redis;

	private static SampleCluster cluster;

	private static Path jar;

	private static Browser browser;

	@BeforeAll
	static void start() {
		redis = RedisServer.started();
		cluster = Sample.full().redis(redis).policy(Policy.ROUND_ROBIN).testHooks().ownJar().start();
		jar = cluster.ownJar();
		cluster.awaitWorkers(2);
		browser = new Browser(cluster).logIn();
	}

	@AfterAll
	static void stop() {
		cluster.close();
		redis.close();
	}

	@Test
	@Order(1)
	void aNewFieldIsReadAndWrittenByBothVersionsSideBySide() {
		Map<Integer, Worker> before = cluster.awaitWorkers(2);
		int visits = browser.visit().visits();
		// 1 is true: it does not start in slot 1, so that both versions stay
		Jars.move(Jars.sampleWith(Application.FULL, beside("new.jar"), "Visitor", NEW_FIELD,
				"test-hooks.failing=${cluster.worker.slot}"), jar);
		assertThat(cluster.reload().failure()).isNotEmpty();
		Map<Integer, Worker> mixed = cluster.awaitWorkers(2);
		assertThat(mixed.get(0)).isNotEqualTo(before.get(0));
		assertThat(mixed.get(1)).isEqualTo(before.get(1));
		Set<Integer> answered = new HashSet<>();
		for (int i = 1; i <= 20; i++) {
			Visit visit = browser.visit();
			assertThat(visit.visits()).isEqualTo(visits + i);
			assertThat(visit.user()).isEqualTo("demo");
			answered.add(visit.worker());
		}
		assertThat(answered).containsExactlyInAnyOrder(mixed.get(0).id(), mixed.get(1).id());
		cluster.awaitLog("another version of a visitor: new field");
	}

	@Test
	@Order(2)
	void aChangeThatCannotBeReadCostsTheAttributeAndNotTheSession() throws Exception {
		Map<Integer, Worker> before = cluster.awaitWorkers(2);
		Visit last = browser.visit();
		assertThat(last.visits()).as("there is something to lose").isGreaterThan(1);
		Jars.move(Jars.sampleWith(Application.FULL, beside("new.jar"), "Visitor", NEW_UID), jar);
		AtomicBoolean reloaded = new AtomicBoolean();
		ExecutorService visitor = Executors.newSingleThreadExecutor();
		try {
			Future<Set<Integer>> visits = visitor.submit(() -> visitUntil(reloaded, last.session()));
			try {
				cluster.reload().expectSuccess();
			}
			finally {
				reloaded.set(true);
			}
			Map<Integer, Worker> after = cluster.awaitWorkers(2);
			Set<Integer> answered = visits.get(Http.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			assertThat(answered).contains(before.get(1).id(), after.get(0).id());
		}
		finally {
			visitor.shutdownNow();
		}
		cluster.awaitLog("another version of a visitor: other serialVersionUID");
		cluster.awaitLog("WARN .* attribute of a session cannot be read");
		int visits = browser.visit().visits();
		assertThat(visits).isLessThan(last.visits());
		for (int i = 1; i <= 10; i++) {
			Visit visit = browser.visit();
			assertThat(visit.visits()).as("both read what the other writes").isEqualTo(visits + i);
			assertThat(visit.user()).isEqualTo("demo");
		}
	}

	private static Set<Integer> visitUntil(AtomicBoolean end, String session) throws InterruptedException {
		Set<Integer> answered = new HashSet<>();
		while (!end.get()) {
			Visit visit = browser.visit();
			assertThat(visit.user()).isEqualTo("demo");
			assertThat(visit.session()).isEqualTo(session);
			answered.add(visit.worker());
			TimeUnit.MILLISECONDS.sleep(50);
		}
		return answered;
	}

	private static Path beside(String name) {
		return cluster.directory().resolve(name);
	}

}
