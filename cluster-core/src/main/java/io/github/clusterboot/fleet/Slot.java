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

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A worker's stable place. A replacement takes the slot of the worker that it replaces,
 * and with it the count of failures.
 */
final class Slot {

	private final int index;

	private int generation;

	private @Nullable Worker worker;

	private Vacancy vacancy = Vacancy.TO_FILL;

	private long restartAt;

	/**
	 * The last worker could not even be forked.
	 */
	private boolean notForked;

	private int failures;

	private int restarts;

	private long renewableAt = Long.MIN_VALUE;

	private @Nullable Exit lastExit;

	private Instant lastExitAt = Instant.EPOCH;

	private int lastWorkerId;

	Slot(int index, int generation) {
		this.index = index;
		this.generation = generation;
	}

	int index() {
		return this.index;
	}

	/**
	 * The generation that a replacement of the slot's worker belongs to.
	 */
	int generation() {
		return this.generation;
	}

	/**
	 * The worker that holds this slot. While it is being replaced there are others: the
	 * replacement, and one that drains.
	 */
	@Nullable Worker worker() {
		return this.worker;
	}

	void occupy(Worker worker) {
		this.worker = worker;
		this.vacancy = Vacancy.TO_FILL;
		this.notForked = false;
		this.lastWorkerId = worker.id();
		this.generation = worker.generation();
	}

	void vacate() {
		this.worker = null;
	}

	void vacate(Worker gone) {
		if (this.worker == gone) {
			vacate();
		}
	}

	int failures() {
		return this.failures;
	}

	int restarts() {
		return this.restarts;
	}

	@Nullable Exit lastExit() {
		return this.lastExit;
	}

	void lastExit(Exit exit, Instant at) {
		this.lastExit = exit;
		this.lastExitAt = at;
	}

	Instant lastExitAt() {
		return this.lastExitAt;
	}

	int lastWorkerId() {
		return this.lastWorkerId;
	}

	void backOff(long until, int failures) {
		this.vacancy = Vacancy.BACKING_OFF;
		this.restartAt = until;
		this.failures = failures;
	}

	boolean isBackingOff() {
		return this.vacancy == Vacancy.BACKING_OFF;
	}

	long restartAt() {
		return this.restartAt;
	}

	void notForked() {
		this.notForked = true;
	}

	/**
	 * The back-off is over. To fork is tried again until there is a process, which is one
	 * restart.
	 */
	void restarted() {
		this.vacancy = Vacancy.TO_FILL;
		if (!this.notForked) {
			this.restarts++;
		}
	}

	void giveUp(int failures) {
		this.vacancy = Vacancy.GIVEN_UP;
		this.failures = failures;
	}

	boolean isGivenUp() {
		return this.vacancy == Vacancy.GIVEN_UP;
	}

	/**
	 * The last worker ended in a way that is not replaced.
	 */
	void letGo() {
		this.vacancy = Vacancy.LET_GO;
	}

	/**
	 * Whatever failed here before, something new is tried.
	 */
	void revive() {
		this.vacancy = Vacancy.TO_FILL;
		this.failures = 0;
	}

	/**
	 * Whether there is no worker, and nothing keeps the slot from getting one now.
	 */
	boolean isIdle() {
		return this.worker == null && this.vacancy == Vacancy.TO_FILL;
	}

	boolean endedBadly() {
		return isGivenUp() || (this.lastExit != null && this.lastExit.failed());
	}

	/**
	 * The worker could not be renewed, which is not to be tried again before that time.
	 */
	void renewableAt(long at) {
		this.renewableAt = at;
	}

	boolean isRenewable(long now) {
		return now >= this.renewableAt;
	}

	/**
	 * What becomes of a slot without a worker.
	 */
	private enum Vacancy {

		/**
		 * It gets one as soon as the others allow it.
		 */
		TO_FILL,

		/**
		 * It gets one at a certain time.
		 */
		BACKING_OFF,

		/**
		 * It failed too often.
		 */
		GIVEN_UP,

		/**
		 * It gets none, as its last worker ended as it should.
		 */
		LET_GO

	}

}
