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

import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What one worker puts into a local cache, all others load again.
 */
@ClusterTest
class CacheIT {

	private static SampleCluster cluster;

	@BeforeAll
	static void start() {
		cluster = SharedCluster.of(Policy.ROUND_ROBIN);
	}

	@Test
	void putInOneWorkerIsGoneInTheOthers() {
		Set<String> before = read(20);
		assertThat(before).as("each worker keeps what it has loaded").hasSize(2);
		String renewed = value(cluster.http().post("/api/cached"));
		assertThat(before).doesNotContain(renewed);
		cluster.await("no worker has the old value", () -> read(4).stream().noneMatch(before::contains));
		assertThat(read(20)).as("each worker keeps what it has loaded").hasSize(2).contains(renewed);
	}

	/**
	 * Who answers, and what it has.
	 */
	private static Set<String> read(int times) {
		Set<String> values = new TreeSet<>();
		for (int i = 0; i < times; i++) {
			values.add(value(cluster.http().get("/api/cached")));
		}
		return values;
	}

	private static String value(Exchange exchange) {
		assertThat(exchange.status()).isEqualTo(200);
		JsonNode answer = exchange.json();
		return answer.required("answeredBy").required("id") + ": " + answer.required("value");
	}

}
