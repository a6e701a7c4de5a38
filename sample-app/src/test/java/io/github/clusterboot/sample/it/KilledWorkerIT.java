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

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A worker dies and nobody asked for it: it is replaced, and the other one serves.
 */
@ClusterTest
class KilledWorkerIT {

	private static final String RESTART = "restart (?:now|in \\d+ ms)";

	@Test
	void aKilledWorkerIsReplacedInItsSlot() {
		aKilledWorkerIsReplacedInItsSlot(Policy.OS);
	}

	static void aKilledWorkerIsReplacedInItsSlot(Policy policy) {
		SampleCluster cluster = SharedCluster.of(policy);
		Map<Integer, Worker> before = cluster.workers();
		Worker killed = before.get(1);
		Worker other = before.get(0);
		int clients = 2;
		try (Traffic traffic = new Traffic(cluster.http(), "/api/worker", clients)) {
			cluster.await("some answers", () -> traffic.outcomes().total() >= 10);
			cluster.kill(killed.pid());
			for (int i = 0; i < 20; i++) {
				Exchange exchange = cluster.http().get("/api/worker");
				assertThat(exchange.isOk()).as(exchange.toString()).isTrue();
				assertThat(exchange.pid()).isNotEqualTo(killed.pid());
			}
			MatchResult exit = cluster.awaitExit(killed);
			assertThat(exit.group(1)).isEqualTo("137");
			assertThat(exit.group(2)).isEqualTo("SIGKILL");
			assertThat(exit.group(3)).matches(RESTART);
			Map<Integer, Worker> after = cluster.awaitWorkers(2);
			assertThat(after.get(0)).isEqualTo(other);
			assertThat(after.get(1).id()).isGreaterThan(Math.max(killed.id(), other.id()));
			assertThat(after.get(1).pid()).isNotEqualTo(killed.pid());
			cluster.awaitAnswersFrom(cluster.workerPids());
			Outcomes outcomes = traffic.stop();
			assertThat(outcomes.failed()).as("only what the killed worker was working on: " + outcomes)
				.isLessThanOrEqualTo(clients);
			assertThat(outcomes.of(Outcome.OK) + outcomes.of(Outcome.CUT) + outcomes.of(Outcome.RESET))
				.as(outcomes.toString())
				.isEqualTo(outcomes.total());
		}
	}

	/**
	 * Where workers accept, a stopped one takes nothing.
	 */
	@Test
	@Tag("soak")
	void noClientHangsAtAWorkerThatIsStoppedAndKilled() {
		noClientHangsAtAWorkerThatIsStoppedAndKilled(Policy.OS);
	}

	static void noClientHangsAtAWorkerThatIsStoppedAndKilled(Policy policy) {
		SampleCluster cluster = SharedCluster.of(policy);
		Map<Integer, Worker> before = cluster.workers();
		Worker stopped = before.get(1);
		Worker other = before.get(0);
		int connections = 20;
		Outcomes outcomes = new Outcomes();
		ExecutorService clients = Executors.newFixedThreadPool(connections);
		try {
			cluster.signal(stopped.pid(), "STOP");
			cluster.await(stopped + " is stopped", () -> Processes.isStopped(stopped.pid()));
			for (int i = 0; i < connections; i++) {
				clients.execute(() -> outcomes.add(cluster.http().get("/api/worker")));
			}
			cluster.await("the other worker answers", () -> outcomes.total() >= connections / 2);
			cluster.kill(stopped.pid());
			cluster.await("all connections end", () -> outcomes.total() == connections);
		}
		finally {
			clients.shutdownNow();
		}
		// the stopped worker can have acknowledged none of them
		assertThat(outcomes.of(Outcome.OK)).as(outcomes.toString()).isEqualTo(connections);
		List<Long> replacement = cluster.awaitWorkers(2).values().stream().map(Worker::pid).toList();
		assertThat(outcomes.exchanges())
			.allSatisfy((exchange) -> assertThat(exchange.pid()).isNotEqualTo(stopped.pid()).isIn(replacement));
		assertThat(cluster.workers().get(0)).isEqualTo(other);
	}

}
