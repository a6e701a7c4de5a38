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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each process can be told by its log.
 */
@ClusterTest
class LoggingIT {

	@Test
	void eachProcessHasItsOwnFileAndAWorkerItsNameAndTheFirstOneLogsItsStart() throws IOException {
		Path directory = Sample.temporaryDirectory();
		try (SampleCluster cluster = new Sample().directory(directory)
			.arguments("--logging.file.name=" + directory.resolve("app.log"))
			.start()
			.awaitListening(2)) {
			cluster.awaitAnswersFrom(cluster.workerPids());
			assertThat(cluster.output().count("INFO.*\\bworker-2\\b.*Completed initialization")).isOne();
			assertThat(cluster.output().count("Starting SampleApplication")).isOne();
			assertThat(cluster.output().count("Started SampleApplication")).isOne();
			assertThat(cluster.output().count("Tomcat started on port")).isOne();
			for (Worker worker : cluster.workers().values()) {
				String name = "\\bworker-%d\\b".formatted(worker.id());
				assertThat(cluster.output().find(name + ".*Tomcat started on port")).as(cluster.toString())
					.hasSize((worker.id() == 1) ? 1 : 0);
				Path file = directory.resolve("app-worker-%d.log".formatted(worker.slot()));
				assertThat(Files.readString(file)).containsPattern(name + ".*Completed initialization")
					.doesNotContain("is listening after");
			}
			assertThat(Files.readString(directory.resolve("app.log"))).contains("is listening after")
				.doesNotContain("Completed initialization");
			cluster.signal("TERM");
			assertThat(cluster.exitCode()).isEqualTo(143);
			assertThat(Files.readString(directory.resolve("app.log")).trim())
				.endsWith("Primary %d ends with exit code 143".formatted(cluster.pid()));
		}
	}

}
