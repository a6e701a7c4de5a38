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

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerPorts}.
 */
class WorkerPortsTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			9010           | 1
			9010 9011      | 2
			9010 9012      | 3
			9010 9011 9012 | 3
			9010 9011 5005 | 4
			""")
	void noWorkerMeetsThePrimaryOrAnotherWorker(String given, int stride) {
		Set<Integer> ports = new LinkedHashSet<>(Arrays.stream(given.split(" ")).map(Integer::valueOf).toList());
		WorkerPorts workers = new WorkerPorts(ports, (port) -> true);
		Set<Integer> taken = new HashSet<>(ports);
		for (int id = 1; id <= 50; id++) {
			int shift = workers.shift(id);
			assertThat(shift).isEqualTo(id * stride);
			ports.forEach((port) -> assertThat(taken.add(WorkerPorts.shifted(port, shift))).isTrue());
		}
	}

	@Test
	void portsThatAreTakenAreSkippedAndNeverGivenTwice() {
		Set<Integer> taken = new HashSet<>(Set.of(9013));
		WorkerPorts workers = new WorkerPorts(new LinkedHashSet<>(List.of(9010, 9011)),
				(port) -> !taken.contains(port));
		List<Integer> shifts = new ArrayList<>();
		shifts.add(workers.shift(1));
		taken.clear();
		shifts.add(workers.shift(2));
		shifts.add(workers.shift(3));
		assertThat(shifts).containsExactly(4, 6, 8);
	}

	@Test
	void whereAllAreTakenTheJvmSaysSo() {
		assertThat(new WorkerPorts(Set.of(9010), (port) -> false).shift(3)).isEqualTo(3);
	}

	@Test
	void theKernelIsAsked() throws IOException {
		try (ServerSocket other = new ServerSocket(0)) {
			int port = other.getLocalPort();
			assertThat(new WorkerPorts(List.of("-Dcom.sun.management.jmxremote.port=" + (port - 1))).shift(1))
				.isGreaterThan(1);
		}
	}

}
