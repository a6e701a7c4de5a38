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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.fleet.FleetEvent.Kind;

/**
 * How workers are replaced that have not crashed: all of them in a reload, single ones
 * that are renewed. One rollout is under way at a time, and the others wait.
 */
final class Rollouts {

	private final Roster roster;

	private final Reloads reloads;

	private final Deque<Rollout> waiting = new ArrayDeque<>();

	private @Nullable Rollout rollout;

	Rollouts(Roster roster, Reloads reloads) {
		this.roster = roster;
		this.reloads = reloads;
	}

	// Facts

	/**
	 * A generation is prepared that is to be rolled in.
	 */
	void reload(int generation) {
		this.waiting.add(Rollout.reload(generation, this.roster.slots()));
	}

	/**
	 * Replaces one worker by one of the same generation, unless that is going to be done
	 * already.
	 */
	void renew(Worker worker, String reason) {
		if (!awaits(worker.slot())) {
			this.roster.tell(FleetEvent.of(Kind.REPLACING, worker, "is replaced: " + reason));
			this.waiting.add(Rollout.renewal(worker, reason));
		}
	}

	/**
	 * A slot came later. It is a matter for reloads to a newer generation, too.
	 */
	void added(Slot slot) {
		rollouts().filter((rollout) -> rollout.isReload() && rollout.generationFor(slot) > slot.generation())
			.forEach((rollout) -> rollout.add(slot));
	}

	/**
	 * A worker that was asked to go has gone.
	 */
	void gone(Worker worker) {
		if (this.rollout != null) {
			this.rollout.gone(worker);
		}
	}

	/**
	 * A replacement has gone that another one is forked for.
	 */
	void lost(Worker worker) {
		if (this.rollout != null && this.rollout.replacement() == worker) {
			this.rollout.replacement(null);
		}
	}

	/**
	 * The replacement of a worker has failed, and so has what it was a part of.
	 */
	void failed(Worker replacement, String reason, long now) {
		Rollout rollout = this.rollout;
		if (rollout == null) {
			return;
		}
		this.rollout = null;
		Slot slot = replacement.slot();
		if (slot.worker() == null) {
			// it has not done what it was started for, whatever its exit code
			this.roster.follow(this.roster.decide(replacement, Exit.of(1), now), slot, now);
		}
		if (rollout.isReload()) {
			String progress = rollout.hasReplaced() ? "; " + rollout.progress() + " were replaced before it" : "";
			this.reloads.failed(reason + progress);
		}
		else {
			slot.renewableAt(now + this.roster.settings().restart().maxDelay().toMillis());
			this.roster.tell(FleetEvent.of(Kind.REPLACING_FAILED, slot, "keeps its worker: " + reason));
		}
	}

	void stop() {
		this.waiting.clear();
		this.rollout = null;
		this.reloads.stop();
	}

	// What is going on

	/**
	 * Whether the slot's worker is being replaced, or is going to be.
	 */
	boolean awaits(Slot slot) {
		return rollouts().anyMatch((rollout) -> rollout.awaits(slot));
	}

	/**
	 * Whether the slot gets another worker next, whatever becomes of the one that it has.
	 */
	boolean isReplacing(Slot slot) {
		Rollout rollout = this.rollout;
		return rollout != null && rollout.current() == slot && (rollout.isReload() || rollout.replacement() != null);
	}

	boolean isReplacement(Worker worker) {
		return this.rollout != null && this.rollout.replacement() == worker;
	}

	/**
	 * When the rollout goes on by itself, or {@code null}.
	 */
	@Nullable Long pausedUntil() {
		return (this.rollout != null) ? this.rollout.pausedUntil() : null;
	}

	private Stream<Rollout> rollouts() {
		return Stream.concat(Stream.ofNullable(this.rollout), this.waiting.stream());
	}

	// One after the other

	/**
	 * Goes on as far as that is possible without waiting for something to happen.
	 */
	void step(Turn turn) {
		if (this.rollout == null) {
			this.rollout = this.waiting.poll();
		}
		Rollout rollout = this.rollout;
		if (rollout == null) {
			return;
		}
		Worker replacement = rollout.replacement();
		if (replacement != null) {
			settle(rollout, replacement, turn);
		}
		if (!rollout.isWaiting()) {
			replaceNext(rollout, turn);
		}
	}

	/**
	 * The replacement takes the slot when it listens. It stands by where that is enough.
	 */
	private void settle(Rollout rollout, Worker replacement, Turn turn) {
		Slot slot = replacement.slot();
		Worker old = slot.worker();
		if (replacement.standsBy() && old != null && old.serves()) {
			this.roster.openGate(replacement, turn);
		}
		else if (replacement.standsBy() || replacement.stage() == Stage.LISTENING) {
			slot.occupy(replacement);
			this.roster.proven(replacement.generation());
			rollout.replaced(old, turn.now() + this.roster.settings().reloadPause().toMillis());
			if (old != null) {
				old.leave(rollout.reason());
			}
			turn.changed();
		}
	}

	private void replaceNext(Rollout rollout, Turn turn) {
		Slot slot = turn(rollout);
		if (slot == null) {
			this.rollout = null;
			turn.changed();
			if (rollout.isReload()) {
				this.reloads.succeeded();
			}
		}
		else if (mayGo(rollout, slot, turn.now()) && isHandedOver(rollout, slot, turn)) {
			slot.revive();
			rollout.replacement(this.roster.fork(slot, rollout.generationFor(slot), turn));
		}
	}

	private @Nullable Slot turn(Rollout rollout) {
		Slot slot = rollout.current();
		while (slot == null || !(this.roster.slots().contains(slot) && rollout.concerns(slot))) {
			slot = rollout.next(this.roster::isStandby);
			if (slot == null) {
				return null;
			}
		}
		return slot;
	}

	/**
	 * A worker that is new under load takes processors for its compilers: the others
	 * carry that if there is but one at a time.
	 */
	private static boolean mayGo(Rollout rollout, Slot slot, long now) {
		Worker old = slot.worker();
		return !(rollout.isReload() && rollout.isPaused(now)) || old == null || !old.serves();
	}

	/**
	 * Has another worker serve instead of the slot's, if there is one that stands by and
	 * is known to start. The slot's worker goes then, and there are never more processes
	 * than usual. Where there is none, the replacement is forked beside it.
	 * @return whether a replacement can be forked now
	 */
	private boolean isHandedOver(Rollout rollout, Slot slot, Turn turn) {
		Worker old = slot.worker();
		boolean canary = rollout.isReload() && !rollout.hasReplaced();
		if (old == null || !old.serves() || canary || !this.roster.keepsStandby()) {
			return true;
		}
		if (this.roster.listening(old) >= this.roster.wanted()) {
			slot.vacate();
			rollout.retiring(old);
			old.leave(rollout.reason());
			turn.changed();
			return false;
		}
		return !relieve(old, rollout.generationFor(slot), turn);
	}

	/**
	 * Has another worker serve, unless one is about to already, so that a worker can go.
	 * @return whether there is one
	 */
	private boolean relieve(Worker worker, int generation, Turn turn) {
		if (this.roster.serving(worker) >= this.roster.wanted()) {
			return true;
		}
		Optional<Worker> other = this.roster.standingBy().filter((each) -> each.generation() == generation).findFirst();
		other.ifPresent((each) -> this.roster.openGate(each, turn));
		return other.isPresent();
	}

}
