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

import io.github.clusterboot.fleet.FleetEvent.Kind;
import io.github.clusterboot.fleet.Slot.Vacancy;

/**
 * The rules by which slots come and go, get workers, and workers that stand by serve.
 *
 * @param roster the slots and workers
 * @param rollouts replaces workers
 */
record SlotRules(Roster roster, Rollouts rollouts) {

	// As many slots as are wanted

	void resize() {
		int size = this.roster.wanted + this.roster.standby;
		while (this.roster.slots.size() > size) {
			this.roster.retire(leastNeeded(), "scale down");
		}
		while (this.roster.slots.size() < size) {
			add();
		}
	}

	/**
	 * Adds a slot with the lowest free index.
	 */
	private void add() {
		int index = 0;
		while (index < this.roster.slots.size() && this.roster.slots.get(index).index == index) {
			index++;
		}
		this.roster.slots.add(index, new Slot(index, this.roster.generation));
	}

	/**
	 * The highest slot of those that serve if there are too many, else of those that have
	 * no worker if there are any, else of the rest.
	 */
	private Slot leastNeeded() {
		long serving = this.roster.slots.stream().filter((slot) -> !this.roster.isStandby(slot)).count();
		boolean standby = serving <= this.roster.wanted;
		return this.roster.slots.stream()
			.filter((slot) -> this.roster.isStandby(slot) == standby)
			.max(Comparator.comparing((Slot slot) -> slot.worker == null).thenComparing((slot) -> slot.index))
			.orElseThrow();
	}

	// Standing by

	/**
	 * Before anything is forked: the clients of the one that is missing wait.
	 */
	void promoteStandby() {
		long missing = this.roster.wanted - this.roster.serving();
		this.roster.standingBy()
			.sorted(Comparator.comparing((Worker worker) -> worker.generation).reversed())
			.limit(Math.max(0, missing))
			.toList()
			.forEach(this.roster::openGate);
	}

	void announceStandby() {
		this.roster.workers().stream().filter((worker) -> worker.standsBy() && !worker.announced).forEach((worker) -> {
			String uptime = FleetEvent.seconds(worker.uptime(this.roster.now));
			this.roster.tell(Kind.STANDING_BY, worker, "stands by after " + uptime);
			worker.announced = true;
		});
	}

	// Slots get workers

	/**
	 * Workers that have done enough, or that write when they end what lets others start
	 * faster.
	 */
	void renewDue() {
		for (Slot slot : this.roster.slots) {
			Worker worker = slot.worker;
			if (worker != null && worker.stage == Stage.LISTENING && this.roster.now >= slot.renewableAt) {
				String reason = this.roster.settings.recycle().reason(worker.vitals, worker.uptime(this.roster.now));
				if (reason != null || worker.renewalDue) {
					this.rollouts.renew(worker, (reason != null) ? reason : "it has recorded its classes for others");
				}
			}
		}
	}

	/**
	 * The first worker starts alone and the others follow once it listens. So an
	 * application that cannot start says so once and not N times over, the first answer
	 * does not wait for N JVMs that start at the same time, and what an application does
	 * once at its start (a migration of its database) is done by one.
	 */
	void fillSlots() {
		int open = this.roster.established ? this.roster.slots.size() : 1;
		for (Slot slot : this.roster.slots.subList(0, open)) {
			if (slot.isBackingOff() && slot.restartAt <= this.roster.now) {
				slot.vacancy = Vacancy.TO_FILL;
				slot.restarts++;
			}
			if (slot.isIdle() && !this.rollouts.isReplacing(slot)) {
				slot.occupy(this.roster.fork(slot, slot.generation));
			}
		}
	}

}
