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

import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.fleet.FleetEvent.Kind;
import io.github.clusterboot.ipc.ClusterStatus;

/**
 * What became of reloads: which generation is prepared or rolled in, and which are still
 * in use. How workers are replaced is for {@link Rollouts}.
 */
final class Reloads {

	private final Roster roster;

	private State state = State.NONE;

	private @Nullable String message;

	/**
	 * The newest generation that somebody wanted.
	 */
	int generation = Roster.FIRST_GENERATION;

	/**
	 * Somebody wants a reload. While one is under way, or before anything listens,
	 * another one is not begun.
	 */
	private boolean wanted;

	/**
	 * When the copy that is being made is given up.
	 */
	@Nullable Long preparationEnds;

	/**
	 * The generations of which there may be copies.
	 */
	private final Set<Integer> copies = new TreeSet<>(Set.of(Roster.FIRST_GENERATION));

	int succeeded;

	int failed;

	Reloads(Roster roster) {
		this.roster = roster;
	}

	ClusterStatus.Reload status() {
		int generation = (this.state != State.NONE) ? this.generation : 0;
		return new ClusterStatus.Reload(this.state.name(), generation, this.message);
	}

	// Facts

	void want() {
		if (this.state == State.IN_PROGRESS || !this.roster.established) {
			this.roster.tell(Kind.RELOADING, "A reload is under way already; another one follows");
		}
		this.wanted = true;
	}

	/**
	 * A copy is made, be it one that was given up.
	 */
	void prepared(int generation) {
		this.copies.add(generation);
		if (generation == this.generation) {
			this.preparationEnds = null;
		}
	}

	void notPrepared(int generation, String reason) {
		if (generation == this.generation && isPreparing()) {
			failed(reason);
		}
	}

	void succeeded() {
		this.state = State.SUCCEEDED;
		this.succeeded++;
		this.roster.tellOfReload(Kind.RELOADED, this.generation, "succeeded");
	}

	void failed(String reason) {
		this.preparationEnds = null;
		this.state = State.FAILED;
		this.message = reason;
		this.failed++;
		this.roster.tellOfReload(Kind.RELOAD_FAILED, this.generation, "failed: " + reason);
	}

	// What is going on

	boolean isPreparing() {
		return this.preparationEnds != null;
	}

	/**
	 * Whether a generation is prepared and being rolled in.
	 */
	boolean isRollingIn() {
		return this.state == State.IN_PROGRESS && !isPreparing();
	}

	/**
	 * Whether the slot is to get a worker of what is being rolled in.
	 */
	boolean isOutdated(Slot slot) {
		return isRollingIn() && slot.generation < this.generation;
	}

	// What is to be done

	void step() {
		if (this.wanted && this.state != State.IN_PROGRESS && this.roster.established) {
			begin();
		}
		else if (this.preparationEnds != null && this.preparationEnds <= this.roster.now) {
			failed("no copy was made within " + this.roster.settings.startupTimeout());
			this.roster.changed = true;
		}
	}

	private void begin() {
		this.wanted = false;
		this.generation++;
		this.state = State.IN_PROGRESS;
		this.message = null;
		this.preparationEnds = this.roster.now + this.roster.settings.startupTimeout().toMillis();
		this.copies.add(this.generation);
		this.roster.tellOfReload(Kind.RELOADING, this.generation, "begins");
		this.roster.act(new Action.PrepareGeneration(this.generation));
	}

	/**
	 * Removes what no worker runs, or is going to run.
	 */
	void discard() {
		Set<Integer> gone = new TreeSet<>(this.copies);
		gone.remove(this.roster.generation);
		this.roster.slots.forEach((slot) -> gone.remove(slot.generation));
		this.roster.byId.values().forEach((worker) -> gone.remove(worker.generation));
		if (this.state == State.IN_PROGRESS) {
			gone.remove(this.generation);
		}
		if (this.copies.removeAll(gone)) {
			this.roster.act(new Action.DiscardGenerations(gone));
		}
	}

	private enum State {

		NONE, IN_PROGRESS, SUCCEEDED, FAILED

	}

}
