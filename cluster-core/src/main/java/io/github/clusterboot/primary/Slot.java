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

package io.github.clusterboot.primary;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A worker's stable place in the cluster. A replacement takes the slot of the worker that
 * it replaces, and with it the count of failures.
 */
final class Slot {

	private final int index;

	private int generation;

	private @Nullable WorkerHandle worker;

	private int failures;

	private int restarts;

	private boolean failed;

	private boolean ended;

	private long renewableAt = Long.MIN_VALUE;

	private @Nullable Long restartAt;

	private @Nullable Exit lastExit;

	private @Nullable Instant lastExitAt;

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
	 * The worker that serves for this slot. While it is being replaced there are others:
	 * one that is to take its place, and before it one that drains.
	 */
	@Nullable WorkerHandle worker() {
		return this.worker;
	}

	void occupy(WorkerHandle worker) {
		this.worker = worker;
		this.ended = false;
		this.lastWorkerId = worker.id();
		this.generation = worker.generation();
	}

	void vacate() {
		this.worker = null;
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

	@Nullable Instant lastExitAt() {
		return this.lastExitAt;
	}

	int lastWorkerId() {
		return this.lastWorkerId;
	}

	/**
	 * A replacement is to be forked.
	 * @param at when
	 * @param failures the consecutive failures that led to it
	 */
	void restartAt(long at, int failures) {
		this.restartAt = at;
		this.failures = failures;
	}

	void restarted() {
		this.restartAt = null;
		this.restarts++;
	}

	void noRestart() {
		this.restartAt = null;
	}

	@Nullable Long restartAt() {
		return this.restartAt;
	}

	void giveUp(int failures) {
		this.failures = failures;
		this.failed = true;
	}

	/**
	 * Whatever failed here before, something new is tried.
	 */
	void revive() {
		this.restartAt = null;
		this.failures = 0;
		this.failed = false;
		this.ended = false;
	}

	/**
	 * The last worker ended in a way that is not replaced.
	 */
	void letGo() {
		this.ended = true;
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

	boolean isFailed() {
		return this.failed;
	}

	/**
	 * Whether the slot was given up, or its last worker failed.
	 */
	boolean endedBadly() {
		return this.failed || (this.lastExit != null && this.lastExit.failed());
	}

	/**
	 * Whether nothing serves for this slot, and nothing is about to.
	 */
	boolean isIdle() {
		return this.worker == null && this.restartAt == null && !this.failed && !this.ended;
	}

}
