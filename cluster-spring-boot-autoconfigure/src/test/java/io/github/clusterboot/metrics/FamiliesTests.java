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

package io.github.clusterboot.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import io.github.clusterboot.metrics.Family.Type;
import io.github.clusterboot.metrics.Value.Example;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Families}.
 */
class FamiliesTests {

	@Test
	void countsOfASlotAreAddedByTheirLabels() {
		List<Family> sum = Families.ofSlot(
				List.of(TestFamilies.counter("a", TestFamilies.series(1, "x", "1"), TestFamilies.series(2, "x", "2"))),
				List.of(TestFamilies.counter("a", TestFamilies.series(10, "x", "2"), TestFamilies.series(20, "x", "3")),
						TestFamilies.counter("b", TestFamilies.series(5))));
		assertThat(sum).containsExactly(TestFamilies.counter("a", TestFamilies.series(1, "x", "1"),
				TestFamilies.series(12, "x", "2"), TestFamilies.series(20, "x", "3")),
				TestFamilies.counter("b", TestFamilies.series(5)));
	}

	@Test
	void allElseInASlotIsThatOfTheNewerWorker() {
		List<Family> sum = Families.ofSlot(List.of(TestFamilies.gauge("a", TestFamilies.series(1))),
				List.of(TestFamilies.gauge("a", TestFamilies.series(2), TestFamilies.series(3, "x", "1")),
						TestFamilies.gauge("only.older", TestFamilies.series(4))));
		assertThat(sum).containsExactly(TestFamilies.gauge("a", TestFamilies.series(1)),
				TestFamilies.gauge("only.older", TestFamilies.series(4)));
	}

	@Test
	void newerWorkerDecidesWhatAMetricIs() {
		assertThat(Families.ofSlot(List.of(TestFamilies.gauge("a", TestFamilies.series(1))),
				List.of(TestFamilies.counter("a", TestFamilies.series(2)))))
			.containsExactly(TestFamilies.gauge("a", TestFamilies.series(1)));
		Family described = new Family("a", Type.COUNTER, "new help", null, true, List.of(TestFamilies.series(1)));
		assertThat(Families.ofSlot(List.of(described), List.of(TestFamilies.counter("a", TestFamilies.series(2)))))
			.containsExactly(described.with(List.of(TestFamilies.series(3))));
	}

	@Test
	void countingGoesOnFromWhereItBegan() {
		Series newer = new Series(TestFamilies.labels(), 2000, 0, new Value.Scalar(1, null));
		Series older = new Series(TestFamilies.labels(), 1000, 0, new Value.Scalar(2, null));
		assertThat(newer.plus(older).created()).isEqualTo(1000);
		assertThat(newer.plus(TestFamilies.series(2)).created()).isEqualTo(2000);
		assertThat(TestFamilies.series(2).plus(older).created()).isEqualTo(1000);
	}

	@Test
	void everySeriesOfTheClusterTellsItsWorker() {
		Map<String, List<Family>> slots = new LinkedHashMap<>();
		slots.put("1", List.of(TestFamilies.counter("a", TestFamilies.series(1, "x", "1"))));
		slots.put("0", List.of(TestFamilies.counter("a", TestFamilies.series(2, "x", "1")),
				TestFamilies.gauge("b", TestFamilies.series(3))));
		assertThat(Families.ofCluster(slots)).containsExactly(
				TestFamilies.counter("a", TestFamilies.series(1, "worker", "1", "x", "1"),
						TestFamilies.series(2, "worker", "0", "x", "1")),
				TestFamilies.gauge("b", TestFamilies.series(3, "worker", "0")));
	}

	@Test
	void firstWorkerDecidesWhatAMetricIs() {
		Map<String, List<Family>> slots = new LinkedHashMap<>();
		slots.put("1", List.of(TestFamilies.gauge("a", TestFamilies.series(1))));
		slots.put("0", List.of(TestFamilies.counter("a", TestFamilies.series(2))));
		slots.put("2",
				List.of(new Family("a", Type.GAUGE, "other help", null, false, List.of(TestFamilies.series(3)))));
		assertThat(Families.ofCluster(slots)).containsExactly(
				TestFamilies.gauge("a", TestFamilies.series(1, "worker", "1"), TestFamilies.series(3, "worker", "2")));
	}

	@Test
	void labelOfTheApplicationIsRenamedAsPrometheusDoes() {
		Map<String, List<Family>> slots = Map.of("0",
				List.of(TestFamilies.counter("a", TestFamilies.series(1, "worker", "bee"), TestFamilies.series(2,
						"worker", "bee", "exported_worker", "wasp", "exported_exported_worker", "ant"))));
		assertThat(Families.ofCluster(slots))
			.containsExactly(TestFamilies.counter("a", TestFamilies.series(1, "worker", "0", "exported_worker", "bee"),
					TestFamilies.series(2, "worker", "0", "exported_worker", "wasp", "exported_exported_worker", "ant",
							"exported_exported_exported_worker", "bee")));
	}

	@Test
	void onlyCountsOutliveAWorker() {
		Example example = new Example(1, TestFamilies.labels("trace_id", "a"), 5);
		Value.Summary summary = new Value.Summary(3, 4.5, new TreeMap<>(Map.of(0.5, 1.0)), List.of(example));
		Family activeTasks = new Family("active", Type.SUMMARY, null, null, false, List.of(TestFamilies.series(1)));
		Family durations = new Family("durations", Type.SUMMARY, null, null, true,
				List.of(new Series(TestFamilies.labels(), 7, 9, summary)));
		Family count = TestFamilies.counter("a", new Series(TestFamilies.labels(), 0, 9, new Value.Scalar(1, example)));
		assertThat(Families
			.countsOf(List.of(count, TestFamilies.gauge("b", TestFamilies.series(2)), activeTasks, durations)))
			.containsExactly(TestFamilies.counter("a", TestFamilies.series(1)), durations.with(List
				.of(new Series(TestFamilies.labels(), 7, 0, new Value.Summary(3, 4.5, new TreeMap<>(), List.of())))));
	}

}
