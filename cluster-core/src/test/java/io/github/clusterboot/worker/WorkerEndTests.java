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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.SchedulingPolicy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerEnd}.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WorkerEndTests {

	private final CompletableFuture<String> outcome = new CompletableFuture<>();

	private volatile boolean atLimitOfThreads;

	@Test
	void anOrphanAtItsLimitOfThreadsEnds() throws Exception {
		try (InJvmPrimary primary = connect((code) -> this.outcome.complete("exit " + code))) {
			primary.disconnectWorkers();
			assertThat(this.outcome.get()).isEqualTo("exit 1");
		}
	}

	@Test
	void anOrphanThatCannotExitIsHalted() throws Exception {
		try (InJvmPrimary primary = connect((code) -> {
			throw new OutOfMemoryError("unable to create native thread");
		})) {
			primary.disconnectWorkers();
			assertThat(this.outcome.get()).isEqualTo("halt 1");
		}
	}

	@Test
	void whatThePrimaryWantsIsDoneAtTheLimitOfThreads() throws Exception {
		try (InJvmPrimary primary = connect((code) -> this.outcome.complete("exit " + code))) {
			primary.send(new Message.Disconnect(100));
			assertThat(this.outcome.get()).isEqualTo("exit 0");
		}
	}

	@Test
	void anOrphanWhoseExitHangsIsHaltedHoweverManySignalsItGot() throws Exception {
		CountDownLatch exits = new CountDownLatch(1);
		CountDownLatch never = new CountDownLatch(1);
		WorkerEnd end = new WorkerEnd(this::newThread, (code) -> {
			exits.countDown();
			awaitUninterruptibly(never);
		}, (code) -> this.outcome.complete("halt " + code), Duration.ofMillis(10));
		try (InJvmPrimary primary = new InJvmPrimary(SchedulingPolicy.OS)) {
			Worker worker = primary.connectWorker(end);
			for (int i = 0; i < 20; i++) {
				end.terminate(worker, Duration.ZERO);
			}
			exits.await();
			end.terminate(worker, Duration.ZERO);
			primary.disconnectWorkers();
			assertThat(this.outcome.get()).isEqualTo("halt 1");
		}
		finally {
			never.countDown();
		}
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Connects a worker that is at its limit of threads from then on.
	 */
	private InJvmPrimary connect(IntConsumer exit) throws Exception {
		InJvmPrimary primary = new InJvmPrimary(SchedulingPolicy.OS);
		primary.connectWorker(new WorkerEnd(this::newThread, exit, (code) -> this.outcome.complete("halt " + code),
				Duration.ofDays(1)));
		this.atLimitOfThreads = true;
		return primary;
	}

	private Thread newThread(Runnable action) {
		if (this.atLimitOfThreads) {
			throw new OutOfMemoryError("unable to create native thread");
		}
		Thread thread = new Thread(action);
		thread.setDaemon(true);
		return thread;
	}

}
