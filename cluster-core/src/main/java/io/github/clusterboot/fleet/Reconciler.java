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

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The rules by which the fleet becomes what is wanted, in their order. Each looks at
 * facts only, so that it does not matter what happened before, or how often it is asked.
 */
final class Reconciler {

	private final Roster roster;

	private final Rollouts rollouts;

	private final Reloads reloads;

	private final DepartureRules departures;

	private final SlotRules slots;

	private final Leadership leadership;

	private boolean ended;

	Reconciler(Roster roster, Rollouts rollouts, Reloads reloads, Exits exits, Leadership leadership) {
		this.roster = roster;
		this.rollouts = rollouts;
		this.reloads = reloads;
		this.departures = new DepartureRules(roster, exits);
		this.slots = new SlotRules(roster, rollouts);
		this.leadership = leadership;
	}

	List<Action> reconcile(long now) {
		this.roster.now = now;
		this.roster.actions = new ArrayList<>();
		do {
			this.roster.changed = false;
			this.departures.meetDeadlines();
			if (this.roster.isStopping()) {
				this.departures.stopAll();
				this.departures.sendAway();
			}
			else {
				supervise();
			}
			this.leadership.step();
		}
		while (this.roster.changed);
		this.slots.announceStandby();
		this.reloads.discard();
		end();
		return this.roster.actions;
	}

	private void supervise() {
		this.slots.resize();
		this.departures.sendAway();
		this.slots.promoteStandby();
		this.slots.renewDue();
		this.rollouts.step();
		if (this.roster.begun) {
			this.slots.fillSlots();
		}
		this.reloads.step();
	}

	private void end() {
		Integer exitCode = this.roster.exitCode;
		boolean pending = exitCode == null && (!this.roster.begun || this.reloads.isPreparing());
		boolean restartDue = this.roster.slots.stream().anyMatch(Slot::isBackingOff);
		if (!this.ended && !pending && !restartDue && this.roster.byId.isEmpty()) {
			this.ended = true;
			boolean badly = this.roster.slots.stream().anyMatch(Slot::endedBadly);
			this.roster.act(new Action.End((exitCode != null) ? exitCode : badly ? 1 : 0));
		}
	}

	/**
	 * When there is something to do, silent workers and the pause of a reload apart.
	 */
	OptionalLong nextDeadline() {
		LongStream restarts = this.roster.slots.stream().filter(Slot::isBackingOff).mapToLong((slot) -> slot.restartAt);
		LongStream deadlines = this.roster.byId.values()
			.stream()
			.flatMap((worker) -> Stream.ofNullable(worker.deadline))
			.mapToLong(Long::longValue);
		return LongStream.concat(restarts, deadlines).min();
	}

}
