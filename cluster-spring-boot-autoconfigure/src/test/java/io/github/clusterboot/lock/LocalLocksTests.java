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

package io.github.clusterboot.lock;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.github.clusterboot.worker.LockRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LocalLocks}.
 */
class LocalLocksTests {

	private final LocalLocks locks = new LocalLocks();

	@Test
	void oneHoldsALock() {
		LockRequest first = this.locks.ask("x", false);
		LockRequest second = this.locks.ask("x", true);
		assertThat(first.granted()).isCompletedWithValue(true);
		assertThat(second.granted()).isCompletedWithValue(false);
		assertThat(this.locks.ask("y", false).granted()).isCompletedWithValue(true);
		second.release(Duration.ZERO);
		assertThat(isFree()).isFalse();
		first.release(Duration.ZERO);
		assertThat(isFree()).isTrue();
	}

	@Test
	void lockIsKeptForAWhile() {
		long start = System.nanoTime();
		this.locks.ask("x", false).release(Duration.ofMillis(200));
		Awaitility.await().until(this::isFree);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
	}

	private boolean isFree() {
		return this.locks.ask("x", false).granted().getNow(false);
	}

}
