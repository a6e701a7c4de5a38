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

import java.util.function.Consumer;

import io.github.clusterboot.ipc.LeaderMessage;
import io.github.clusterboot.ipc.Message;

/**
 * Whether this worker is the leader, and how much it runs that only the leader runs. What
 * runs when it has to stop is waited for: only then is the primary told, which names
 * another leader. Thread-safe.
 */
public final class LeaderRole implements Drainable {

	private final Consumer<Message> primary;

	private boolean leader;

	/**
	 * The primary has not been told yet that this worker has stopped.
	 */
	private boolean stopping;

	private boolean forGood;

	private int runs;

	LeaderRole(Consumer<Message> primary) {
		this.primary = primary;
	}

	/**
	 * Whether this worker is the leader.
	 * @return whether it is now; use {@link #begin()} for what must not run twice
	 */
	public synchronized boolean isLeader() {
		return this.leader;
	}

	/**
	 * Begins a run, which {@link #end()} ends.
	 * @return {@code false} if this worker is not the leader, and nothing has begun
	 */
	public synchronized boolean begin() {
		if (this.leader) {
			this.runs++;
		}
		return this.leader;
	}

	/**
	 * Ends a run.
	 */
	public synchronized void end() {
		this.runs--;
		tellIfStopped();
	}

	synchronized void lead() {
		this.leader = !this.forGood;
	}

	synchronized void stop() {
		this.leader = false;
		this.stopping = true;
		tellIfStopped();
	}

	private void tellIfStopped() {
		if (this.stopping && this.runs == 0) {
			this.stopping = false;
			this.primary.accept(new LeaderMessage.Stopped(this.forGood));
		}
	}

	/**
	 * Stops, and does not lead again, as this worker is about to exit.
	 * @return the runs that have not ended
	 */
	@Override
	public synchronized int drain() {
		if (!this.forGood) {
			this.forGood = true;
			stop();
		}
		return this.runs;
	}

	@Override
	public void giveUp() {
		// the end of the context ends what runs
	}

}
