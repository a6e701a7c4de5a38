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
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A worker that lives and does nothing is replaced. None is judged by the time in which
 * the primary itself did nothing.
 */
@ClusterTest
class HungWorkerIT {

	private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(5);

	private static final String SILENT = "Worker (\\d+) .* has been silent for";

	private static SampleCluster cluster;

	@BeforeAll
	static void start() {
		cluster = Sample.minimal()
			.arguments("--cluster.heartbeat.timeout=" + HEARTBEAT_TIMEOUT.toSeconds() + "s",
					"--cluster.heartbeat.request-timeout=2s", "--cluster.drain-timeout=4s", "--cluster.kill-timeout=2s")
			.start();
	}

	@AfterAll
	static void stop() {
		cluster.close();
	}

	@Test
	void aStoppedWorkerIsReplacedAndNoneIsJudgedByTheTimeThePrimaryWasStopped() {
		Map<Integer, Worker> before = cluster.awaitWorkers(2);
		int silent = cluster.output().count(SILENT);
		cluster.signal("STOP");
		cluster.await("the primary is stopped", () -> Processes.isStopped(cluster.pid()));
		// Time itself is what is tested here, so it has to pass
		letPass(HEARTBEAT_TIMEOUT.plusSeconds(3));
		cluster.signal("CONT");
		letPass(HEARTBEAT_TIMEOUT);
		assertThat(cluster.output().count(SILENT)).isEqualTo(silent);
		assertThat(cluster.workers()).isEqualTo(before);
		assertThat(cluster.workerPids()).allMatch(Processes::isRunning);
		// it judges again
		expectThatAStoppedWorkerIsReplacedWhileTheOtherServes();
	}

	private void expectThatAStoppedWorkerIsReplacedWhileTheOtherServes() {
		Map<Integer, Worker> before = cluster.awaitWorkers(2);
		Worker stopped = before.get(0);
		cluster.signal(stopped.pid(), "STOP");
		cluster.await(stopped + " is stopped", () -> Processes.isStopped(stopped.pid()));
		try (Load load = Load.light(cluster)) {
			cluster.awaitLog("Worker %d .* has been silent for".formatted(stopped.id()));
			MatchResult exit = cluster.awaitExit(stopped);
			assertThat(exit.group(2)).isEqualTo("SIGKILL");
			assertThat(exit.group(3)).startsWith("restart ");
			Map<Integer, Worker> after = cluster.awaitWorkers(2);
			assertThat(after.get(0).id()).isGreaterThan(stopped.id());
			assertThat(after.get(1)).isEqualTo(before.get(1));
			cluster.awaitAnswersFrom(cluster.workerPids());
			load.stopAndExpectNoFailure();
		}
	}

	@Test
	void aWorkerWhoseRequestIsStuckIsReplacedAndItsThreadsAreTold() {
		Map<Integer, Worker> before = cluster.awaitWorkers(2);
		int dumps = cluster.output().count("Full thread dump");
		ExecutorService client = Executors.newSingleThreadExecutor();
		try {
			client.execute(() -> cluster.http().get("/api/slow?millis=30000"));
			MatchResult drained = cluster.awaitLog("Worker \\d+ \\(slot (\\d), pid \\d+\\) is drained: "
					+ "a request has been with its thread for \\d+ s; restart");
			int slot = Integer.parseInt(drained.group(1));
			cluster.awaitLog("Full thread dump", dumps + 1);
			cluster.awaitLog("LoadController.slow");
			cluster.awaitLog("Worker %d .* stopped, as asked".formatted(before.get(slot).id()));
			Map<Integer, Worker> after = cluster.awaitWorkers(2);
			assertThat(after.get(slot).id()).isGreaterThan(before.get(slot).id());
			assertThat(after.get(1 - slot)).isEqualTo(before.get(1 - slot));
		}
		finally {
			client.shutdownNow();
		}
	}

	private static void letPass(Duration time) {
		long end = System.nanoTime() + time.toNanos();
		Awaitility.await().atMost(time.plusSeconds(10)).until(() -> System.nanoTime() - end > 0);
	}

}
