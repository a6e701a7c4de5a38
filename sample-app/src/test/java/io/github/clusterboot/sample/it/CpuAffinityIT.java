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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * One that starts beside workers that have much to do leaves processors to them.
 */
@ClusterTest
class CpuAffinityIT {

	private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

	private final Set<String> all = Processes.processors(ProcessHandle.current().pid());

	@BeforeEach
	void assumeThatThereIsSomethingToShareOut() {
		// a few clients keep no more than these busy
		assumeThat(PROCESSORS).isBetween(2, 8);
	}

	@Test
	void theReplacementOfABusyWorkerHasItsShareOfTheProcessorsUntilItIsWarm() {
		try (SampleCluster cluster = new Sample().policy(Policy.OS).start().awaitListening(2);
				Traffic traffic = relentless(cluster)) {
			awaitBusy(cluster);
			List<Long> old = cluster.workerPids();
			cluster.signal("HUP");
			cluster.await("one that starts has but a share",
					() -> cluster.children()
						.stream()
						.filter((pid) -> !old.contains(pid) && Processes.isRunning(pid))
						.map(Processes::processors)
						.anyMatch((lists) -> lists.size() == 1 && !lists.equals(this.all)));
			// one that has ended has none
			assertThat(old).allSatisfy((pid) -> assertThat(this.all).containsAll(Processes.processors(pid)));
			cluster.awaitLog(Reload.SUCCEEDED);
			assertThat(traffic.stop().failed()).isZero();
			cluster.await("all run on all processors",
					() -> cluster.workerPids().stream().map(Processes::processors).allMatch(this.all::equals));
			assertThat(cluster.workerPids()).doesNotContainAnyElementsOf(old);
		}
	}

	@Test
	void theReplacementOfOneThatDiedIsNotBound() {
		try (SampleCluster cluster = new Sample().policy(Policy.OS).start().awaitListening(2);
				Traffic traffic = relentless(cluster)) {
			awaitBusy(cluster);
			List<Long> old = cluster.workerPids();
			cluster.kill(old.get(1));
			Set<String> seen = new HashSet<>();
			cluster.await("the replacement listens", () -> {
				cluster.forked()
					.stream()
					.map(Worker::pid)
					.filter((pid) -> !old.contains(pid))
					.forEach((pid) -> seen.addAll(Processes.processors(pid)));
				return cluster.workers().size() == 2 && !cluster.workerPids().contains(old.get(1));
			});
			assertThat(seen).isEqualTo(this.all);
		}
	}

	private static Traffic relentless(SampleCluster cluster) {
		return new Traffic(cluster.http(), "/api/worker", 4 * PROCESSORS, Duration.ofNanos(1));
	}

	/**
	 * Waits until workers use enough of the processors for two seconds, of which they
	 * tell once a second.
	 */
	private static void awaitBusy(SampleCluster cluster) {
		AtomicReference<Instant> since = new AtomicReference<>(Instant.now());
		AtomicReference<Duration> before = new AtomicReference<>(used(cluster));
		cluster.await("workers use a third of the processors", () -> {
			Duration passed = Duration.between(since.get(), Instant.now());
			if (passed.toSeconds() < 2) {
				return false;
			}
			Duration used = used(cluster);
			Duration spent = used.minus(before.getAndSet(used));
			since.set(Instant.now());
			return spent.multipliedBy(3).compareTo(passed.multipliedBy(PROCESSORS)) > 0;
		});
	}

	private static Duration used(SampleCluster cluster) {
		return cluster.workerPids()
			.stream()
			.flatMap((pid) -> ProcessHandle.of(pid).stream())
			.flatMap((process) -> process.info().totalCpuDuration().stream())
			.reduce(Duration.ZERO, Duration::plus);
	}

}
