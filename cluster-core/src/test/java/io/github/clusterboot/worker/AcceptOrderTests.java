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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AcceptOrder}, with a clock that stands still: a wait ends by what the
 * other one does, or not at all.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AcceptOrderTests {

	private static final long LONG = AcceptTurn.MAX_WAIT_NANOS * AcceptTurn.MOST_UNEVEN;

	private final AtomicLong clock = new AtomicLong();

	private final AtomicBoolean open = new AtomicBoolean(true);

	private final AtomicBoolean clientWaits = new AtomicBoolean(true);

	private final FakeServer busyServer = new FakeServer().connections(10);

	private final FakeServer idleServer = new FakeServer().connections(8);

	private AcceptOrder busy;

	private AcceptOrder idle;

	@BeforeEach
	void join(@TempDir Path directory) {
		this.busy = AcceptOrder.of(directory.resolve("listener-1"), this.busyServer, this.clock::get);
		this.idle = AcceptOrder.of(directory.resolve("listener-1"), this.idleServer, this.clock::get);
	}

	@AfterEach
	void close() {
		this.open.set(false);
		this.busy.close();
		this.idle.close();
	}

	@Test
	void aWorkerAloneAcceptsAtOnce() throws Exception {
		this.busy.awaitTurn(this.open::get, this::await);
	}

	@Test
	void theBusyOneWaitsUntilTheIdleOneHasAccepted() throws Exception {
		idleAccepts(5);
		CompletableFuture<Void> turn = waitForTurn();
		this.idle.accepted();
		idleAccepts(6);
		assertThat(turn).isNotDone();
		idleAccepts(9);
		turn.get();
	}

	@Test
	void aConnectionThatTheServerDoesNotCountYetIsShown() throws Exception {
		idleAccepts(7);
		CompletableFuture<Void> turn = waitForTurn();
		this.idle.accepted();
		turn.get();
	}

	@Test
	void connectionsThatEndedAreNotCountedWhileAWorkerWaitsForTheNext() throws Exception {
		idleAccepts(20);
		this.busy.awaitTurn(this.open::get, this::await);
		// the server still counts the one that ends
		this.idleServer.connections(1);
		this.idle.ended();
		CompletableFuture<Void> turn = waitForTurn();
		idleAccepts(10);
		turn.get();
	}

	@Test
	void whoAcceptsNoMoreIsNotSeenWhenItsConnectionsEnd() throws Exception {
		idleAccepts(0);
		this.idle.leave();
		this.idle.ended();
		this.busy.awaitTurn(this.open::get, this::await);
	}

	@Test
	void theBusyOneWaitsUntilTheIdleOneAcceptsNoMore() throws Exception {
		idleAccepts(0);
		CompletableFuture<Void> turn = waitForTurn();
		this.idle.leave();
		turn.get();
	}

	@Test
	void theWaitEndsWhenTheListenerIsShut() throws Exception {
		idleAccepts(0);
		CompletableFuture<Void> turn = waitForTurn();
		this.open.set(false);
		turn.get();
	}

	@Test
	void aWorkerThatDoesNothingIsNotWaitedForForEver() throws Exception {
		idleAccepts(0);
		CompletableFuture<Void> turn = waitForTurn();
		this.clock.addAndGet(LONG);
		turn.get();
	}

	@Test
	void theWaitEndsWhenTheListenerIsShutAndNoClientWaits() throws Exception {
		this.clientWaits.set(false);
		idleAccepts(0);
		CompletableFuture<Void> turn = waitForTurn();
		this.open.set(false);
		turn.get();
	}

	@Test
	void itIsSomebodysTurnAgainWhileNoClientWaits() throws Exception {
		this.clientWaits.set(false);
		idleAccepts(0);
		CompletableFuture<Void> turn = waitForTurn();
		idleAccepts(10);
		turn.get();
	}

	@Test
	void nobodyIsTooLateWhileNoClientWaits() throws Exception {
		this.clientWaits.set(false);
		idleAccepts(0);
		CompletableFuture<Void> turn = waitForTurn();
		this.clock.addAndGet(LONG);
		assertThat(turn).isNotDone();
		this.clientWaits.set(true);
		Awaitility.await().until(() -> {
			this.clock.addAndGet(LONG);
			return turn.isDone();
		});
	}

	@Test
	void whoCannotSeeTheOthersAcceptsAtOnce(@TempDir Path directory) throws Exception {
		idleAccepts(0);
		Path noDirectory = Files.createFile(directory.resolve("file")).resolve("listener-1");
		try (AcceptOrder blind = AcceptOrder.of(noDirectory, this.busyServer, this.clock::get)) {
			blind.awaitTurn(this.open::get, this::await);
			blind.accepted();
			blind.leave();
		}
	}

	/**
	 * The idle one comes to accept, which is always its turn.
	 */
	private void idleAccepts(int connections) throws IOException {
		this.idleServer.connections(connections);
		this.idle.awaitTurn(this.open::get, this::await);
	}

	/**
	 * As poll(2) does it: it does not know whether the listener is open.
	 */
	private boolean await(long millis) {
		long begin = System.nanoTime();
		while (!this.clientWaits.get() && System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(millis)) {
			LockSupport.parkNanos(100_000);
		}
		return this.clientWaits.get();
	}

	private CompletableFuture<Void> waitForTurn() {
		CompletableFuture<Void> turn = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				this.busy.awaitTurn(this.open::get, this::await);
				turn.complete(null);
			}
			catch (IOException ex) {
				turn.completeExceptionally(ex);
			}
		}, "test-busy-acceptor");
		thread.setDaemon(true);
		thread.start();
		Awaitility.await().until(() -> turn.isDone() || thread.getState() == Thread.State.TIMED_WAITING);
		assertThat(turn).isNotDone();
		return turn;
	}

}
