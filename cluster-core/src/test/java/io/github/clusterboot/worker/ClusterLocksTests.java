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

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.clusterboot.ipc.LockMessage;
import io.github.clusterboot.ipc.LockMessage.Answer.Outcome;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.SchedulingPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClusterLocks}.
 */
class ClusterLocksTests {

	private InJvmPrimary primary;

	private ClusterLocks locks;

	@BeforeEach
	void connect() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.locks = new ClusterLocks(this.primary.connectWorker());
	}

	@AfterEach
	void close() throws Exception {
		this.primary.close();
	}

	@Test
	void lockIsGrantedAndGivenBack() throws Exception {
		answer(Outcome.GRANTED);
		LockRequest request = this.locks.ask("x", true);
		assertThat(decision(request)).isTrue();
		LockMessage.Wanted wanted = received(LockMessage.Wanted.class).get(0);
		assertThat(wanted).isEqualTo(new LockMessage.Wanted(wanted.request(), "x", true));
		request.release(Duration.ofMillis(70));
		this.primary.awaitMessage(LockMessage.Released.class, 1);
		assertThat(received(LockMessage.Released.class))
			.containsExactly(new LockMessage.Released(wanted.request(), "x", 70));
	}

	@Test
	void whatIsTakenByAnotherOneIsNotGivenBack() throws Exception {
		answer(Outcome.TAKEN);
		LockRequest taken = this.locks.ask("x", false);
		assertThat(decision(taken)).isFalse();
		taken.release(Duration.ZERO);
		answer(Outcome.GRANTED);
		LockRequest granted = this.locks.ask("y", false);
		assertThat(decision(granted)).isTrue();
		granted.release(Duration.ZERO);
		this.primary.awaitMessage(LockMessage.Released.class, 1);
		assertThat(received(LockMessage.Released.class).get(0).name()).isEqualTo("y");
	}

	@Test
	void waitIsGivenUpByTheSameMessage() throws Exception {
		LockRequest request = this.locks.ask("x", true);
		this.primary.awaitMessage(LockMessage.Wanted.class, 1);
		assertThat(request.granted()).isNotDone();
		request.release(Duration.ZERO);
		this.primary.awaitMessage(LockMessage.Released.class, 1);
		int number = received(LockMessage.Wanted.class).get(0).request();
		assertThat(received(LockMessage.Released.class).get(0).request()).isEqualTo(number);
		this.primary.send(new LockMessage.Answer(number, Outcome.TAKEN));
		assertThat(decision(request)).isFalse();
	}

	@Test
	void refusalSaysWhy() {
		answer(Outcome.REFUSED);
		failed(this.locks.ask("x", true), "too many locks are held and waited for");
	}

	@Test
	void waitEndsWithThePrimary() {
		LockRequest before = this.locks.ask("x", true);
		this.primary.awaitMessage(LockMessage.Wanted.class, 1);
		this.primary.disconnectWorkers();
		failed(before, "The primary is gone");
		failed(this.locks.ask("x", true), "The primary is gone");
		failed(this.locks.ask("x", false), "The primary is gone");
	}

	private void answer(Outcome outcome) {
		this.primary.answer((message) -> (message instanceof LockMessage.Wanted wanted)
				? new LockMessage.Answer(wanted.request(), outcome) : null);
	}

	private <T extends Message> List<T> received(Class<T> type) {
		return this.primary.received().stream().filter(type::isInstance).map(type::cast).toList();
	}

	private static boolean decision(LockRequest request) throws Exception {
		return request.granted().get(10, TimeUnit.SECONDS);
	}

	private static void failed(LockRequest request, String reason) {
		CompletableFuture<Boolean> granted = request.granted();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> granted.get(10, TimeUnit.SECONDS))
			.havingCause()
			.isInstanceOf(IOException.class)
			.withMessage(reason);
	}

}
