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
 * Whether a worker lets others come first before it accepts its next connection. Of
 * threads that are blocked in accept the kernel wakes one after the other, so that
 * connections which come one by one are shared out evenly. Those that come at once are
 * not: whoever has the processor takes most of them. So a worker that has more
 * connections than another one which accepts stands back: until that one has caught up
 * or, as that may have been stopped, or have no processor, until somebody has waited to
 * be accepted for a few milliseconds, and the longer the more uneven it is. This also
 * holds where connections end sooner at one worker than at the other, such as at a worker
 * that is warm beside one that has just started, to which all of them would drift.
 * Whoever lets some of these waits pass by is not waited for again until it shows that it
 * lives.
 * <p>
 * Not thread-safe.
 */
final class AcceptTurn {

	/**
	 * How long this worker waits at most while a client is there, for each connection
	 * that it accepts, where the other worker has about half as many or more.
	 */
	static final long MAX_WAIT_NANOS = 5_000_000;

	/**
	 * How many times as long it waits at most where it is more uneven than that.
	 */
	static final int MOST_UNEVEN = 4;

	/**
	 * How many waits in a row another worker may let pass by. A live one that gets no
	 * processor for a while shows up within them.
	 */
	static final int MAX_MISSED = 5;

	private static final int NOBODY = Integer.MAX_VALUE;

	private final long[] seen;

	private final int[] missed;

	private boolean waiting;

	private long waitingSince;

	/**
	 * Creates the turns of one worker.
	 * @param places how many places there are for the states of workers
	 */
	AcceptTurn(int places) {
		this.seen = new long[places];
		this.missed = new int[places];
	}

	/**
	 * Decides whether to leave it to others to accept, for a moment more.
	 * @param connections how many connections this worker has
	 * @param others the states of the other workers, each always at the same index
	 * @param clientWaits whether there is somebody to be accepted
	 * @param nanoTime the time by a clock that only ever goes forward
	 * @return {@code false} if it is this worker's turn to accept
	 */
	boolean isOthers(int connections, long[] others, boolean clientWaits, long nanoTime) {
		int fewest = fewestOfThoseFirst(connections, others);
		if (fewest == NOBODY) {
			this.waiting = false;
			return false;
		}
		if (!clientWaits) {
			this.waiting = false;
			return true;
		}
		if (!this.waiting) {
			this.waiting = true;
			this.waitingSince = nanoTime;
		}
		if (nanoTime - this.waitingSince < longestWait(connections, fewest)) {
			return true;
		}
		this.waiting = false;
		for (int i = 0; i < others.length; i++) {
			if (hasFewer(others[i], connections)) {
				this.missed[i]++;
			}
		}
		return false;
	}

	/**
	 * The fewest connections of those who are to come first, or {@link #NOBODY}.
	 */
	private int fewestOfThoseFirst(int connections, long[] others) {
		int fewest = NOBODY;
		for (int i = 0; i < others.length; i++) {
			if (WorkerState.isAccepting(others[i]) != WorkerState.isAccepting(this.seen[i])
					|| WorkerState.accepted(others[i]) != WorkerState.accepted(this.seen[i])) {
				this.missed[i] = 0;
			}
			this.seen[i] = others[i];
			if (this.missed[i] < MAX_MISSED && hasFewer(others[i], connections)) {
				fewest = Math.min(fewest, WorkerState.connections(others[i]));
			}
		}
		return fewest;
	}

	private static long longestWait(int connections, int fewest) {
		return MAX_WAIT_NANOS * Math.max(1, Math.min(MOST_UNEVEN, connections / (fewest + 1)));
	}

	/**
	 * Where connections come and go all the time, small differences are not worth a wait.
	 */
	private static boolean hasFewer(long other, int connections) {
		int slack = 1 + connections / 10;
		return WorkerState.isAccepting(other) && WorkerState.connections(other) + slack < connections;
	}

}
