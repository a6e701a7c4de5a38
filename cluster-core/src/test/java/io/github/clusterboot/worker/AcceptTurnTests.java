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

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AcceptTurn}.
 */
class AcceptTurnTests {

	/**
	 * Of a client while one worker has 10 connections and another one 4.
	 */
	private static final long MAX_WAIT = 2 * AcceptTurn.MAX_WAIT_NANOS;

	private boolean clientWaits = true;

	private final AcceptTurn turn = new AcceptTurn(3);

	private long now = TimeUnit.DAYS.toNanos(1);

	@Test
	void whoIsAloneNeverWaits() {
		assertThat(isOthers(1000, WorkerState.ABSENT, WorkerState.ABSENT, WorkerState.ABSENT)).isFalse();
	}

	@Test
	void whoHasMoreConnectionsWaits() {
		assertThat(isOthers(10, with(4), with(20))).isTrue();
	}

	@Test
	void whoHasFewestDoesNotWait() {
		assertThat(isOthers(10, with(10), with(20), with(11))).isFalse();
	}

	@Test
	void aSmallDifferenceIsNotWaitedFor() {
		assertThat(isOthers(1, with(0))).isFalse();
		assertThat(isOthers(2, with(0))).isTrue();
		assertThat(isOthers(100, with(90))).isFalse();
		assertThat(isOthers(100, with(50))).isTrue();
	}

	@Test
	void sixtyFourConnectionsAreSplitWellBelowTheBar() {
		int most = 32;
		while (!isOthers(most, with(64 - most))) {
			most++;
		}
		assertThat(most).isLessThanOrEqualTo(35);
	}

	@Test
	void theWaitEndsWhenTheOtherHasCaughtUp() {
		assertThat(isOthers(10, with(4))).isTrue();
		assertThat(isOthers(10, with(10))).isFalse();
	}

	@Test
	void theWaitEndsWhenTheOtherAcceptsNoMore() {
		assertThat(isOthers(10, with(4))).isTrue();
		assertThat(isOthers(10, WorkerState.ABSENT)).isFalse();
	}

	@Test
	void theWaitEndsWhenOwnConnectionsHaveEnded() {
		assertThat(isOthers(10, with(4))).isTrue();
		assertThat(isOthers(4, with(4))).isFalse();
	}

	@Test
	void oneConnectionIsWaitedForNoLongerThanTheMaximum() {
		assertThat(isOthers(10, with(4))).isTrue();
		this.now += MAX_WAIT - 1;
		assertThat(isOthers(10, with(4))).isTrue();
		this.now += 1;
		assertThat(isOthers(10, with(4))).isFalse();
	}

	@Test
	void theMoreUnevenItIsTheLongerAClientWaits() {
		assertThat(isOthers(62, with(1))).isTrue();
		this.now += AcceptTurn.MOST_UNEVEN * AcceptTurn.MAX_WAIT_NANOS - 1;
		assertThat(isOthers(62, with(1))).isTrue();
		this.now += 1;
		assertThat(isOthers(62, with(1))).isFalse();
	}

	@Test
	void theLessUnevenItIsTheShorterAClientWaits() {
		assertThat(isOthers(35, with(28))).isTrue();
		this.now += AcceptTurn.MAX_WAIT_NANOS;
		assertThat(isOthers(35, with(28))).isFalse();
	}

	@Test
	void nobodyIsTooLateWhileNoClientWaits() {
		this.clientWaits = false;
		for (int i = 0; i < 2 * AcceptTurn.MAX_MISSED; i++) {
			assertThat(isOthers(10, with(4))).isTrue();
			this.now += MAX_WAIT;
		}
		this.clientWaits = true;
		assertThat(isOthers(10, with(4))).isTrue();
	}

	@Test
	void theWaitEndsWithTheClient() {
		assertThat(isOthers(10, with(4))).isTrue();
		this.now += MAX_WAIT;
		this.clientWaits = false;
		assertThat(isOthers(10, with(4))).isTrue();
		this.clientWaits = true;
		assertThat(isOthers(10, with(4))).isTrue();
	}

	@Test
	void theNextConnectionHasAWaitOfItsOwn() {
		waitInVain(10, with(4));
		assertThat(isOthers(10, with(4))).isTrue();
		this.now += MAX_WAIT - 1;
		assertThat(isOthers(10, with(4))).isTrue();
	}

	@Test
	void aDeadOrStoppedWorkerIsSoonNotWaitedForAnyMore() {
		for (int i = 0; i < AcceptTurn.MAX_MISSED; i++) {
			waitInVain(10 + i, with(4));
		}
		assertThat(isOthers(20, with(4))).isFalse();
	}

	@Test
	void whoShowsThatItLivesIsWaitedForAgain() {
		for (int i = 0; i < AcceptTurn.MAX_MISSED; i++) {
			waitInVain(10, WorkerState.accepting(1, 4));
		}
		assertThat(isOthers(10, WorkerState.accepting(1, 4))).isFalse();
		assertThat(isOthers(10, WorkerState.accepting(2, 4))).isTrue();
	}

	@Test
	void whoseConnectionsEndIsNotSeenToAccept() {
		for (int i = 0; i < AcceptTurn.MAX_MISSED; i++) {
			waitInVain(10, WorkerState.accepting(1, 4));
		}
		assertThat(isOthers(10, WorkerState.accepting(1, 3))).isFalse();
	}

	@Test
	void whoAcceptsAgainIsWaitedForAgain() {
		for (int i = 0; i < AcceptTurn.MAX_MISSED; i++) {
			waitInVain(10, WorkerState.accepting(1, 4));
		}
		assertThat(isOthers(10, WorkerState.ABSENT)).isFalse();
		assertThat(isOthers(10, WorkerState.accepting(1, 4))).isTrue();
	}

	@Test
	void aDeadWorkerDoesNotHideALiveOne() {
		for (int i = 0; i < AcceptTurn.MAX_MISSED; i++) {
			waitInVain(10, with(4), with(10));
		}
		assertThat(isOthers(10, with(4), with(3))).isTrue();
	}

	@Test
	void whoMayAcceptIsNotBlamedForWhatOthersMiss() {
		for (int i = 0; i < AcceptTurn.MAX_MISSED; i++) {
			waitInVain(10, with(4), with(10));
		}
		assertThat(isOthers(20, with(4), with(10))).isTrue();
	}

	private void waitInVain(int connections, long... others) {
		assertThat(isOthers(connections, others)).isTrue();
		this.now += MAX_WAIT;
		assertThat(isOthers(connections, others)).isFalse();
	}

	private boolean isOthers(int connections, long... others) {
		return this.turn.isOthers(connections, others, this.clientWaits, this.now);
	}

	private static long with(int connections) {
		return WorkerState.accepting(7, connections);
	}

}
