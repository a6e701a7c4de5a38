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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JvmShare}.
 */
class JvmShareTests {

	private static final JvmResources RESOURCES = new JvmResources(8, 16L << 30, 4L << 30, 256L << 20);

	@ParameterizedTest
	@CsvSource({ "2,4", "3,3", "5,2", "8,1", "9,1" })
	void processorsAreDividedAndRoundedUp(int workers, int processors) {
		assertThat(JvmShare.of(RESOURCES, List.of(), List.of(), workers, 0).arguments())
			.contains("-XX:ActiveProcessorCount=" + processors);
	}

	@Test
	void processorsOfTheUserStand() {
		List<String> user = List.of("-XX:ActiveProcessorCount=3");
		assertThat(JvmShare.of(RESOURCES, user, List.of(), 4, 0).arguments()).containsExactly("-Xmx1024m", "-Xms64m");
		assertThat(JvmShare.of(RESOURCES, List.of(), user, 4, 0).arguments()).containsExactly("-Xmx1024m", "-Xms64m");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# inherited                    | of each of 4 workers
			-Xss1m                         | -Xss1m -Xmx1024m -Xms64m
			-XX:MaxRAMPercentage=50 -Da    | -XX:MaxRAMPercentage=50 -Da -Xmx1024m -Xms64m
			-Xmx2g                         | -Xmx2g -Xms64m
			-Xms1g -Xmx2g                  | -Xms1g -Xmx2g -Xms1024m
			-Xmx2g -XX:InitialHeapSize=1g  | -Xmx2g -XX:InitialHeapSize=1g -Xms1024m
			-Xms256m                       | -Xms256m -Xmx1024m -Xms64m
			-XX:SoftMaxHeapSize=3g         | -Xmx1024m -Xms64m
			-Xmx4g -XX:SoftMaxHeapSize=3g  | -Xmx4g -XX:SoftMaxHeapSize=3g -Xms64m
			-Xmx1g -Xmx32m                 | -Xmx1g -Xmx32m -Xms32m
			""")
	void heapsThatFollowFromTheMachineAreDivided(String inherited, String expected) {
		assertThat(apply(inherited, "", 4)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# inherited              | of workers                | before these
			-Da                      | -Xmx512m                  | -Da -Xms64m
			-Xms1g -Xmx4g            | -Xmx512m                  | -Xms1g -Xmx4g -Xms512m
			-Da                      | -Xmx16m                   | -Da -Xms16m
			-Da                      | -Xms2g                    | -Da -Xmx2048m
			-Da                      | -Xms512m                  | -Da -Xmx1024m
			-Da                      | -Xms512m -Xmx512m         | -Da
			-XX:MaxRAMPercentage=75  | -XX:MaxRAMPercentage=10   | -XX:MaxRAMPercentage=75 -Xms64m
			""")
	void heapsThatTheUserGaveToWorkersStand(String inherited, String workers, String expected) {
		assertThat(apply(inherited, workers, 4)).isEqualTo(expected);
	}

	/**
	 * What the arguments of a share lean on.
	 */
	@Test
	void ofArgumentsAJvmTakesTheLastAndASizeBeforeAPercentage() throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
		command.addAll(List.of("-XX:MinHeapSize=1g", "-XX:MaxRAMPercentage=90", "-XX:InitialRAMPercentage=90",
				"-Xms512m", "-Xmx96m", "-Xms48m", "-XX:+PrintFlagsFinal", "-version"));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor()).as(output).isZero();
		assertThat(output).containsPattern(" MaxHeapSize += " + (96 << 20))
			.containsPattern(" InitialHeapSize += " + (48 << 20));
	}

	@Test
	void anInitialHeapOfOneJvmIsNotLargerThanTheHeapOfAWorker() {
		JvmResources resources = new JvmResources(4, 1L << 30, 256L << 20, 256L << 20);
		assertThat(JvmShare.of(resources, List.of("-Xms256m"), List.of(), 8, 0).applyTo(List.of("-Xms256m")))
			.containsExactly("-Xms256m", "-XX:ActiveProcessorCount=1", "-Xmx64m", "-Xms32m");
	}

	@Test
	void oneWorkerHasTheWhole() {
		assertThat(JvmShare.of(RESOURCES, List.of("-XX:MaxRAMPercentage=50"), List.of("-Da=b"), 1, 0))
			.isEqualTo(JvmShare.WHOLE);
		assertThat(JvmShare.WHOLE.applyTo(List.of("-Xms1g", "-XX:MaxRAMPercentage=50"))).containsExactly("-Xms1g",
				"-XX:MaxRAMPercentage=50");
	}

	@Test
	void theResourcesOfThisJvm() {
		JvmResources resources = JvmResources.current();
		assertThat(resources.processors()).isEqualTo(Runtime.getRuntime().availableProcessors());
		assertThat(resources.memory()).isBetween(resources.initialHeap(), Long.MAX_VALUE - 1);
		assertThat(resources.maxHeap()).isGreaterThanOrEqualTo(resources.initialHeap());
	}

	private static String apply(String inherited, String ofWorkers, int workers) {
		List<String> arguments = List.of(inherited.split(" "));
		List<String> applied = JvmShare.of(RESOURCES, arguments, List.of(ofWorkers.split(" ")), workers, 0)
			.applyTo(arguments);
		return String.join(" ", applied.stream().filter((each) -> !each.contains("Processor")).toList());
	}

}
