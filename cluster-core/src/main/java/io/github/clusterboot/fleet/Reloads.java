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
import io.github.clusterboot.ipc.ClusterStatus.Reload;

/**
 * What became of reloads: which generation is prepared or rolled in, and which are still
 * in use. How workers are replaced is for {@link Rollouts}.
 */
final class Reloads {

	private final Roster roster;

	/**
	 * What became of the last one.
	 */
	Reload status = new Reload("NONE", 0, null);

	/**
	 * Somebody wants a reload. While one is under way, or before anything listens,
	 * another one is not begun.
	 */
	private boolean wanted;

	/**
	 * The newest generation that somebody wanted.
	 */
	private int generation = Roster.FIRST_GENERATION;

	/**
	 * The generation that is prepared and being rolled in, or 0.
	 */
	int target;

	/**
	 * When the copy that is being made is given up.
	 */
	private @Nullable Long preparationEnds;

	/**
	 * The generations of which there may be copies.
	 */
	private final Set<Integer> copies = new TreeSet<>(Set.of(Roster.FIRST_GENERATION));

	int succeeded;

	int failed;

	Reloads(Roster roster) {
		this.roster = roster;
	}

	// Facts

	/**
	 * Somebody wants what is on disk now to run.
	 * @return the generation that it will run in
	 */
	int want() {
		if (!this.wanted && (isUnderWay() || !this.roster.established)) {
			this.roster.tell(Kind.RELOADING, "A reload is under way already");
		}
		this.wanted = true;
		return isPreparing() ? this.generation : this.generation + 1;
	}

	/**
	 * A copy is made, be it one that was given up. It has whatever is new, as it would
	 * have failed had that changed meanwhile, so that reloads that were wanted since are
	 * a part of this one.
	 */
	void prepared(int generation) {
		this.copies.add(generation);
		if (generation == this.generation && isPreparing()) {
			this.wanted = false;
			this.preparationEnds = null;
			this.target = generation;
		}
	}

	void notPrepared(int generation, String reason) {
		if (generation == this.generation && isPreparing()) {
			failed(reason);
		}
	}

	void succeeded() {
		this.succeeded++;
		become("SUCCEEDED", null, Kind.RELOADED, "succeeded");
	}

	void failed(String reason) {
		this.failed++;
		become("FAILED", reason, Kind.RELOAD_FAILED, "failed: " + reason);
	}

	private void become(String state, @Nullable String message, Kind kind, String text) {
		this.preparationEnds = null;
		this.target = 0;
		this.status = new Reload(state, this.generation, message);
		this.roster.tellOfReload(kind, this.generation, message, text);
	}

	// What is going on

	private boolean isUnderWay() {
		return isPreparing() || this.target != 0;
	}

	boolean isPreparing() {
		return this.preparationEnds != null;
	}

	/**
	 * Whether the slot is to get a worker of what is being rolled in.
	 */
	boolean isOutdated(Slot slot) {
		return slot.generation < this.target;
	}

	// What is to be done

	void step() {
		if (this.wanted && !isUnderWay() && this.roster.established) {
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
		this.copies.add(this.generation);
		become("IN_PROGRESS", null, Kind.RELOADING, "begins");
		this.preparationEnds = this.roster.in(this.roster.settings.startupTimeout());
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
		if (isUnderWay()) {
			gone.remove(this.generation);
		}
		if (this.copies.removeAll(gone)) {
			this.roster.act(new Action.DiscardGenerations(gone));
		}
	}

}
