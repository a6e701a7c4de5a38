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

/**
 * What a worker shows the others about a listener, in one number, so that it is written
 * and read at once: how many connections it has, and a count that makes the number change
 * whenever it has accepted one.
 */
final class WorkerState {

	/**
	 * The worker does not accept.
	 */
	static final long ABSENT = 0;

	private WorkerState() {
	}

	static long accepting(int accepted, int connections) {
		return ((long) accepted << Integer.SIZE) | (connections + 1);
	}

	static boolean isAccepting(long state) {
		return (int) state != 0;
	}

	/**
	 * A number that changes with each connection that was accepted.
	 */
	static int accepted(long state) {
		return (int) (state >>> Integer.SIZE);
	}

	static int connections(long state) {
		return (int) state - 1;
	}

}
