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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Warmth}.
 */
class WarmthTests {

	private final Warmth warmth = new Warmth();

	@Test
	void whoHasServedManyRequestsAndRestsIsWarm() {
		assertThat(this.warmth.isWarm(1.7, 8_000)).isFalse();
		assertThat(this.warmth.isWarm(0.4, 20_000)).isFalse();
		assertThat(this.warmth.isWarm(0.09, 30_000)).isFalse();
		assertThat(this.warmth.isWarm(0, 40_000)).isFalse();
		assertThat(this.warmth.isWarm(0.02, 50_000)).isTrue();
	}

	@Test
	void whoCompilesNowAndThenIsNotWarm() {
		for (int i = 0; i < 10; i++) {
			assertThat(this.warmth.isWarm(0, 50_000)).isFalse();
			assertThat(this.warmth.isWarm(0, 50_000)).isFalse();
			assertThat(this.warmth.isWarm(0.1, 50_000)).isFalse();
		}
	}

	@Test
	void whoHasHadNothingToDoIsCold() {
		for (int i = 0; i < 1000; i++) {
			assertThat(this.warmth.isWarm(0, 14_999)).isFalse();
		}
		assertThat(this.warmth.isWarm(0, 15_000)).isTrue();
	}

	@Test
	void whoIsWarmStaysWarm() {
		for (int i = 0; i < 3; i++) {
			this.warmth.isWarm(0, 20_000);
		}
		assertThat(this.warmth.isWarm(2, 0)).isTrue();
	}

}
