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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application sees of its cluster and does with it.
 */
@ClusterTest
class ClusterApiIT {

	private static SampleCluster cluster;

	@BeforeAll
	static void start() {
		cluster = SharedCluster.of(Policy.OS);
	}

	@Test
	void changesAreDoneWhenTheirAnswerComesAndEveryWorkerIsToldInOrder() {
		List<Worker> first = new ArrayList<>(cluster.awaitWorkers(2).values());
		assertThat(cluster.http().post("/api/cluster/scale/3").status()).isEqualTo(200);
		assertThat(listening()).hasSize(3);
		Worker third = cluster.workers().get(2);
		assertThat(cluster.http().post("/api/cluster/scale/2").status()).as("409 of the one that goes").isIn(200, 409);
		cluster.awaitNoneRunning(List.of(third.pid()));
		assertThat(listening()).hasSize(2).doesNotContain(third.id());
		Worker killed = first.get(0);
		Worker teller = first.get(1);
		cluster.kill(killed.pid());
		cluster.awaitExit(killed);
		cluster.await("all is told",
				() -> events().getOrDefault(teller.id(), List.of()).contains("WorkerExitedEvent " + killed.id()));
		List<String> events = events().get(teller.id());
		assertThat(events).containsSubsequence("WorkerForkedEvent " + third.id(), "WorkerOnlineEvent " + third.id(),
				"WorkerListeningEvent " + third.id(), "WorkerExitedEvent " + third.id(),
				"WorkerExitedEvent " + killed.id());
	}

	@Test
	void whatIsNotDoneSaysWhy() {
		Exchange answer = cluster.http().post("/api/cluster/kill/4711");
		assertThat(answer.status()).isEqualTo(409);
		assertThat(answer.body()).isEqualTo("there is no worker 4711");
	}

	private static List<Integer> listening() {
		List<Integer> ids = new ArrayList<>();
		for (JsonNode worker : cluster.http().get("/api/cluster").json()) {
			if (worker.required("state").asString().equals("LISTENING")) {
				ids.add(worker.required("id").asInt());
			}
		}
		return ids;
	}

	/**
	 * What the workers have been told that answer now: of each event its name and the id
	 * of the worker.
	 */
	private static Map<Integer, List<String>> events() {
		Map<Integer, List<String>> told = new TreeMap<>();
		for (int i = 0; i < 10; i++) {
			JsonNode answer = cluster.http().get("/api/cluster/events").json();
			List<String> events = new ArrayList<>();
			answer.required("events")
				.forEach((event) -> events.add(event.asString().replaceFirst("(\\w+)\\[id=(\\d+).*", "$1 $2")));
			told.put(answer.required("worker").asInt(), events);
		}
		return told;
	}

}
