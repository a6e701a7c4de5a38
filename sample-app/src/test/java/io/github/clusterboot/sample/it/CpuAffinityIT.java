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
import java.util.Set;

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
		assumeThat(PROCESSORS).isGreaterThan(1);
	}

	@Test
	void theReplacementOfABusyWorkerHasItsShareOfTheProcessorsUntilItIsWarm() {
		try (SampleCluster cluster = new Sample().policy(Policy.OS).start().awaitListening(2);
				Traffic traffic = new Traffic(cluster.http(), "/api/worker", 4 * PROCESSORS)) {
			cluster.await("many answers", () -> traffic.outcomes().total() >= 2000);
			List<Long> old = cluster.workerPids();
			cluster.signal("HUP");
			cluster.await("one that starts has but a share",
					() -> cluster.children()
						.stream()
						.filter((pid) -> !old.contains(pid) && Processes.isRunning(pid))
						.map(Processes::processors)
						.anyMatch((lists) -> lists.size() == 1 && !lists.equals(this.all)));
			assertThat(old).filteredOn(Processes::isRunning)
				.allSatisfy((pid) -> assertThat(Processes.processors(pid)).isEqualTo(this.all));
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
				Traffic traffic = new Traffic(cluster.http(), "/api/worker", 4 * PROCESSORS)) {
			cluster.await("many answers", () -> traffic.outcomes().total() >= 2000);
			List<Long> old = cluster.workerPids();
			cluster.kill(old.get(1));
			cluster.awaitListening(3);
			for (long pid : cluster.workerPids()) {
				assertThat(Processes.processors(pid)).isEqualTo(this.all);
			}
		}
	}

}
