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

import java.util.regex.MatchResult;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which ends of a worker lead to a new one.
 */
@ClusterTest
class RestartModeIT {

	private static final String EXIT_ZERO = "Worker \\d+ \\(slot (\\d+), pid \\d+\\) exited with code 0 after [\\d.]+ s; (.*)";

	@Test
	void onFailureLeavesAWorkerThatEndedWithZeroAndThePrimaryEndsWithTheLast() {
		try (SampleCluster cluster = Sample.minimal().start().awaitListening(2)) {
			cluster.http().post("/api/crash?code=0");
			MatchResult first = cluster.awaitLog(EXIT_ZERO);
			assertThat(first.group(2)).isEqualTo("not restarted");
			long left = cluster.workerPid(1 - Integer.parseInt(first.group(1)));
			for (int i = 0; i < 10; i++) {
				Exchange exchange = cluster.http().get("/api/worker");
				assertThat(exchange.isOk()).as(exchange.toString()).isTrue();
				assertThat(exchange.pid()).isEqualTo(left);
			}
			cluster.http().post("/api/crash?code=0");
			assertThat(cluster.exitCode()).isZero();
			assertThat(cluster.output().find(EXIT_ZERO)).hasSize(2)
				.allSatisfy((exit) -> assertThat(exit.group(2)).isEqualTo("not restarted"));
			assertThat(cluster.forked()).hasSize(2);
			assertThat(cluster.output().lastLine())
				.endsWith("Primary %d ends with exit code 0".formatted(cluster.pid()));
		}
	}

	@Test
	@Tag("soak")
	void alwaysReplacesAWorkerThatEndedWithZero() {
		try (SampleCluster cluster = Sample.minimal().workers(1).arguments("--cluster.restart.mode=always").start()) {
			Worker first = cluster.awaitWorkers(1).get(0);
			cluster.http().post("/api/crash?code=0");
			assertThat(cluster.awaitExit(first).group(3)).startsWith("restart ");
			Worker second = cluster.awaitWorkers(1).get(0);
			assertThat(second.id()).isEqualTo(2);
			assertThat(cluster.http().get("/api/worker").pid()).isEqualTo(second.pid());
		}
	}

	@Test
	@Tag("soak")
	void neverReplacesNone() {
		try (SampleCluster cluster = Sample.minimal().workers(1).arguments("--cluster.restart.mode=never").start()) {
			Worker worker = cluster.awaitWorkers(1).get(0);
			cluster.http().post("/api/crash?code=7");
			MatchResult exit = cluster.awaitExit(worker);
			assertThat(exit.group(1)).as("its code is told").isEqualTo("7");
			assertThat(exit.group(3)).isEqualTo("not restarted");
			assertThat(cluster.exitCode()).isEqualTo(1);
			assertThat(cluster.forked()).hasSize(1);
		}
	}

}
