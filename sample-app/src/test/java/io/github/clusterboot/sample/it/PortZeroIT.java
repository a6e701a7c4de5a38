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

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Port 0 means one port, found once and shared by all workers.
 */
@ClusterTest
class PortZeroIT {

	@ParameterizedTest
	@EnumSource(Policy.class)
	void allWorkersServeTheSamePort(Policy policy) {
		try (SampleCluster cluster = new Sample().policy(policy)
			.port(0)
			.arguments("--cluster.worker.log-startup=all")
			.start()
			.awaitListening(2)) {
			cluster.awaitLog("Tomcat started on port (\\d+)", 2);
			assertThat(cluster.output().find("Tomcat started on port (\\d+)")).extracting((line) -> line.group(1))
				.doesNotContain("0")
				.hasSize(2)
				.containsOnly(cluster.output().find("Tomcat started on port (\\d+)").get(0).group(1));
			int port = Integer.parseInt(cluster.awaitLog("Tomcat started on port (\\d+)").group(1));
			assertThat(TcpTable.listening(port)).hasSize(1);
			cluster.awaitAnswersFrom(port, cluster.workerPids());
		}
	}

}
