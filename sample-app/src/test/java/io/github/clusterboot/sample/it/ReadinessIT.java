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
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A worker takes connections while, and only while, its application is ready, and is
 * replaced when its application is broken.
 */
@ClusterTest
class ReadinessIT {

	private static final String REFUSE = "/test-hooks/readiness?state=REFUSING_TRAFFIC";

	private static final String ACCEPT = "/test-hooks/readiness?state=ACCEPTING_TRAFFIC";

	private static SampleCluster cluster;

	@Test
	void aWorkerThatRefusesTrafficGetsNoConnections() throws Exception {
		aWorkerThatRefusesTrafficGetsNoConnections(Policy.OS);
	}

	static void aWorkerThatRefusesTrafficGetsNoConnections(Policy policy) throws Exception {
		cluster = SharedCluster.of(policy);
		Map<Integer, Worker> workers = cluster.workers();
		Worker refusing = workers.get(0);
		Worker other = workers.get(1);
		try (Load load = Load.light(cluster); HttpConnection connection = connectionTo(refusing)) {
			int refused = cluster.output().count(line(refusing, "refuses traffic"));
			int accepted = cluster.output().count(line(refusing, "accepts traffic again"));
			assertThat(connection.post(REFUSE).isOk()).isTrue();
			cluster.awaitLog(line(refusing, "refuses traffic"), refused + 1);
			for (int i = 0; i < 30; i++) {
				Exchange exchange = cluster.http().get("/api/worker");
				assertThat(exchange.isOk()).as(exchange.toString()).isTrue();
				assertThat(exchange.pid()).isEqualTo(other.pid());
			}
			assertThat(connection.get("/api/worker").pid()).as("what it has already it serves")
				.isEqualTo(refusing.pid());
			assertThat(connection.post(ACCEPT).isOk()).isTrue();
			cluster.awaitLog(line(refusing, "accepts traffic again"), accepted + 1);
			cluster.awaitAnswersFrom(cluster.workerPids());
			load.stopAndExpectNoFailure();
		}
		assertThat(cluster.workers()).isEqualTo(workers);
	}

	@Test
	void clientsWaitWhileNoWorkerIsReady() throws Exception {
		clientsWaitWhileNoWorkerIsReady(Policy.OS);
	}

	static void clientsWaitWhileNoWorkerIsReady(Policy policy) throws Exception {
		cluster = SharedCluster.of(policy);
		Map<Integer, Worker> workers = cluster.workers();
		try (HttpConnection first = connectionTo(workers.get(0));
				HttpConnection second = connectionTo(workers.get(1))) {
			int refused = cluster.output().count("refuses traffic");
			assertThat(first.post(REFUSE).isOk()).isTrue();
			assertThat(second.post(REFUSE).isOk()).isTrue();
			cluster.awaitLog("refuses traffic", refused + 2);
			try (Traffic waiting = new Traffic(cluster.http(), "/api/worker", 3)) {
				int accepted = cluster.output().count("accepts traffic again");
				for (int i = 0; i < 20; i++) {
					assertThat(first.get("/api/worker").isOk()).isTrue();
				}
				assertThat(waiting.outcomes().total()).isZero();
				assertThat(first.post(ACCEPT).isOk()).isTrue();
				assertThat(second.post(ACCEPT).isOk()).isTrue();
				cluster.awaitLog("accepts traffic again", accepted + 2);
				cluster.await("answers to those that waited", () -> waiting.outcomes().total() > 3);
				assertThat(waiting.stop().failed()).as(waiting.outcomes().toString()).isZero();
			}
		}
		assertThat(cluster.workers()).isEqualTo(workers);
	}

	/**
	 * What becomes of it is the same with each policy.
	 */
	@Test
	void aBrokenWorkerIsDrainedAndReplaced() throws Exception {
		cluster = SharedCluster.of(Policy.OS);
		Map<Integer, Worker> workers = cluster.workers();
		Worker broken = workers.get(1);
		try (Load load = Load.light(cluster); HttpConnection connection = connectionTo(broken)) {
			assertThat(connection.post("/test-hooks/liveness?state=BROKEN").isOk()).isTrue();
			connection.close();
			cluster.awaitLog(line(broken, "is drained: its liveness state is BROKEN; restart"));
			assertThat(cluster.awaitStop(broken)).isEqualTo("its liveness state is BROKEN");
			Map<Integer, Worker> after = cluster.awaitWorkers(2);
			assertThat(after.get(0)).isEqualTo(workers.get(0));
			assertThat(after.get(1).id()).isGreaterThan(broken.id());
			cluster.awaitAnswersFrom(cluster.workerPids());
			load.stopAndExpectNoFailure();
		}
	}

	private static HttpConnection connectionTo(Worker worker) throws IOException {
		List<Long> pids = cluster.workerPids();
		while (true) {
			HttpConnection connection = HttpConnection.open(cluster.port());
			long pid = connection.get("/api/worker").pid();
			if (pid == worker.pid()) {
				return connection;
			}
			connection.close();
			assertThat(pids).contains(pid);
		}
	}

	private static String line(Worker worker, String text) {
		return "Worker %d \\(slot %d, pid %d\\) %s".formatted(worker.id(), worker.slot(), worker.pid(), text);
	}

}
