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

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two workers serve, and a third one stands by.
 */
@ClusterTest
class StandbyIT {

	private static final String EVENT = "Worker (\\d+) \\(slot (\\d+), pid (\\d+)\\) "
			+ "(forked|is online|is listening|stands by|exited|stopped)";

	private static SampleCluster cluster;

	@BeforeAll
	static void start() {
		cluster = Sample.minimal()
			.arguments("--cluster.standby=1", "--logging.level.io.github.clusterboot.primary=debug",
					"--management.endpoints.web.exposure.include=health,cluster,prometheus",
					"--management.endpoint.health.show-details=always")
			.start();
		awaitStandby();
	}

	@AfterAll
	static void stop() {
		cluster.close();
	}

	@Test
	void aKilledWorkerIsCoveredBeforeAnotherOneCanHaveStarted() {
		Worker standby = awaitStandby();
		Collection<Worker> serving = cluster.workers().values();
		Worker killed = serving.iterator().next();
		int clients = 2;
		try (Traffic traffic = new Traffic(cluster.http(), "/api/worker", clients)) {
			cluster.awaitAnswersFrom(serving.stream().map(Worker::pid).toList());
			assertThat(pids(traffic.outcomes())).as("who serves").doesNotContain(standby.pid());
			int before = cluster.output().count(EVENT);
			cluster.kill(killed.pid());
			cluster.awaitExit(killed);
			Worker next = awaitStandbyAfter(standby);
			List<String> events = cluster.output()
				.find(EVENT)
				.stream()
				.skip(before)
				.map((event) -> event.group(4) + " " + event.group(1))
				.toList();
			// the gate opens at the first sign of the death: a closed connection may be
			// seen before the exit
			assertThat(events).containsSubsequence("is listening " + standby.id(), "is online " + next.id())
				.containsSubsequence("exited " + killed.id(), "is online " + next.id(), "stands by " + next.id());
			assertThat(next.slot()).isEqualTo(killed.slot());
			assertThat(cluster.workers()).containsEntry(standby.slot(), standby).hasSize(2);
			cluster.awaitAnswersFrom(cluster.workerPids());
			Outcomes outcomes = traffic.stop();
			assertThat(pids(outcomes)).contains(standby.pid());
			assertThat(outcomes.failed()).as("only what the killed worker was working on: " + outcomes)
				.isLessThanOrEqualTo(clients);
		}
	}

	@Test
	void theEndpointHealthAndMetricsTellWhoStandsBy() {
		Worker standby = awaitStandby();
		JsonNode state = cluster.http().get("/actuator/cluster").json();
		assertThat(state.required("wanted").asInt()).isEqualTo(2);
		assertThat(state.required("standby").asInt()).isEqualTo(1);
		assertThat(state.required("workers")).hasSize(3).allSatisfy((worker) -> {
			boolean standsBy = worker.required("id").asInt() == standby.id();
			assertThat(worker.required("standby").asBoolean()).isEqualTo(standsBy);
			assertThat(worker.required("state").asString()).isEqualTo(standsBy ? "ONLINE" : "LISTENING");
		});
		JsonNode health = cluster.http().get("/actuator/health").json().required("components").required("cluster");
		assertThat(health.required("status").asString()).isEqualTo("UP");
		assertThat(health.required("details").required("listening").asInt()).isEqualTo(2);
		assertThat(cluster.http().get("/actuator/prometheus").body().lines())
			.anyMatch((line) -> line.matches("cluster_workers\\{.*state=\"standby\".*} 1.0"))
			.anyMatch((line) -> line.matches("cluster_workers\\{.*state=\"online\".*} 0.0"))
			.anyMatch((line) -> line.matches("cluster_workers\\{.*state=\"listening\".*} 2.0"));
	}

	@Test
	void aReloadLosesNoRequestAndHasNoMoreThanOneProcessTooMany() {
		Worker standby = awaitStandby();
		Set<Long> old = new TreeSet<>(cluster.workerPids());
		old.add(standby.pid());
		int before = cluster.output().count(EVENT);
		try (Load load = Load.light(cluster)) {
			cluster.reload().expectSuccess();
			Worker next = awaitStandbyAfter(standby);
			cluster.awaitNoneRunning(old);
			assertThat(cluster.awaitWorkers(2)).doesNotContainKey(next.slot());
			assertThat(cluster.workerPids()).doesNotContainAnyElementsOf(old);
			cluster.awaitAnswersFrom(cluster.workerPids());
			load.stopAndExpectNoFailure();
		}
		assertThat(processes(before)).isNotEmpty().allMatch((count) -> count == 3 || count == 4);
	}

	/**
	 * How many workers there were after each fork and exit.
	 */
	private static List<Integer> processes(int before) {
		List<Integer> processes = new ArrayList<>();
		int count = 3;
		for (MatchResult event : cluster.output().find(EVENT).stream().skip(before).toList()) {
			switch (event.group(4)) {
				case "forked" -> processes.add(++count);
				case "exited", "stopped" -> processes.add(--count);
				default -> {
					// lives as before
				}
			}
		}
		return processes;
	}

	/**
	 * Waits until two workers listen and a third one stands by.
	 * @return the one that stands by
	 */
	private static Worker awaitStandby() {
		return awaitStandby((worker) -> true);
	}

	/**
	 * Waits for the successor of a worker that stood by. Only that it stands by tells
	 * that the former one was used: when a process has ended, the primary may not have
	 * seen it yet.
	 */
	private static Worker awaitStandbyAfter(Worker former) {
		return awaitStandby((worker) -> worker.id() > former.id());
	}

	private static Worker awaitStandby(Predicate<Worker> awaited) {
		AtomicReference<Worker> standby = new AtomicReference<>();
		cluster.await("two workers listen and one stands by", () -> {
			List<Worker> standbys = standbys();
			if (standbys.size() != 1 || !awaited.test(standbys.get(0)) || cluster.workers().size() != 2) {
				return false;
			}
			standby.set(standbys.get(0));
			return true;
		});
		return standby.get();
	}

	private static List<Worker> standbys() {
		Set<Integer> left = cluster.output()
			.find(EVENT)
			.stream()
			.filter((event) -> Set.of("is listening", "exited", "stopped").contains(event.group(4)))
			.map((event) -> Integer.valueOf(event.group(1)))
			.collect(Collectors.toSet());
		return cluster.output()
			.find(EVENT)
			.stream()
			.filter((event) -> event.group(4).equals("stands by"))
			.map((event) -> new Worker(Integer.parseInt(event.group(1)), Integer.parseInt(event.group(2)),
					Long.parseLong(event.group(3))))
			.filter((worker) -> !left.contains(worker.id()))
			.toList();
	}

	private static Set<Long> pids(Outcomes outcomes) {
		return outcomes.exchanges().stream().filter(Exchange::isOk).map(Exchange::pid).collect(Collectors.toSet());
	}

}
