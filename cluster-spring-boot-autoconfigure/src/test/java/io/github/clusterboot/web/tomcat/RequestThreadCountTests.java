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

package io.github.clusterboot.web.tomcat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequestThreadCount}.
 */
class RequestThreadCountTests {

	private static final Duration JUST_NOW = Duration.ofMillis(1);

	private static final Duration LONG_AGO = RequestThreadCount.PATIENCE.plusMillis(1);

	private final RequestThreadCount count = new RequestThreadCount(1, 200);

	@Test
	void theSmallestNumberFollowsTheProcessors() {
		assertThat(this.count.min()).isEqualTo(4);
		assertThat(new RequestThreadCount(4, 200).min()).isEqualTo(10);
	}

	@Test
	void theSmallestNumberIsNotAboveTheLargest() {
		RequestThreadCount few = new RequestThreadCount(8, 3);
		assertThat(few.min()).isEqualTo(3);
		assertThat(few.next(3, 10, LONG_AGO, 0)).isEqualTo(3);
	}

	@Test
	void staysWhileProcessorsAreJustBusy() {
		assertThat(this.count.next(4, 50, JUST_NOW, 1.5)).isEqualTo(4);
		assertThat(this.count.next(20, 50, JUST_NOW, 2)).isEqualTo(20);
	}

	@Test
	void staysWhenNobodyWaits() {
		assertThat(this.count.next(4, 0, Duration.ZERO, 0)).isEqualTo(4);
		assertThat(this.count.next(30, 0, Duration.ZERO, 0)).isEqualTo(30);
	}

	@Test
	void growsWhileProcessorsAreToBeHad() {
		assertThat(this.count.next(4, 50, JUST_NOW, 0)).isEqualTo(8);
		assertThat(this.count.next(64, 100, JUST_NOW, 0.9)).isEqualTo(128);
	}

	@Test
	void growsForThoseWhoWaitOnly() {
		assertThat(this.count.next(4, 3, JUST_NOW, 0)).isEqualTo(7);
	}

	@Test
	void doesNotGrowAboveTheLargestNumber() {
		assertThat(this.count.next(190, 50, JUST_NOW, 0)).isEqualTo(200);
		assertThat(this.count.next(200, 50, LONG_AGO, 5)).isEqualTo(200);
	}

	@Test
	void shrinksWhileThreadsWaitForAProcessor() {
		assertThat(this.count.next(80, 5, JUST_NOW, 2.1)).isEqualTo(75);
		assertThat(this.count.next(6, 0, Duration.ZERO, 5)).isEqualTo(5);
	}

	@Test
	void doesNotShrinkBelowTheSmallestNumber() {
		assertThat(this.count.next(4, 5, JUST_NOW, 50)).isEqualTo(4);
	}

	@Test
	void growsOnABusyProcessorForThoseWhoHaveWaitedForLong() {
		assertThat(this.count.next(4, 50, LONG_AGO, 50)).isEqualTo(5);
		assertThat(this.count.next(40, 50, LONG_AGO, 50)).isEqualTo(41);
		assertThat(this.count.next(40, 0, LONG_AGO, 50)).isEqualTo(38);
	}

}
