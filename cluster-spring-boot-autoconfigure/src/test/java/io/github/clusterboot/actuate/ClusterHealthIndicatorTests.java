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

package io.github.clusterboot.actuate;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.github.clusterboot.ipc.ClusterStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for {@link ClusterHealthIndicator}.
 */
class ClusterHealthIndicatorTests {

	private final List<ClusterStatus.Worker> workers = new ArrayList<>();

	@Test
	void upWhenEveryWantedWorkerListens() {
		worker(0, "LISTENING");
		worker(1, "LISTENING");
		worker(1, "DRAINING");
		Health health = health(2);
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsExactly(entry("wanted", 2), entry("listening", 2L),
				entry("restarts", 7));
	}

	@Test
	void degradedWhenFewerListen() {
		worker(0, "LISTENING");
		worker(1, "STARTING");
		Health health = health(2);
		assertThat(health.getStatus()).isEqualTo(ClusterHealthIndicator.DEGRADED);
		assertThat(health.getDetails()).contains(entry("wanted", 2), entry("listening", 1L));
	}

	@Test
	void twoWorkersOfASlotAreNotTwoSlots() {
		worker(0, "LISTENING");
		worker(0, "LISTENING");
		worker(1, "FAILED");
		assertThat(health(2).getStatus()).isEqualTo(ClusterHealthIndicator.DEGRADED);
	}

	@Test
	void downWithTheReasonWhenThePrimaryDoesNotAnswer() {
		Health health = new ClusterHealthIndicator(() -> {
			throw new IOException("The primary does not answer");
		}).health();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails().get("error").toString()).contains("The primary does not answer");
	}

	private void worker(int slot, String state) {
		this.workers.add(new ClusterStatus.Worker(this.workers.size() + 1, slot, 1L, state, false, 1, Instant.EPOCH,
				Duration.ZERO, 0, null, new ClusterStatus.Memory(0, 0, 0), 0, 0, 0, false));
	}

	private Health health(int wanted) {
		ClusterStatus status = new ClusterStatus(new ClusterStatus.Primary(1, Instant.EPOCH, Duration.ZERO), "os", 1,
				wanted, 0, 7, List.of(), new ClusterStatus.Reload("NONE", 0, null), this.workers);
		return new ClusterHealthIndicator(() -> status).health();
	}

}
