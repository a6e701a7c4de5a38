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

import org.jspecify.annotations.Nullable;

/**
 * A worker's stable place in the cluster. A replacement takes the slot of the worker that
 * it replaces, and with it the count of failures.
 */
final class Slot {

	private final int index;

	private int failures;

	private int restarts;

	private boolean failed;

	private @Nullable Long restartAt;

	private @Nullable Exit lastExit;

	Slot(int index) {
		this.index = index;
	}

	int index() {
		return this.index;
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

	void lastExit(Exit exit) {
		this.lastExit = exit;
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

	boolean isFailed() {
		return this.failed;
	}

}
