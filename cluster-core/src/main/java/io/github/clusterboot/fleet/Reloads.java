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

/**
 * What became of reloads: which generation is prepared or rolled in, and which are still
 * in use. How workers are replaced is for {@link Rollouts}.
 */
final class Reloads {

	private final Roster roster;

	private ReloadStatus status = ReloadStatus.NONE;

	private int lastGeneration = Roster.FIRST_GENERATION;

	/**
	 * The generation of which a copy is to be made.
	 */
	private @Nullable Integer preparing;

	/**
	 * When the copy that is being made is given up.
	 */
	private @Nullable Long preparationEnds;

	/**
	 * Somebody wanted a reload while one was under way, or before anything listened.
	 */
	private boolean again;

	/**
	 * The generations of which there may be copies.
	 */
	private final Set<Integer> copies = new TreeSet<>(Set.of(Roster.FIRST_GENERATION));

	Reloads(Roster roster) {
		this.roster = roster;
	}

	ReloadStatus status() {
		return this.status;
	}

	/**
	 * Somebody wants one. While one is under way another one is not begun; when it ends,
	 * what is to be run is looked at again.
	 */
	void wanted() {
		if (isUnderWay() || !this.roster.isEstablished()) {
			this.again = true;
			this.roster.tell(FleetEvent.of(Kind.DETAIL, "A reload is under way already"));
		}
		else {
			begin();
		}
	}

	/**
	 * What is to be run now differs from what a generation runs. That is old news once
	 * there was another reload.
	 */
	void changed(int generation) {
		if (generation == this.lastGeneration && !isUnderWay()) {
			begin();
		}
	}

	private void begin() {
		this.lastGeneration++;
		this.status = ReloadStatus.inProgress(this.lastGeneration);
		this.preparing = this.lastGeneration;
		this.roster.tell(FleetEvent.ofReload(Kind.RELOADING, this.lastGeneration, "begins"));
	}

	/**
	 * A copy is made, be it one that was given up.
	 * @return whether it is awaited
	 */
	boolean prepared(int generation) {
		this.copies.add(generation);
		return endPreparation(generation);
	}

	void notPrepared(int generation, String reason) {
		if (endPreparation(generation)) {
			boolean again = this.again;
			this.again = false;
			failed(reason);
			if (again) {
				// what could not be copied then
				begin();
			}
		}
	}

	private boolean endPreparation(int generation) {
		if (this.preparing == null || this.preparing != generation) {
			return false;
		}
		this.preparing = null;
		this.preparationEnds = null;
		return true;
	}

	boolean isPreparing() {
		return this.preparing != null;
	}

	@Nullable Long preparationEnds() {
		return this.preparationEnds;
	}

	private boolean isUnderWay() {
		return this.status.state() == ReloadStatus.State.IN_PROGRESS;
	}

	void succeeded() {
		this.status = this.status.succeeded();
		this.roster.tally().reloaded(this.status.state());
		this.roster.tell(FleetEvent.ofReload(Kind.RELOADED, this.status.generation(), "succeeded"));
	}

	void failed(String reason) {
		this.status = this.status.failed(reason);
		this.roster.tally().reloaded(this.status.state());
		this.roster.tell(FleetEvent.ofReload(Kind.RELOAD_FAILED, this.status.generation(), "failed: " + reason));
	}

	void stop() {
		this.preparing = null;
		this.preparationEnds = null;
		this.again = false;
	}

	/**
	 * Has the next generation prepared, and looks again if somebody wanted that.
	 */
	void step(Turn turn) {
		if (this.preparing != null && this.preparationEnds == null) {
			this.copies.add(this.preparing);
			this.preparationEnds = turn.now() + this.roster.settings().startupTimeout().toMillis();
			turn.act(new Action.PrepareGeneration(this.preparing));
		}
		else if (this.preparing != null && this.preparationEnds != null && this.preparationEnds <= turn.now()) {
			notPrepared(this.preparing, "no copy was made within " + this.roster.settings().startupTimeout());
			turn.changed();
		}
		if (this.again && this.roster.isEstablished() && !isUnderWay()) {
			this.again = false;
			turn.act(new Action.LookForChange(this.lastGeneration));
		}
	}

	/**
	 * Removes what no worker runs, or is going to run. After a look for changes, without
	 * which nothing would be known of it.
	 */
	void discard(Turn turn) {
		Set<Integer> inUse = new TreeSet<>(Set.of(this.roster.generation()));
		this.roster.slots().forEach((slot) -> inUse.add(slot.generation()));
		this.roster.workers().forEach((worker) -> inUse.add(worker.generation()));
		if (isUnderWay()) {
			inUse.add(this.status.generation());
		}
		Set<Integer> gone = new TreeSet<>(this.copies);
		gone.removeAll(inUse);
		if (this.copies.removeAll(gone)) {
			turn.act(new Action.DiscardGenerations(gone));
		}
	}

}
