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

package io.github.clusterboot.fleet;

import java.time.Duration;
import java.util.Random;
import java.util.function.DoubleSupplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.clusterboot.fleet.RestartPolicy.Mode;
import io.github.clusterboot.fleet.RestartPolicy.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RestartPolicy}.
 */
class RestartPolicyTests {

	private static final Exit CRASH = Exit.of(1);

	private static final DoubleSupplier NO_JITTER = () -> 0;

	@ParameterizedTest
	@CsvSource({ "ON_FAILURE,0,false", "ON_FAILURE,1,true", "ON_FAILURE,137,true", "ALWAYS,0,true", "ALWAYS,1,true",
			"NEVER,0,false", "NEVER,1,false", "NEVER,137,false" })
	void modeDecidesWhichExitsLeadToAReplacement(Mode mode, int code, boolean replaced) {
		Verdict verdict = policy(mode).decide(Exit.of(code), false, 0, NO_JITTER);
		assertThat(verdict).isInstanceOf(replaced ? Verdict.Restart.class : Verdict.LetGo.class);
	}

	@Test
	void delayDoublesWithEachFailureUpToTheLongest() {
		assertThat(delayAfter(0, NO_JITTER)).hasMillis(200);
		assertThat(delayAfter(1, NO_JITTER)).hasMillis(400);
		assertThat(delayAfter(2, NO_JITTER)).hasMillis(800);
		assertThat(delayAfter(3, NO_JITTER)).hasMillis(1600);
		assertThat(delayAfter(6, NO_JITTER)).hasMillis(12800);
		assertThat(delayAfter(7, NO_JITTER)).hasMillis(15000);
	}

	@Test
	void failuresAreCounted() {
		assertThat(policy(Mode.ON_FAILURE).decide(CRASH, false, 4, NO_JITTER))
			.isEqualTo(new Verdict.Restart(Duration.ofMillis(3200), 5));
	}

	@Test
	void jitterIsUpToAFifthLess() {
		assertThat(delayAfter(2, () -> 0)).hasMillis(800);
		assertThat(delayAfter(2, () -> 0.5)).hasMillis(720);
		assertThat(delayAfter(2, () -> 1)).hasMillis(640);
		assertThat(delayAfter(20, () -> 1)).as("of the longest too").hasMillis(12_000);
	}

	@Test
	void jitteredDelaysStayWithinTheirBoundsAndDiffer() {
		Random random = new Random(7);
		for (int i = 0; i < 1000; i++) {
			assertThat(delayAfter(1, random::nextDouble)).isBetween(Duration.ofMillis(320), Duration.ofMillis(400));
		}
		assertThat(delayAfter(1, random::nextDouble)).isNotEqualTo(delayAfter(1, random::nextDouble));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 6, 7, 8, 30, 62, 63, 64, 100, 1100, Integer.MAX_VALUE - 2 })
	void delayIsNeverLongerThanTheLongestNorNegative(int failures) {
		assertThat(delayAfter(failures, NO_JITTER)).isBetween(Duration.ofMillis(200), Duration.ofSeconds(15));
	}

	@Test
	void longestDelayShorterThanTheInitialOneCounts() {
		RestartPolicy policy = new RestartPolicy(Mode.ON_FAILURE, Duration.ofSeconds(10), Duration.ofSeconds(1),
				Duration.ofSeconds(30), 8);
		assertThat(policy.decide(CRASH, false, 0, () -> 0)).isEqualTo(new Verdict.Restart(Duration.ofSeconds(1), 1));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 3, 7, 100 })
	void stableWorkerIsReplacedAtOnceAndEarlierFailuresAreForgiven(int failures) {
		assertThat(policy(Mode.ON_FAILURE).decide(CRASH, true, failures, NO_JITTER))
			.isEqualTo(new Verdict.Restart(Duration.ZERO, 0));
	}

	@Test
	void stableWorkerIsNotReplacedWhereTheModeForbidsIt() {
		assertThat(policy(Mode.NEVER).decide(CRASH, true, 0, NO_JITTER)).isInstanceOf(Verdict.LetGo.class);
		assertThat(policy(Mode.ON_FAILURE).decide(Exit.of(0), true, 0, NO_JITTER)).isInstanceOf(Verdict.LetGo.class);
	}

	@Test
	void slotIsGivenUpExactlyAtMaxFailures() {
		RestartPolicy policy = policy(Mode.ON_FAILURE);
		assertThat(policy.decide(CRASH, false, 6, NO_JITTER)).isInstanceOf(Verdict.Restart.class);
		assertThat(policy.decide(CRASH, false, 7, NO_JITTER)).isEqualTo(new Verdict.GiveUp(8));
	}

	@Test
	void oneFailureIsEnoughWhereNoMoreAreAllowed() {
		RestartPolicy policy = new RestartPolicy(Mode.ON_FAILURE, Duration.ofMillis(200), Duration.ofSeconds(15),
				Duration.ofSeconds(30), 1);
		assertThat(policy.decide(CRASH, false, 0, NO_JITTER)).isEqualTo(new Verdict.GiveUp(1));
	}

	private static Duration delayAfter(int failures, DoubleSupplier random) {
		RestartPolicy policy = new RestartPolicy(Mode.ON_FAILURE, Duration.ofMillis(200), Duration.ofSeconds(15),
				Duration.ofSeconds(30), Integer.MAX_VALUE);
		return ((Verdict.Restart) policy.decide(CRASH, false, failures, random)).delay();
	}

	private static RestartPolicy policy(Mode mode) {
		return new RestartPolicy(mode, Duration.ofMillis(200), Duration.ofSeconds(15), Duration.ofSeconds(30), 8);
	}

}
