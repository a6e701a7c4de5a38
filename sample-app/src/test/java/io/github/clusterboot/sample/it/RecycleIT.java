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
import java.util.regex.MatchResult;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Workers that have done enough are replaced one at a time, the replacement first.
 */
@ClusterTest
class RecycleIT {

	private static final String WORKER = "Worker (\\d+) \\(slot (\\d+), pid \\d+\\) ";

	private static final String EVENT = WORKER
			+ "(is replaced: it has served \\d+ requests|forked|is listening|stopped, .*)";

	@Test
	void workersAreRecycledAfterTheirRequests() {
		try (SampleCluster cluster = Sample.minimal().arguments("--cluster.recycle.max-requests=100").start()) {
			Map<Integer, Worker> first = cluster.awaitWorkers(2);
			try (Load load = Load.light(cluster)) {
				first.values()
					.forEach((worker) -> assertThat(cluster.awaitStop(worker)).matches("it has served \\d+ requests"));
				load.stopAndExpectNoFailure();
			}
			expectReplacementsFirst(cluster.output().find(EVENT));
			assertThat(cluster.output().find(WORKER + "is replaced: it has served (\\d+) requests")).isNotEmpty()
				.allSatisfy((line) -> assertThat(Integer.parseInt(line.group(3))).isGreaterThanOrEqualTo(90));
		}
	}

	/**
	 * From the time when both workers listen there are never fewer than two that do, and
	 * never more than three processes.
	 */
	private static void expectReplacementsFirst(List<MatchResult> events) {
		int processes = 0;
		int listening = 0;
		boolean complete = false;
		for (MatchResult event : events) {
			String what = event.group(3);
			if (what.equals("forked")) {
				processes++;
			}
			else if (what.equals("is listening")) {
				listening++;
			}
			else if (what.startsWith("stopped")) {
				processes--;
				listening--;
			}
			complete |= listening == 2;
			if (complete) {
				assertThat(listening).as(event.group()).isGreaterThanOrEqualTo(2);
			}
			assertThat(processes).as(event.group()).isLessThanOrEqualTo(3);
		}
	}

}
