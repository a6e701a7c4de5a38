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

	private static final long LONG = AcceptOrder.MAX_WAIT_NANOS * AcceptOrder.MOST_UNEVEN;

	/**
	 * Where this worker has 10 connections and another one 4.
	 */
	private static final long MAX_WAIT = 2 * AcceptOrder.MAX_WAIT_NANOS;

	private static final int ABSENT = -1;

	private final AtomicLong clock = new AtomicLong();

	private final AtomicBoolean open = new AtomicBoolean(true);

	private final AtomicBoolean clientWaits = new AtomicBoolean(true);

	private final FakeServer busyServer = new FakeServer().connections(10);

	private final FakeServer idleServer = new FakeServer().connections(8);

	private Path file;

	private AcceptOrder busy;

	private AcceptOrder idle;

	@BeforeEach
	void join(@TempDir Path directory) {
		this.file = directory.resolve("listener-1");
		this.busy = new AcceptOrder(this.file, 1, this.busyServer, this.clock::get);
		this.idle = new AcceptOrder(this.file, 2, this.idleServer, this.clock::get);
	}

	@AfterEach
	void close() {
		this.open.set(false);
		this.busy.leave();
		this.idle.leave();
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
		AcceptOrder blind = new AcceptOrder(noDirectory, 1, this.busyServer, this.clock::get);
		blind.awaitTurn(this.open::get, this::await);
		blind.accepted();
		blind.leave();
	}

	@Test
	void whoHasMoreConnectionsWaits() {
		assertThat(isOthers(10, 4, 20)).isTrue();
	}

	@Test
	void whoHasFewestDoesNotWait() {
		assertThat(isOthers(10, 10, 20, 11)).isFalse();
	}

	@Test
	void aSmallDifferenceIsNotWaitedFor() {
		assertThat(isOthers(1, 0)).isFalse();
		assertThat(isOthers(2, 0)).isTrue();
		assertThat(isOthers(100, 90)).isFalse();
		assertThat(isOthers(100, 50)).isTrue();
	}

	@Test
	void sixtyFourConnectionsAreSplitWellBelowTheBar() {
		int most = 32;
		while (!isOthers(most, 64 - most)) {
			most++;
		}
		assertThat(most).isLessThanOrEqualTo(35);
	}

	@Test
	void theWaitEndsWhenTheOtherHasCaughtUp() {
		assertThat(isOthers(10, 4)).isTrue();
		assertThat(isOthers(10, 10)).isFalse();
	}

	@Test
	void theWaitEndsWhenOwnConnectionsHaveEnded() {
		assertThat(isOthers(10, 4)).isTrue();
		assertThat(isOthers(4, 4)).isFalse();
	}

	@Test
	void oneConnectionIsWaitedForNoLongerThanTheMaximum() {
		assertThat(isOthers(10, 4)).isTrue();
		assertThat(isOthersAfter(MAX_WAIT - 1, 10, 4)).isTrue();
		assertThat(isOthersAfter(MAX_WAIT, 10, 4)).isFalse();
	}

	@Test
	void theMoreUnevenItIsTheLongerAClientWaits() {
		assertThat(isOthers(62, 1)).isTrue();
		assertThat(isOthersAfter(AcceptOrder.MOST_UNEVEN * AcceptOrder.MAX_WAIT_NANOS - 1, 62, 1)).isTrue();
		assertThat(isOthersAfter(AcceptOrder.MOST_UNEVEN * AcceptOrder.MAX_WAIT_NANOS, 62, 1)).isFalse();
	}

	@Test
	void theLessUnevenItIsTheShorterAClientWaits() {
		assertThat(isOthers(35, 28)).isTrue();
		assertThat(isOthersAfter(AcceptOrder.MAX_WAIT_NANOS, 35, 28)).isFalse();
	}

	@Test
	void aDeadOrStoppedWorkerIsSoonNotWaitedForAnyMore() {
		for (int i = 0; i < AcceptOrder.MAX_MISSED; i++) {
			waitInVain(10 + i, 4);
		}
		assertThat(isOthers(20, 4)).isFalse();
	}

	@Test
	void whoShowsThatItLivesIsWaitedForAgain() {
		for (int i = 0; i < AcceptOrder.MAX_MISSED; i++) {
			waitInVain(10, 4);
		}
		assertThat(isOthers(10, 4)).isFalse();
		assertThat(isOthers(10, 5)).isTrue();
	}

	@Test
	void whoAcceptsAgainIsWaitedForAgain() {
		for (int i = 0; i < AcceptOrder.MAX_MISSED; i++) {
			waitInVain(10, 4);
		}
		assertThat(isOthers(10, ABSENT)).isFalse();
		assertThat(isOthers(10, 4)).isTrue();
	}

	@Test
	void workersOfALongSeriesHaveAPlace() {
		AcceptOrder late = new AcceptOrder(this.file, 100 * AcceptOrder.PLACES + 3, this.idleServer.connections(0),
				this.clock::get);
		late.awaitTurn(this.open::get, this::await);
		assertThat(this.busy.isOthersTurn(10, 0)).isTrue();
		late.leave();
		assertThat(this.busy.isOthersTurn(10, 0)).isFalse();
	}

	@Test
	void aDeadWorkerDoesNotHideALiveOne() {
		for (int i = 0; i < AcceptOrder.MAX_MISSED; i++) {
			waitInVain(10, 4, 10);
		}
		assertThat(isOthers(10, 4, 3)).isTrue();
	}

	@Test
	void whoMayAcceptIsNotBlamedForWhatOthersMiss() {
		for (int i = 0; i < AcceptOrder.MAX_MISSED; i++) {
			waitInVain(10, 4, 10);
		}
		assertThat(isOthers(20, 4, 10)).isTrue();
	}

	private void waitInVain(int connections, int... others) {
		assertThat(isOthers(connections, others)).isTrue();
		assertThat(isOthersAfter(MAX_WAIT, connections, others)).isFalse();
	}

	private boolean isOthers(int connections, int... others) {
		return isOthersAfter(0, connections, others);
	}

	private boolean isOthersAfter(long waited, int connections, int... others) {
		for (int i = 0; i < others.length; i++) {
			AcceptOrder other = new AcceptOrder(this.file, 10 + i, new FakeServer().connections(others[i]),
					this.clock::get);
			if (others[i] == ABSENT) {
				other.leave();
			}
			else {
				other.awaitTurn(() -> false, this::await);
			}
		}
		return this.busy.isOthersTurn(connections, waited);
	}

	/**
	 * The idle one comes to accept, which is always its turn.
	 */
	private void idleAccepts(int connections) {
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
			this.busy.awaitTurn(this.open::get, this::await);
			turn.complete(null);
		}, "test-busy-acceptor");
		thread.setDaemon(true);
		thread.start();
		Awaitility.await().until(() -> turn.isDone() || thread.getState() == Thread.State.TIMED_WAITING);
		assertThat(turn).isNotDone();
		return turn;
	}

}
