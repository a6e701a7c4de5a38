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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections that come at once are split evenly, although each worker accepts by itself.
 */
@ClusterTest
class EvenSplitIT {

	private static final int CONNECTIONS = 64;

	private static final int ROUNDS = 5;

	/**
	 * A worker that gets no processor for a while misses connections, so that one round
	 * may be uneven on a busy machine. What is promised is that this is not usual.
	 */
	@Test
	void theBusiestOfTwoWorkersHasNoMoreThanThreeFifthsOfTheConnections() throws IOException {
		try (SampleCluster cluster = new Sample().policy(Policy.OS).start().awaitListening(2)) {
			cluster.awaitAnswersFrom(cluster.workerPids());
			List<Integer> busiest = new ArrayList<>();
			for (int i = 0; i < ROUNDS; i++) {
				busiest.add(Collections.max(split(cluster).values()));
			}
			List<Integer> sorted = busiest.stream().sorted().toList();
			assertThat(sorted.get(ROUNDS / 2)).as("the median of " + busiest).isLessThanOrEqualTo(CONNECTIONS * 3 / 5);
		}
	}

	private Map<Long, Integer> split(SampleCluster cluster) throws IOException {
		List<HttpConnection> connections = new ArrayList<>();
		Map<Long, Integer> split = new HashMap<>();
		try {
			for (int i = 0; i < CONNECTIONS; i++) {
				connections.add(HttpConnection.open(cluster.port()));
			}
			for (HttpConnection connection : connections) {
				Exchange exchange = connection.get("/api/worker");
				assertThat(exchange.isOk()).as(exchange.toString()).isTrue();
				split.merge(exchange.pid(), 1, Integer::sum);
			}
		}
		finally {
			for (HttpConnection connection : connections) {
				connection.close();
			}
		}
		cluster.await("no connection is left", () -> TcpTable.accepted(cluster.port()).isEmpty());
		return split;
	}

}
