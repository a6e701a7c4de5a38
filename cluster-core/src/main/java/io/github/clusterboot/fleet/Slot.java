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

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ipc.ClusterStatus.LastExit;

/**
 * A worker's stable place. A replacement takes the slot of the worker that it replaces,
 * and with it the count of failures.
 */
final class Slot {

	final int index;

	/**
	 * The generation that a replacement of the slot's worker belongs to.
	 */
	int generation;

	/**
	 * The worker that holds this slot. While it is being replaced there are others: the
	 * replacement, and one that drains.
	 */
	@Nullable Worker worker;

	Vacancy vacancy = Vacancy.TO_FILL;

	long restartAt;

	int failures;

	int restarts;

	/**
	 * The worker could not be renewed, which is not to be tried again before that time.
	 */
	long renewableAt = Long.MIN_VALUE;

	@Nullable LastExit lastExit;

	int lastWorkerId;

	Slot(int index, int generation) {
		this.index = index;
		this.generation = generation;
	}

	void occupy(Worker worker) {
		this.worker = worker;
		this.vacancy = Vacancy.TO_FILL;
		this.lastWorkerId = worker.id;
		this.generation = worker.generation;
	}

	boolean isBackingOff() {
		return this.vacancy == Vacancy.BACKING_OFF;
	}

	boolean isGivenUp() {
		return this.vacancy == Vacancy.GIVEN_UP;
	}

	/**
	 * Whether there is no worker, and nothing keeps the slot from getting one now.
	 */
	boolean isIdle() {
		return this.worker == null && this.vacancy == Vacancy.TO_FILL;
	}

	boolean isToBeRenewed() {
		return this.worker != null && this.worker.renewal != null;
	}

	boolean endedBadly() {
		return isGivenUp() || (this.lastExit != null && this.lastExit.code() != 0);
	}

	/**
	 * What becomes of a slot without a worker.
	 */
	enum Vacancy {

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
