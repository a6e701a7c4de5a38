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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A slot whose workers keep failing.
 */
@ClusterTest
class CrashLoopIT {

	private static final int MAX_DELAY = 600;

	@Test
	void aSlotThatKeepsFailingIsGivenUpWhileTheOtherServesAndTheLastSlotEndsThePrimary() throws IOException {
		Path directory = Sample.temporaryDirectory();
		Path healthy = Files.writeString(directory.resolve("options-0"), "-Dit.healthy=true\n");
		Files.writeString(directory.resolve("options-1"), "-XX:+NoSuchOption\n");
		Path cache = directory.resolve("cache");
		try (SampleCluster cluster = Sample.minimal()
			.directory(directory)
			// without it: a worker that ends while its JVM records is forked once more
			.startupCache("--cluster.startup-cache=off", "--cluster.startup-cache-directory=" + cache)
			.arguments("--cluster.worker.jvm-args=-XX:VMOptionsFile=" + directory + "/options-{slot}",
					"--cluster.restart.max-failures=5", "--cluster.restart.initial-delay=100ms",
					"--cluster.restart.max-delay=%dms".formatted(MAX_DELAY))
			.start()
			.awaitListening(1)) {
			try (Traffic traffic = new Traffic(cluster.http(), "/api/worker", 1)) {
				cluster.awaitLog("Slot 1 failed 5 times in a row and is given up");
				assertThat(cluster.output().find("ERROR.* Slot 1 failed 5 times in a row and is given up")).hasSize(1);
				int asked = traffic.outcomes().total();
				cluster.await("more answers", () -> traffic.outcomes().total() > asked + 5);
				assertThat(traffic.stop().failed()).as(traffic.outcomes().toString()).isZero();
			}
			assertThatDelaysGrow(cluster);
			assertThat(cluster.output().count("Worker \\d+ \\(slot 1, pid \\d+\\) forked")).isEqualTo(5);
			assertThat(cluster.workers()).containsOnlyKeys(0);
			assertThat(cluster.isRunning()).isTrue();

			Files.writeString(healthy, "-XX:+NoSuchOption\n");
			cluster.kill(cluster.workerPid(0));
			cluster.awaitLog("Slot 0 failed 5 times in a row and is given up");
			assertThat(cluster.exitCode()).isEqualTo(1);
			assertThat(cache).as("what is off").doesNotExist();
			assertThat(cluster.output().lastLine())
				.endsWith("Primary %d ends with exit code 1".formatted(cluster.pid()));
		}
	}

	private void assertThatDelaysGrow(SampleCluster cluster) {
		List<Integer> delays = cluster.output()
			.find("\\(slot 1, pid \\d+\\) exited with code 1 after [\\d.]+ s; restart in (\\d+) ms")
			.stream()
			.map((exit) -> Integer.valueOf(exit.group(1)))
			.toList();
		assertThat(delays).hasSize(4).allSatisfy((delay) -> assertThat(delay).isLessThanOrEqualTo(MAX_DELAY));
		assertThat(delays.subList(0, 3)).as("before the longest delay is reached").isSorted().doesNotHaveDuplicates();
	}

}
