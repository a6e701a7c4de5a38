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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.github.clusterboot.ipc.Message.Heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Vitals}.
 */
class VitalsTests {

	@Test
	void heartbeatTellsOfThisJvm() {
		Heartbeat heartbeat = new Vitals(List::of).heartbeat();
		assertThat(heartbeat.heapUsed()).isPositive();
		assertThat(heartbeat.requests()).isZero();
		assertThat(heartbeat.compiling()).isPositive();
	}

	@Test
	void jvmThatHasServedManyRequestsAndDoesNotCompileIsWarm() {
		AtomicLong now = new AtomicLong();
		Vitals vitals = new Vitals(() -> List.of(new FakeServer().connections(300)),
				new CompilerLoad(() -> 0, () -> now.addAndGet(1_000_000)));
		vitals.heartbeat();
		vitals.heartbeat();
		assertThat(vitals.warm()).isNotDone();
		assertThat(vitals.heartbeat().requests()).isEqualTo(30_000);
		assertThat(vitals.warm()).isDone();
	}

	@Test
	void jvmThatCompilesIsNotWarm() {
		AtomicLong now = new AtomicLong();
		Vitals vitals = new Vitals(() -> List.of(new FakeServer().connections(300)),
				new CompilerLoad(now::get, () -> now.addAndGet(1_000_000)));
		for (int i = 0; i < 10; i++) {
			assertThat(vitals.heartbeat().compiles()).isTrue();
		}
		assertThat(vitals.warm()).isNotDone();
	}

	@Test
	void whoWaitsForTheJvmToBeWarmIsToldOnce() {
		Vitals vitals = new Vitals(List::of);
		AtomicInteger told = new AtomicInteger();
		CompletableFuture<Void> waiting = vitals.warm();
		waiting.thenRun(told::incrementAndGet);
		vitals.heartbeat();
		assertThat(waiting).isNotDone();
		vitals.becomeWarm();
		vitals.becomeWarm();
		assertThat(told).hasValue(1);
		assertThat(vitals.warm()).as("for who asks later").isCompleted();
	}

	@Test
	void nobodyWhoWaitsMakesItWarm() {
		Vitals vitals = new Vitals(List::of);
		vitals.warm().complete(null);
		assertThat(vitals.warm()).isNotDone();
	}

}
