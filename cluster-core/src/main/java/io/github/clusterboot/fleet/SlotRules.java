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

import java.util.Comparator;
import java.util.List;

import io.github.clusterboot.fleet.FleetEvent.Kind;

/**
 * The rules by which slots come and go, get workers, and workers that stand by serve.
 */
final class SlotRules {

	private final Roster roster;

	private final Rollouts rollouts;

	SlotRules(Roster roster, Rollouts rollouts) {
		this.roster = roster;
		this.rollouts = rollouts;
	}

	// As many slots as are wanted

	void resize(Turn turn) {
		int size = this.roster.wanted() + this.roster.standby();
		while (!this.roster.isStopping() && this.roster.slots().size() > size) {
			this.roster.retire(leastNeeded(), "scale down");
			turn.changed();
		}
		while (!this.roster.isStopping() && this.roster.slots().size() < size) {
			this.rollouts.added(this.roster.add());
			turn.changed();
		}
	}

	/**
	 * The highest slot of those that serve if there are too many, else of those that have
	 * no worker if there are any, else of the rest.
	 */
	private Slot leastNeeded() {
		List<Slot> slots = this.roster.slots();
		List<Slot> serving = slots.stream().filter((slot) -> !this.roster.isStandby(slot)).toList();
		if (serving.size() > this.roster.wanted()) {
			return serving.get(serving.size() - 1);
		}
		List<Slot> empty = slots.stream().filter((slot) -> slot.worker() == null).toList();
		List<Slot> candidates = !empty.isEmpty() ? empty : slots.stream().filter(this.roster::isStandby).toList();
		return candidates.get(candidates.size() - 1);
	}

	// Standing by

	/**
	 * Before anything is forked: the clients of the one that is missing wait.
	 */
	void promoteStandby(Turn turn) {
		if (this.roster.keepsStandby() && !this.roster.isStopping()) {
			long missing = Math.max(0, this.roster.wanted() - this.roster.serving(null));
			this.roster.standingBy()
				.sorted(Comparator.comparing(Worker::generation).reversed())
				.limit(missing)
				.toList()
				.forEach((worker) -> this.roster.openGate(worker, turn));
		}
	}

	void announceStandby(long now) {
		this.roster.workers().stream().filter(Worker::isUnannounced).forEach((worker) -> {
			String how = worker.hasStoodBy() ? "again" : "after " + FleetEvent.seconds(worker.uptime(now));
			this.roster.tell(FleetEvent.of(Kind.STANDING_BY, worker, "stands by " + how));
			worker.announced();
		});
	}

	// Slots get workers

	void restartDue(Turn turn) {
		for (Slot slot : List.copyOf(this.roster.slots())) {
			if (slot.isBackingOff() && slot.restartAt() <= turn.now()) {
				slot.restarted();
				this.roster.fill(slot, turn);
			}
		}
	}

	/**
	 * Workers that have done enough, or that write when they end what lets others start
	 * faster.
	 */
	void renewDue(Turn turn) {
		if (this.roster.isStopping()) {
			return;
		}
		for (Slot slot : this.roster.slots()) {
			Worker worker = slot.worker();
			if (worker != null && slot.isRenewable(turn.now()) && !this.rollouts.awaits(slot)) {
				String reason = worker.recycleReason(turn.now());
				if (reason == null && worker.isRenewalDue() && allStarted()) {
					reason = "it has finished an AOT recording";
				}
				if (reason != null) {
					this.rollouts.renew(worker, reason);
				}
			}
		}
	}

	private boolean allStarted() {
		return this.roster.slots()
			.stream()
			.map(Slot::worker)
			.allMatch((worker) -> worker != null && (worker.stage() == Stage.LISTENING || worker.standsBy()));
	}

	/**
	 * The first worker starts alone and the others follow once it listens. So an
	 * application that cannot start says so once and not N times over, the first answer
	 * does not wait for N JVMs that start at the same time, and what an application does
	 * once at its start (a migration of its database) is done by one.
	 */
	void fillSlots(Turn turn) {
		if (this.roster.isStopping()) {
			return;
		}
		int open = this.roster.isEstablished() ? this.roster.slots().size() : 1;
		for (Slot slot : this.roster.slots().subList(0, open)) {
			if (slot.isIdle() && !this.rollouts.awaits(slot) && isRoomForAnother()) {
				this.roster.fill(slot, turn);
			}
		}
	}

	/**
	 * Workers that are to stand by come after those that serve.
	 */
	private boolean isRoomForAnother() {
		long occupied = this.roster.slots().stream().filter((slot) -> slot.worker() != null).count();
		return !this.roster.keepsStandby() || occupied < this.roster.wanted()
				|| this.roster.listening(null) >= this.roster.wanted();
	}

}
