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

	private boolean begun;

	private boolean ended;

	Reconciler(Roster roster, Rollouts rollouts, Reloads reloads, Exits exits) {
		this.roster = roster;
		this.rollouts = rollouts;
		this.reloads = reloads;
		this.departures = new DepartureRules(roster, exits);
		this.slots = new SlotRules(roster, rollouts);
	}

	/**
	 * The first generation is prepared, so that workers can be forked.
	 */
	void begin() {
		this.begun = true;
	}

	/**
	 * Nobody waits for what was killed.
	 */
	void hurry() {
		this.departures.hurry();
	}

	List<Action> reconcile(long now) {
		Turn turn = new Turn(now);
		do {
			if (this.roster.isStopping()) {
				this.rollouts.stop();
				this.departures.stopAll(turn);
			}
			this.departures.meetDeadlines(turn);
			this.departures.retireBroken(turn);
			this.slots.resize(turn);
			this.departures.drainLeaving(turn);
			this.slots.promoteStandby(turn);
			this.slots.restartDue(turn);
			this.slots.renewDue(turn);
			this.rollouts.step(turn);
			if (this.begun) {
				this.slots.fillSlots(turn);
			}
			this.reloads.step(turn);
		}
		while (turn.takeChanged());
		this.slots.announceStandby(now);
		this.reloads.discard(turn);
		end(turn);
		return turn.actions();
	}

	// The end

	private void end(Turn turn) {
		Integer exitCode = this.roster.exitCode();
		boolean pending = exitCode == null && (!this.begun || this.reloads.isPreparing());
		boolean restartDue = this.roster.slots().stream().anyMatch(Slot::isBackingOff);
		if (!this.ended && !pending && !restartDue && this.roster.workers().isEmpty()) {
			this.ended = true;
			boolean badly = this.roster.slots().stream().anyMatch(Slot::endedBadly);
			turn.act(new Action.End((exitCode != null) ? exitCode : badly ? 1 : 0));
		}
	}

	/**
	 * When there is something to do, silent workers apart.
	 */
	OptionalLong nextDeadline() {
		LongStream restarts = this.roster.slots().stream().filter(Slot::isBackingOff).mapToLong(Slot::restartAt);
		LongStream deadlines = this.roster.workers()
			.stream()
			.map(Worker::deadline)
			.flatMap(Stream::ofNullable)
			.mapToLong(Deadline::at);
		LongStream others = Stream
			.concat(Stream.ofNullable(this.rollouts.pausedUntil()), Stream.ofNullable(this.reloads.preparationEnds()))
			.mapToLong(Long::longValue);
		return LongStream.concat(others, LongStream.concat(restarts, deadlines)).min();
	}

}
