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
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AwakeClock}.
 */
class AwakeClockTests {

	private static final long MILLI = 1_000_000;

	@ParameterizedTest
	@ValueSource(longs = { 0, 123_456_789, Long.MAX_VALUE - 10 * MILLI, Long.MIN_VALUE })
	void countsFromZeroWhereverTheSourceBegins(long start) {
		AtomicLong nanoTime = new AtomicLong(start);
		AwakeClock clock = clock(nanoTime);
		assertThat(clock.millis()).isZero();
		nanoTime.addAndGet(1500 * MILLI);
		assertThat(clock.millis()).isEqualTo(1500);
		nanoTime.addAndGet(200 * MILLI);
		assertThat(clock.millis()).isEqualTo(1700);
	}

	@Test
	void pauseCountsForTheLongestStepAtMost() {
		AtomicLong nanoTime = new AtomicLong();
		AwakeClock clock = clock(nanoTime);
		nanoTime.addAndGet(Duration.ofHours(8).toNanos());
		assertThat(clock.millis()).isEqualTo(2000);
		nanoTime.addAndGet(10 * MILLI);
		assertThat(clock.millis()).isEqualTo(2010);
	}

	@Test
	void stepOfExactlyTheLongestCountsInFull() {
		AtomicLong nanoTime = new AtomicLong();
		AwakeClock clock = clock(nanoTime);
		nanoTime.addAndGet(2000 * MILLI);
		assertThat(clock.millis()).isEqualTo(2000);
		nanoTime.addAndGet(2001 * MILLI);
		assertThat(clock.millis()).isEqualTo(4000);
	}

	@Test
	void manyLooksWithinAMillisecondLoseNothing() {
		AtomicLong nanoTime = new AtomicLong();
		AwakeClock clock = clock(nanoTime);
		long millis = 0;
		for (int i = 0; i < 10_000; i++) {
			nanoTime.addAndGet(MILLI / 10);
			millis = clock.millis();
		}
		assertThat(millis).isEqualTo(1000);
	}

	private static AwakeClock clock(AtomicLong nanoTime) {
		return new AwakeClock(nanoTime::get, Duration.ofSeconds(2));
	}

}
