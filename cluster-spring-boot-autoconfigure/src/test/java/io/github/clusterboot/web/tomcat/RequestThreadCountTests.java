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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequestThreadCount}.
 */
class RequestThreadCountTests {

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
		assertThat(few.next(3, 10, 0, true)).isEqualTo(3);
	}

	@Test
	void staysWhileTheProcessorsAreBusy() {
		assertThat(this.count.next(4, 50, 3, false)).isEqualTo(4);
		assertThat(this.count.next(20, 50, 4, false)).isEqualTo(20);
	}

	@Test
	void staysWhenNobodyWaits() {
		assertThat(this.count.next(4, 0, 0, false)).isEqualTo(4);
		assertThat(this.count.next(30, 0, 0, false)).isEqualTo(30);
	}

	@Test
	void growsAtOnceWhenAllThreadsWaitForSomethingElse() {
		assertThat(this.count.next(4, 50, 0, false)).isEqualTo(16);
		assertThat(this.count.next(16, 38, 0.5, false)).isEqualTo(54);
	}

	@Test
	void growsByTheShareOfThreadsThatWaitForSomethingElse() {
		assertThat(this.count.next(10, 50, 2, false)).isEqualTo(20);
	}

	@Test
	void growsForThoseWhoWaitOnly() {
		assertThat(this.count.next(4, 3, 0, false)).isEqualTo(7);
		assertThat(this.count.next(4, 1, 2, false)).isEqualTo(5);
	}

	@Test
	void doesNotGrowAboveTheLargestNumber() {
		assertThat(this.count.next(190, 50, 0, false)).isEqualTo(200);
		assertThat(this.count.next(200, 50, 0, true)).isEqualTo(200);
	}

	@Test
	void shrinksWhileThreadsCompeteForAProcessor() {
		assertThat(this.count.next(80, 5, 4.1, false)).isEqualTo(70);
		assertThat(this.count.next(6, 0, 5, false)).isEqualTo(5);
	}

	@Test
	void doesNotShrinkBelowTheSmallestNumber() {
		assertThat(this.count.next(4, 5, 5, false)).isEqualTo(4);
	}

	@Test
	void longRequestsOnABusyProcessorDoNotKeepTheOthersOut() {
		assertThat(this.count.next(4, 1, 5, true)).isEqualTo(5);
		assertThat(this.count.next(4, 0, 5, true)).isEqualTo(4);
	}

	@Test
	void countsJustFarEnoughToKnowThatThereAreTooMany() {
		assertThat(this.count.next(10, 1, this.count.enough(), false)).isLessThan(10);
		assertThat(this.count.next(10, 1, this.count.enough() - 1, false)).isEqualTo(10);
	}

}
