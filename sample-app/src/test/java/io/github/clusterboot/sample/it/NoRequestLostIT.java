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

import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No client notices what is done to the cluster on purpose.
 */
@ClusterTest
class NoRequestLostIT {

	private static SampleCluster cluster;

	@Test
	void byAReload() {
		reload(Policy.OS, 1);
	}

	/**
	 * Earlier clients of the JDK give up on GOAWAY all that they have sent.
	 */
	@Test
	@EnabledForJreRange(min = JRE.JAVA_24)
	void byAReloadUnderPostsOverHttp2() {
		cluster = SharedCluster.of(Policy.OS);
		try (Load load = Load.http2(cluster)) {
			cluster.reload().expectSuccess();
			load.stopAndExpectNoFailure();
		}
	}

	@ParameterizedTest
	@EnumSource
	@Tag("soak")
	void byManyReloads(Policy policy) {
		reload(policy, 5);
	}

	/**
	 * What comes before the drain is the same with each policy.
	 */
	@Test
	void byScaling() {
		scale(3);
	}

	@Test
	@Tag("soak")
	void byScalingFurther() {
		scale(4);
	}

	@Test
	void byARestartOfAWorker() {
		cluster = SharedCluster.of(Policy.OS);
		Worker worker = cluster.workers().get(1);
		try (Load load = Load.on(cluster)) {
			Exchange restart = cluster.http().post("/actuator/cluster/" + worker.id(), "{\"action\": \"restart\"}");
			assertThat(restart.status()).as(restart.toString()).isEqualTo(202);
			expectDrained(worker, "restart");
			Worker replacement = cluster.awaitWorkers(2).get(worker.slot());
			assertThat(replacement.id()).isGreaterThan(worker.id());
			assertThat(replacement.pid()).isNotEqualTo(worker.pid());
			cluster.awaitAnswersFrom(cluster.workerPids());
			load.stopAndExpectNoFailure();
		}
	}

	static void reload(Policy policy, int times) {
		cluster = SharedCluster.of(policy);
		try (Load load = Load.on(cluster)) {
			for (int i = 0; i < times; i++) {
				Map<Integer, Worker> before = cluster.workers();
				cluster.reload().expectSuccess();
				before.values().forEach((worker) -> expectDrained(worker, "reload"));
				Map<Integer, Worker> after = cluster.awaitWorkers(2);
				assertThat(after.keySet()).isEqualTo(before.keySet());
				assertThat(after.values()).extracting(Worker::pid)
					.doesNotContainAnyElementsOf(before.values().stream().map(Worker::pid).toList());
				int lastId = before.values().stream().mapToInt(Worker::id).max().orElseThrow();
				assertThat(after.values()).allSatisfy((worker) -> assertThat(worker.id()).isGreaterThan(lastId));
				cluster.awaitAnswersFrom(cluster.workerPids());
			}
			load.stopAndExpectNoFailure();
		}
	}

	private void scale(int most) {
		cluster = SharedCluster.of(Policy.OS);
		Map<Integer, Worker> before = cluster.workers();
		try (Load load = Load.on(cluster)) {
			for (int workers = 3; workers <= most; workers++) {
				cluster.signal("TTIN");
				cluster.awaitWorkers(workers);
			}
			cluster.awaitAnswersFrom(cluster.workerPids());
			for (int workers = most - 1; workers >= 2; workers--) {
				Worker highest = cluster.workers().get(workers);
				cluster.signal("TTOU");
				expectDrained(highest, "scale down");
				cluster.awaitWorkers(workers);
			}
			assertThat(cluster.workers()).isEqualTo(before);
			cluster.awaitAnswersFrom(cluster.workerPids());
			load.stopAndExpectNoFailure();
		}
	}

	private static void expectDrained(Worker worker, String reason) {
		assertThat(cluster.awaitStop(worker)).isEqualTo(reason);
	}

}
