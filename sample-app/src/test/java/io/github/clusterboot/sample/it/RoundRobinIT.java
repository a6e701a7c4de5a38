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

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections are handed to the workers in turn.
 */
@ClusterTest
class RoundRobinIT {

	@Test
	void fourWorkersGetTheSameNumberOfConnections() {
		try (SampleCluster cluster = new Sample().policy(Policy.ROUND_ROBIN).workers(4).start().awaitListening(4)) {
			Map<Long, Integer> connections = new HashMap<>();
			for (int i = 0; i < 40; i++) {
				Exchange exchange = cluster.http().get("/api/worker");
				assertThat(exchange.isOk()).as(exchange.toString()).isTrue();
				connections.merge(exchange.pid(), 1, Integer::sum);
			}
			assertThat(connections).containsOnlyKeys(cluster.workerPids());
			assertThat(connections.values()).as(connections.toString()).containsOnly(10);
		}
	}

}
