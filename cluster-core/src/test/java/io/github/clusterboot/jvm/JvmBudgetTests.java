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

package io.github.clusterboot.jvm;

import java.util.List;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JvmBudget}.
 */
class JvmBudgetTests {

	private static final OptionalInt AUTO = OptionalInt.empty();

	@Test
	void autoIsTheNumberOfProcessors() {
		JvmBudget budget = JvmBudget.of(resources(4, 8192, 2048), List.of(), List.of(), AUTO, 0);
		assertThat(budget.workers()).isEqualTo(4);
		assertThat(budget.warning()).isNull();
		assertThat(budget.share().applyTo(List.of())).containsExactly("-XX:ActiveProcessorCount=1", "-Xmx512m",
				"-Xms32m");
	}

	@Test
	void oneProcessorOrAPartOfItIsOneWorkerThatHasWhatOneJvmWouldHave() {
		JvmBudget budget = JvmBudget.of(resources(1, 512, 128), List.of("-XX:MaxRAMPercentage=25"), List.of(), AUTO, 0);
		assertThat(budget).isEqualTo(new JvmBudget(1, JvmShare.WHOLE, null));
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			# processors, memory, -Xmx, workers
			8,            2048,   512,  3
			8,            4608,   512,  8
			8,            4607,   512,  7
			8,            1024,   512,  1
			""")
	void autoIsLoweredToWhereHeapsOfAFixedSizeFit(int processors, long memory, long heap, int workers) {
		JvmBudget budget = JvmBudget.of(resources(processors, memory, heap), List.of("-Xmx" + heap + "m"), List.of(),
				AUTO, 0);
		assertThat(budget.workers()).isEqualTo(workers);
		assertThat(budget.warning() != null).isEqualTo(workers < processors);
	}

	@Test
	void theWarningSaysWhatDoesNotFit() {
		JvmBudget budget = JvmBudget.of(resources(8, 2048, 512), List.of("-Xmx512m"), List.of(), AUTO, 0);
		assertThat(budget.warning())
			.isEqualTo("Lowered the number of workers from 8 to 3: 8 workers and the primary may together need "
					+ "4608 MB of heap (9 x 512 MB), and there are 2048 MB of memory. "
					+ "Give them a smaller heap, or set cluster.workers.");
	}

	@Test
	void theFloorOfAHeapCountsInTinyContainers() {
		JvmBudget budget = JvmBudget.of(resources(16, 512, 128), List.of(), List.of(), AUTO, 0);
		assertThat(budget.workers()).isEqualTo(7);
		assertThat(budget.share().applyTo(List.of())).containsExactly("-XX:ActiveProcessorCount=3", "-Xmx64m",
				"-Xms8m");
		assertThat(budget.warning()).startsWith("Lowered the number of workers from 16 to 7: ");
	}

	@Test
	void autoIsNeverLessThanOne() {
		JvmBudget budget = JvmBudget.of(resources(4, 600, 512), List.of("-Xmx512m"), List.of(), AUTO, 0);
		assertThat(budget.workers()).isEqualTo(1);
		assertThat(budget.warning()).startsWith("Lowered the number of workers from 4 to 1: ");
	}

	@Test
	void autoIsNotLoweredWhereThatWouldTakeEvenMore() {
		JvmBudget budget = JvmBudget.of(resources(2, 1024, 768), List.of("-XX:MaxRAMPercentage=75"), List.of(), AUTO,
				0);
		assertThat(budget.workers()).isEqualTo(2);
		assertThat(budget.warning()).startsWith("2 workers and the primary may together need 1152 MB of heap");
	}

	@Test
	void aNumberOfTheUsersStandsButIsWarnedAbout() {
		JvmBudget budget = JvmBudget.of(resources(2, 1024, 256), List.of(), List.of(), OptionalInt.of(100_000), 0);
		assertThat(budget.workers()).isEqualTo(100_000);
		assertThat(budget.warning()).startsWith("100000 workers and the primary may together need 6400064 MB of heap");
		assertThat(budget.share().applyTo(List.of())).containsExactly("-XX:ActiveProcessorCount=1", "-Xmx64m",
				"-Xms8m");
	}

	@Test
	void aNumberOfTheUsersThatFitsIsNotWarnedAbout() {
		assertThat(JvmBudget.of(resources(2, 8192, 2048), List.of(), List.of(), OptionalInt.of(3), 0).warning())
			.isNull();
	}

	@Test
	void nothingIsSaidWhereTheMemoryIsUnknown() {
		JvmResources resources = new JvmResources(4, Long.MAX_VALUE, 1L << 40, 1L << 30);
		assertThat(JvmBudget.of(resources, List.of("-Xmx1t"), List.of(), AUTO, 0).warning()).isNull();
	}

	@Test
	void theHeapOfWorkersCounts() {
		JvmBudget budget = JvmBudget.of(resources(4, 2048, 1024), List.of("-Xmx1g"), List.of("-Xmx256m"), AUTO, 0);
		assertThat(budget.workers()).isEqualTo(4);
		assertThat(budget.warning()).isNull();
	}

	@Test
	void theHeapsOfWorkersThatStandByCountAndTheirProcessorsDoNot() {
		JvmBudget budget = JvmBudget.of(resources(2, 8192, 2048), List.of(), List.of(), AUTO, 2);
		assertThat(budget.workers()).isEqualTo(2);
		assertThat(budget.share().applyTo(List.of())).containsExactly("-XX:ActiveProcessorCount=1", "-Xmx512m",
				"-Xms32m");
	}

	@Test
	void oneWorkerAndAnotherThatStandsByShareTheHeapOfOneJvm() {
		JvmBudget budget = JvmBudget.of(resources(1, 1024, 512), List.of(), List.of(), AUTO, 1);
		assertThat(budget.workers()).isEqualTo(1);
		assertThat(budget.share().applyTo(List.of())).containsExactly("-Xmx256m", "-Xms8m");
	}

	@Test
	void theWarningCountsWorkersThatStandBy() {
		JvmBudget budget = JvmBudget.of(resources(8, 2048, 512), List.of("-Xmx512m"), List.of(), AUTO, 1);
		assertThat(budget.workers()).isEqualTo(2);
		assertThat(budget.warning()).isEqualTo(
				"Lowered the number of workers from 8 to 2: 8 workers, 1 standing by and the primary may together "
						+ "need 5120 MB of heap (10 x 512 MB), and there are 2048 MB of memory. "
						+ "Give them a smaller heap, or set cluster.workers.");
	}

	private static JvmResources resources(int processors, long memory, long heap) {
		return new JvmResources(processors, memory << 20, heap << 20, (memory << 20) / 64);
	}

}
