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
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Workers that are cold leave processors to the others, and each worker runs on a
 * processor of its own where that is wanted.
 */
@ClusterTest
class CpuAffinityIT {

	@Test
	void workersRunOnProcessorsOfTheirOwnWhileAllServe() {
		Set<String> all = Processes.processors(ProcessHandle.current().pid());
		assumeThat(Runtime.getRuntime().availableProcessors()).isEqualTo(2);
		try (SampleCluster cluster = new Sample().policy(Policy.OS)
			.arguments("--cluster.worker.cpu-affinity=always")
			.start()
			.awaitListening(2)) {
			cluster.awaitLog("Each worker is bound to 1 of 2 processors");
			awaitBound(cluster);
			Map<Integer, Worker> before = cluster.workers();
			cluster.kill(before.get(1).pid());
			cluster.await("the other worker runs on all processors",
					() -> Processes.processors(before.get(0).pid()).equals(all));
			cluster.awaitWorkers(2);
			awaitBound(cluster);
			cluster.awaitAnswersFrom(cluster.workerPids());
			cluster.reload().expectSuccess();
			awaitBound(cluster);
			assertThat(Processes.processors(cluster.pid())).isEqualTo(all);
		}
	}

	@Test
	void oneThatReplacesAnotherLeavesProcessorsToTheOthersUntilItIsWarm() {
		Set<String> all = Processes.processors(ProcessHandle.current().pid());
		assumeThat(Runtime.getRuntime().availableProcessors()).isEqualTo(2);
		try (SampleCluster cluster = new Sample().policy(Policy.OS).start().awaitListening(2)) {
			List<Long> old = cluster.workerPids();
			cluster.signal("HUP");
			cluster.await("one that starts runs on one processor",
					() -> cluster.children()
						.stream()
						.filter((pid) -> !old.contains(pid))
						.map(Processes::processors)
						.anyMatch((list) -> list.size() == 1 && isOne(list)));
			assertThat(old).allSatisfy((pid) -> assertThat(Processes.processors(pid)).isSubsetOf(all));
			cluster.awaitLog(Reload.SUCCEEDED);
			cluster.await("all run on all processors",
					() -> cluster.workerPids().stream().map(Processes::processors).allMatch(all::equals));
			assertThat(cluster.workerPids()).doesNotContainAnyElementsOf(old);
		}
	}

	private static void awaitBound(SampleCluster cluster) {
		cluster.await("each worker runs on a processor of its own", () -> {
			Set<Set<String>> lists = cluster.workerPids()
				.stream()
				.map(Processes::processors)
				.collect(Collectors.toSet());
			return lists.size() == 2 && lists.stream().allMatch((list) -> list.size() == 1 && isOne(list));
		});
	}

	private static boolean isOne(Set<String> lists) {
		return lists.iterator().next().matches("\\d+");
	}

}
