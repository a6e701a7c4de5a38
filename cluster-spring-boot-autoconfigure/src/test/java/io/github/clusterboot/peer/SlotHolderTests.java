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

package io.github.clusterboot.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.clusterboot.ipc.ClusterStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SlotHolder}.
 */
class SlotHolderTests {

	@Test
	void workerThatListensServesItsSlot() {
		ClusterStatus status = status(2, worker(1, 0, "LISTENING"), worker(2, 1, "LISTENING"));
		assertThat(holder(status, 0)).isEqualTo(1);
		assertThat(holder(status, 1)).isEqualTo(2);
	}

	@Test
	void oneThatListensComesBeforeOneThatComesUpOrEnds() {
		assertThat(holder(status(1, worker(1, 0, "LISTENING"), worker(2, 0, "ONLINE")), 0)).isEqualTo(1);
		assertThat(holder(status(1, worker(1, 0, "DRAINING"), worker(2, 0, "LISTENING")), 0)).isEqualTo(2);
		assertThat(holder(status(1, worker(1, 0, "DRAINING"), worker(2, 0, "ONLINE")), 0)).isEqualTo(2);
	}

	@Test
	void newestOfTwoThatListenServes() {
		assertThat(holder(status(1, worker(1, 0, "LISTENING"), worker(2, 0, "LISTENING")), 0)).isEqualTo(2);
	}

	@Test
	void oneThatEndsIsAskedWhereThereIsNoOther() {
		assertThat(holder(status(1, worker(1, 0, "DRAINING"), worker(2, 0, "STARTING")), 0)).isEqualTo(1);
	}

	@Test
	void oneThatCannotBeAskedServesNobody() {
		ClusterStatus status = status(1, worker(1, 0, "DRAINING"), worker(2, 0, "ONLINE"));
		assertThat(SlotHolder.all(status, (id) -> id == 1)).extracting(ClusterStatus.Worker::id).containsExactly(1);
		assertThat(SlotHolder.all(status, (id) -> false)).isEmpty();
	}

	@Test
	void slotThatWasGivenUpHasNobody() {
		ClusterStatus status = status(2, worker(1, 0, "LISTENING"), worker(8, 1, "FAILED"));
		assertThat(SlotHolder.all(status, (id) -> true)).extracting(ClusterStatus.Worker::slot).containsExactly(0);
		assertThat(SlotHolder.slots(status)).containsExactly("0", "1");
	}

	@Test
	void slotThatWaitsForItsRestartExists() {
		assertThat(SlotHolder.slots(status(2, worker(1, 0, "LISTENING")))).containsExactly("0", "1");
	}

	@Test
	void slotAboveTheWantedNumberExistsWhileItIsServed() {
		assertThat(SlotHolder.slots(status(1, worker(3, 2, "DRAINING"), worker(1, 0, "LISTENING"))))
			.containsExactly("0", "2");
	}

	private static int holder(ClusterStatus status, int slot) {
		return SlotHolder.all(status, (id) -> true)
			.stream()
			.filter((worker) -> worker.slot() == slot)
			.findFirst()
			.orElseThrow()
			.id();
	}

	private static ClusterStatus status(int wanted, ClusterStatus.Worker... workers) {
		return new ClusterStatus(new ClusterStatus.Primary(1, Instant.EPOCH, Duration.ZERO), "os", 1, wanted, 0, 0,
				List.of(), new ClusterStatus.Reload("NONE", 0, null), List.of(workers));
	}

	private static ClusterStatus.Worker worker(int id, int slot, String state) {
		return new ClusterStatus.Worker(id, slot, 1L, state, false, 1, Instant.EPOCH, Duration.ZERO, 0, null,
				new ClusterStatus.Memory(0, 0, 0), 0, 0, 0, false);
	}

}
