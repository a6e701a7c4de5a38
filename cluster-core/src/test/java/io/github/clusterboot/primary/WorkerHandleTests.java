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

package io.github.clusterboot.primary;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.github.clusterboot.ipc.Message.Heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerHandle}.
 */
class WorkerHandleTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final WorkerHandle worker = new WorkerHandle(1, new Slot(0, 1), 1, RecyclePolicy.NEVER, 0, Instant.EPOCH);

	@Test
	void isColdUntilItHasRestedSinceItServes() {
		assertThat(isCold(0)).isTrue();
		beat(0);
		beat(0);
		this.worker.listening(1000);
		assertThat(isCold(1000)).isTrue();
		beat(0.5);
		beat(0);
		assertThat(isCold(2000)).isTrue();
		beat(0);
		assertThat(isCold(2000)).isFalse();
	}

	@Test
	void isNotColdAgainWhenItGetsMoreToDo() {
		this.worker.listening(0);
		beat(0);
		beat(0);
		this.worker.unsettle();
		beat(0.5);
		assertThat(isCold(1000)).isFalse();
	}

	@Test
	void isColdForSoLongAtMost() {
		this.worker.listening(1000);
		beat(0.5);
		assertThat(isCold(30_999)).isTrue();
		assertThat(isCold(31_000)).isFalse();
	}

	@Test
	void isNotColdWhileItStandsByButWhenItTakesOver() {
		this.worker.ready(1, 0);
		assertThat(isCold(0)).isFalse();
		beat(0);
		beat(0);
		this.worker.serve(5000);
		assertThat(isCold(5000)).isTrue();
	}

	private boolean isCold(long now) {
		return this.worker.isCold(PATIENCE, now);
	}

	private void beat(double compiling) {
		this.worker.heard(new Heartbeat(0, 0, 0, 0, 0, 0, 0, compiling), 0);
	}

}
