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

package io.github.clusterboot.worker;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Warmth}.
 */
class WarmthTests {

	private final Warmth warmth = new Warmth();

	@Test
	void whoHasServedManyRequestsAndRestsIsWarm() {
		assertThat(isWarm(true, 8_000)).isFalse();
		assertThat(isWarm(true, 30_000)).isFalse();
		assertThat(isWarm(false, 40_000)).isFalse();
		assertThat(isWarm(false, 50_000)).isFalse();
		assertThat(isWarm(false, 60_000)).isTrue();
	}

	@Test
	void whoCompilesNowAndThenIsNotWarm() {
		for (int i = 0; i < 10; i++) {
			assertThat(isWarm(false, 50_000)).isFalse();
			assertThat(isWarm(false, 50_000)).isFalse();
			assertThat(isWarm(true, 50_000)).isFalse();
		}
	}

	@Test
	void whoHasHadNothingToDoIsCold() {
		for (int i = 0; i < 1000; i++) {
			assertThat(isWarm(false, 24_999)).isFalse();
		}
		assertThat(isWarm(false, 25_000)).isTrue();
	}

	@Test
	void whoHasWorkedForLongNeedNotHaveServedMany() {
		for (int i = 0; i < 1000; i++) {
			assertThat(this.warmth.isWarm(false, 10, Duration.ofMillis(59_999))).isFalse();
		}
		assertThat(this.warmth.isWarm(true, 10, Duration.ofMinutes(2))).isFalse();
		assertThat(this.warmth.isWarm(false, 10, Duration.ofMinutes(2))).isFalse();
		assertThat(this.warmth.isWarm(false, 10, Duration.ofMinutes(2))).isFalse();
		assertThat(this.warmth.isWarm(false, 10, Duration.ofMinutes(2))).isTrue();
	}

	@Test
	void whoIsWarmStaysWarm() {
		for (int i = 0; i < 3; i++) {
			isWarm(false, 50_000);
		}
		assertThat(isWarm(true, 0)).isTrue();
	}

	private boolean isWarm(boolean compiles, long requests) {
		return this.warmth.isWarm(compiles, requests, Duration.ofSeconds(20));
	}

}
