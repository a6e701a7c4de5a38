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

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.fleet.FleetEvent.Kind;
import io.github.clusterboot.fleet.Slot.Vacancy;

/**
 * How workers are replaced that have not crashed, all of them in a reload, single ones
 * that are renewed: one at a time, a replacement is forked, and when it listens the old
 * worker is drained. If the replacement fails, the old worker stays, and the reload that
 * it was a part of is over.
 */
final class Rollouts {

	private final Roster roster;

	private final Reloads reloads;

	/**
	 * It is forked, and does not hold its slot yet.
	 */
	private @Nullable Worker replacement;

	/**
	 * It held a slot, and drains.
	 */
	private @Nullable Worker retiring;

	/**
	 * When a reload goes on.
	 */
	private long pausedUntil;

	Rollouts(Roster roster, Reloads reloads) {
		this.roster = roster;
		this.reloads = reloads;
	}

	// Facts

	/**
	 * Replaces one worker by one of the same generation.
	 */
	void renew(Worker worker, String reason) {
		if (worker.renewal == null) {
			worker.renewal = reason;
			this.roster.tell(Kind.REPLACING, worker, "is replaced: " + reason);
		}
	}

	/**
	 * A worker has gone without having failed. If it was a replacement, another one is
	 * forked where that is still wanted.
	 */
	void gone(Worker worker) {
		if (worker == this.retiring) {
			this.retiring = null;
		}
		if (worker == this.replacement) {
			this.replacement = null;
		}
	}

	/**
	 * The replacement of a worker has failed.
	 */
	void failed(Worker replacement, String reason) {
		this.replacement = null;
		Slot slot = replacement.slot;
		Worker old = slot.worker;
		if (old == null) {
			// it has not done what it was started for, whatever its exit code
			this.roster.follow(this.roster.decide(replacement, Exit.of(1)), slot);
		}
		if (replacement.generation == this.reloads.target) {
			this.reloads.failed(reason);
			return;
		}
		slot.renewableAt = this.roster.in(this.roster.settings.restart().maxDelay());
		if (old != null) {
			old.renewal = null;
		}
		this.roster.tell(Kind.REPLACING_FAILED, slot, reason, "keeps its worker: " + reason);
	}

	// What is going on

	boolean isReplacement(Worker worker) {
		return this.replacement == worker;
	}

	/**
	 * Whether a slot without a worker gets the next one by a rollout.
	 */
	boolean isReplacing(Slot slot) {
		Worker replacement = this.replacement;
		if (replacement != null) {
			return replacement.slot == slot;
		}
		// while another one drains, that would take too long
		return (this.retiring == null || this.retiring.slot == slot) && this.reloads.isOutdated(slot);
	}

	// One after the other

	/**
	 * Goes on as far as that is possible without waiting for something to happen.
	 */
	void step() {
		if (this.replacement != null) {
			settle(this.replacement);
		}
		if (this.replacement == null && this.retiring == null) {
			replaceNext();
		}
	}

	/**
	 * The replacement takes the slot when it listens. It stands by where that is enough.
	 */
	private void settle(Worker replacement) {
		Slot slot = replacement.slot;
		Worker old = slot.worker;
		if (replacement.standsBy() && old != null && old.serves()) {
			this.roster.openGate(replacement);
		}
		else if (replacement.standsBy() || replacement.stage == Stage.LISTENING) {
			this.replacement = null;
			slot.occupy(replacement);
			this.roster.generation = Math.max(this.roster.generation, replacement.generation);
			this.pausedUntil = this.roster.in(this.roster.settings.reloadPause());
			this.roster.changed = true;
			if (old != null) {
				retire(old);
			}
		}
	}

	private void retire(Worker old) {
		this.retiring = old;
		old.leave((old.renewal != null) ? old.renewal : "reload");
		this.roster.changed = true;
	}

	private void replaceNext() {
		Slot slot = next();
		if (slot == null && this.reloads.target != 0) {
			this.reloads.succeeded();
			this.roster.changed = true;
		}
		else if (slot != null && isDue(slot)) {
			slot.vacancy = Vacancy.TO_FILL;
			slot.failures = 0;
			this.replacement = this.roster.fork(slot, Math.max(slot.generation, this.reloads.target));
		}
	}

	/**
	 * The slot whose worker is to be replaced next. Those that do not serve come first.
	 */
	private @Nullable Slot next() {
		return this.roster.slots.stream()
			.filter((this.reloads.target != 0) ? this.reloads::isOutdated : Slot::isToBeRenewed)
			.max(Comparator.comparing(this.roster::isStandby).thenComparing((slot) -> -slot.index))
			.orElse(null);
	}

	/**
	 * Whether the slot's replacement can be forked now. A worker that is new under load
	 * takes processors for its compilers, which the others carry if there is but one at a
	 * time.
	 */
	private boolean isDue(Slot slot) {
		Worker old = slot.worker;
		boolean canary = this.reloads.target > this.roster.generation;
		return old == null || !old.serves() || this.reloads.target == 0 || canary
				|| this.roster.now >= this.pausedUntil;
	}

}
