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

package io.github.clusterboot.primary;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.primary.WorkerHandle.Deadline.Step;
import io.github.clusterboot.primary.WorkerHandle.State;

/**
 * Decides how workers are replaced that have not crashed: all of them in a reload, single
 * ones that are renewed. One rollout is under way at a time, and the others wait. As the
 * {@link Supervisor}, of which it is a part, it does no I/O and has no clock.
 * <p>
 * Not thread-safe.
 */
final class RollingReplacement {

	static final int FIRST_GENERATION = 1;

	private final PrimarySettings settings;

	private final Supervisor.Effects effects;

	private final Journal journal;

	private final Tally tally;

	private final Fleet fleet;

	private final Deque<Rollout> waiting = new ArrayDeque<>();

	private @Nullable Rollout rollout;

	private ReloadStatus reload = ReloadStatus.NONE;

	/**
	 * Somebody wanted a reload while one was under way, or before anything listened.
	 */
	private boolean reloadAgain;

	private boolean preparing;

	private boolean stopped;

	/**
	 * The newest generation of which a worker has listened, or stood by in the place of
	 * an older one.
	 */
	private int generation = FIRST_GENERATION;

	private int lastGeneration = FIRST_GENERATION;

	RollingReplacement(PrimarySettings settings, Supervisor.Effects effects, Journal journal, Tally tally,
			Fleet fleet) {
		this.settings = settings;
		this.effects = effects;
		this.journal = journal;
		this.tally = tally;
		this.fleet = fleet;
	}

	// What somebody wants

	/**
	 * Replaces all workers by ones of what is to be run now. While a reload is under way
	 * another one is not begun; when it ends, what is to be run is looked at again.
	 */
	void reload() {
		if (this.reload.state() == ReloadStatus.State.IN_PROGRESS || !this.fleet.isEstablished()) {
			this.reloadAgain = true;
			this.journal.reloadJoined();
			return;
		}
		beginReload();
	}

	/**
	 * A worker listens for the first time since the primary started.
	 */
	void established() {
		lookIfWantedAgain();
	}

	private void beginReload() {
		this.lastGeneration++;
		this.reload = ReloadStatus.inProgress(this.lastGeneration);
		this.preparing = true;
		this.journal.reloading(this.lastGeneration);
		this.effects.prepareGeneration(this.lastGeneration);
	}

	void prepared(int generation, long now) {
		this.preparing = false;
		if (!this.stopped) {
			this.waiting.add(Rollout.reload(generation, this.fleet.slots()));
			proceed(now);
		}
	}

	void notPrepared(String reason) {
		this.preparing = false;
		if (!this.stopped) {
			boolean again = this.reloadAgain;
			this.reloadAgain = false;
			reloadEnded(this.reload.failed(reason));
			if (again) {
				// what could not be copied then
				beginReload();
			}
		}
	}

	/**
	 * Replaces one worker by one of the same generation, unless that is going to be done
	 * already.
	 */
	void renew(WorkerHandle worker, String reason, long now) {
		if (!awaits(worker.slot())) {
			this.journal.renewing(worker, reason);
			this.waiting.add(Rollout.renewal(worker, reason));
			proceed(now);
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
	 * Everything is to end; nothing more is replaced.
	 */
	void stop() {
		this.stopped = true;
		this.waiting.clear();
		this.rollout = null;
	}

	// What happens to workers

	/**
	 * The replacement of a worker could serve. It does so before the worker goes, if that
	 * one does.
	 */
	void ready(WorkerHandle replacement, long now) {
		WorkerHandle old = replacement.slot().worker();
		if (old != null && old.serves()) {
			this.fleet.serve(replacement, now);
		}
		else {
			replaced(replacement, now);
		}
	}

	/**
	 * The replacement of a worker listens, or stands by where that is enough.
	 */
	void replaced(WorkerHandle replacement, long now) {
		Rollout rollout = this.rollout;
		if (rollout == null) {
			return;
		}
		Slot slot = replacement.slot();
		WorkerHandle old = slot.worker();
		slot.occupy(replacement);
		rollout.replaced();
		this.generation = Math.max(this.generation, replacement.generation());
		if (old != null) {
			rollout.retiring(old);
			if (old.state() != State.DRAINING) {
				this.fleet.drain(old, rollout.reason(), now);
			}
		}
		proceed(now);
	}

	/**
	 * The replacement of a worker has failed, and so has what it was a part of.
	 */
	void failed(WorkerHandle replacement, Exit exit, long now) {
		Rollout rollout = this.rollout;
		if (rollout == null) {
			return;
		}
		this.rollout = null;
		Slot slot = replacement.slot();
		String reason = whyItFailed(replacement, exit);
		if (slot.worker() == null) {
			this.fleet.failed(replacement, now);
		}
		if (rollout.isReload()) {
			String progress = rollout.hasReplaced() ? "; " + rollout.progress() + " were replaced before it" : "";
			reloadEnded(this.reload.failed(reason + progress));
		}
		else {
			slot.renewableAt(now + this.settings.restart().maxDelay().toMillis());
			this.journal.renewalFailed(slot, reason);
		}
		this.fleet.fillIdleSlots(now);
		proceed(now);
	}

	/**
	 * A worker that was asked to go has gone.
	 */
	void gone(WorkerHandle worker, long now) {
		if (this.rollout != null) {
			this.rollout.gone(worker);
			proceed(now);
		}
	}

	private String whyItFailed(WorkerHandle replacement, Exit exit) {
		if (replacement.notForked() != null) {
			return "worker %d could not be forked: %s".formatted(replacement.id(), replacement.notForked());
		}
		if (replacement.unclustered() != null) {
			return "worker %d cannot be clustered: %s".formatted(replacement.id(), replacement.unclustered());
		}
		return (replacement.missed() == Step.KILL_UNSTARTED)
				? "worker %d was not listening within %s".formatted(replacement.id(), this.settings.startupTimeout())
				: "worker %d exited with code %s before it was listening".formatted(replacement.id(), exit);
	}

	// One after the other

	/**
	 * Goes on as far as that is possible without waiting for something to happen.
	 */
	void proceed(long now) {
		if (this.rollout == null) {
			this.rollout = this.waiting.poll();
		}
		while (this.rollout != null && !this.rollout.isWaiting()) {
			Rollout rollout = this.rollout;
			Slot slot = turn(rollout);
			if (slot == null) {
				this.rollout = this.waiting.poll();
				if (rollout.isReload()) {
					reloadEnded(this.reload.succeeded());
				}
			}
			else if (mayGo(rollout, slot, now) && isHandedOver(rollout, slot, now)) {
				slot.revive();
				rollout.replacement(this.fleet.fork(slot, rollout.generationFor(slot), now));
			}
			else {
				return;
			}
		}
	}

	private @Nullable Slot turn(Rollout rollout) {
		Slot slot = rollout.current();
		while (slot == null || !(this.fleet.slots().contains(slot) && rollout.concerns(slot))) {
			slot = rollout.next(this.fleet::isStandby);
			if (slot == null) {
				return null;
			}
		}
		return slot;
	}

	/**
	 * Whether those that have to do without the slot's worker have compiled what they
	 * run, or were given long enough for that. A worker that is new under load takes more
	 * of the processors for its compilers than for requests: the others carry that if
	 * there is but one at a time.
	 */
	private boolean mayGo(Rollout rollout, Slot slot, long now) {
		WorkerHandle old = slot.worker();
		if (!rollout.isReload() || old == null || !old.serves()) {
			return true;
		}
		boolean stayed = rollout.settlesUntil() != null;
		Duration patience = this.settings.settleTimeout();
		boolean othersSettled = this.fleet.workers()
			.stream()
			.noneMatch((worker) -> worker != old && worker.isSettling());
		boolean released = rollout.release(othersSettled, patience, now);
		if (!released && !stayed) {
			this.journal.settling(old, patience);
		}
		return released;
	}

	/**
	 * When a rollout goes on although not all have settled, or {@code null} if none waits
	 * for that.
	 */
	@Nullable Long settlesUntil() {
		return (this.rollout != null) ? this.rollout.settlesUntil() : null;
	}

	/**
	 * Goes on if others have settled, or if that has taken too long.
	 */
	void proceedIfSettled(long now) {
		if (settlesUntil() != null) {
			proceed(now);
		}
	}

	/**
	 * Has another worker serve instead of the slot's, if there is one that stands by and
	 * is known to start. The slot's worker goes then, and there are never more processes
	 * than usual. Where there is none, the replacement is forked beside it.
	 * @return whether a replacement can be forked now
	 */
	private boolean isHandedOver(Rollout rollout, Slot slot, long now) {
		WorkerHandle old = slot.worker();
		boolean canary = rollout.isReload() && !rollout.hasReplaced();
		if (old == null || !old.serves() || canary || !this.fleet.keepsStandby()) {
			return true;
		}
		if (this.fleet.isDispensable(old)) {
			slot.vacate();
			rollout.retiring(old);
			this.fleet.drain(old, rollout.reason(), now);
			return false;
		}
		return !this.fleet.relieve(old, rollout.generationFor(slot), now);
	}

	private void reloadEnded(ReloadStatus status) {
		this.reload = status;
		this.tally.reloaded(status.state());
		if (status.message() == null) {
			this.journal.reloadSucceeded(status.generation());
		}
		else {
			this.journal.reloadFailed(status.generation(), status.message());
		}
		// before its copy is removed, without which nothing is known of it
		lookIfWantedAgain();
		retainGenerations();
	}

	/**
	 * Somebody wanted a reload meanwhile: that is, if there is something new.
	 */
	private void lookIfWantedAgain() {
		if (this.reloadAgain) {
			this.reloadAgain = false;
			this.effects.lookForChange(this.lastGeneration);
		}
	}

	/**
	 * What is to be run now differs from what the last reload was for.
	 */
	void changed() {
		if (!this.stopped && this.reload.state() != ReloadStatus.State.IN_PROGRESS) {
			beginReload();
		}
	}

	/**
	 * Removes what no worker runs, or is going to run.
	 */
	void retainGenerations() {
		Set<Integer> generations = new TreeSet<>();
		generations.add(this.generation);
		this.fleet.slots().forEach((slot) -> generations.add(slot.generation()));
		this.fleet.workers().forEach((worker) -> generations.add(worker.generation()));
		if (this.reload.state() == ReloadStatus.State.IN_PROGRESS) {
			generations.add(this.reload.generation());
		}
		this.effects.retainGenerations(generations);
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

	/**
	 * Puts another worker in the place of a replacement that is gone.
	 * @return whether it was one
	 */
	boolean substitute(WorkerHandle replacement, WorkerHandle other) {
		Rollout rollout = this.rollout;
		if (rollout == null || rollout.replacement() != replacement) {
			return false;
		}
		rollout.replacement(other);
		return true;
	}

	boolean isReplacement(WorkerHandle worker) {
		return this.rollout != null && this.rollout.replacement() == worker;
	}

	private Stream<Rollout> rollouts() {
		return Stream.concat(Stream.ofNullable(this.rollout), this.waiting.stream());
	}

	boolean isPreparing() {
		return this.preparing;
	}

	int generation() {
		return this.generation;
	}

	ReloadStatus status() {
		return this.reload;
	}

	/**
	 * The workers that there are, and what can be done with them.
	 */
	interface Fleet {

		/**
		 * The slots that are wanted, in the order of their indexes.
		 */
		List<Slot> slots();

		/**
		 * The workers that live.
		 */
		Collection<WorkerHandle> workers();

		/**
		 * Whether a worker has listened since the primary started.
		 */
		boolean isEstablished();

		/**
		 * Whether there may be workers that stand by.
		 */
		boolean keepsStandby();

		/**
		 * Whether the slot's worker, if it has one, is not needed now.
		 */
		boolean isStandby(Slot slot);

		/**
		 * Whether as many others listen as are wanted.
		 */
		boolean isDispensable(WorkerHandle worker);

		/**
		 * Has another worker serve, unless one is about to already, so that a worker can
		 * go.
		 * @param generation the generation of the other one
		 * @return whether there is one
		 */
		boolean relieve(WorkerHandle worker, int generation, long now);

		void serve(WorkerHandle worker, long now);

		WorkerHandle fork(Slot slot, int generation, long now);

		void drain(WorkerHandle worker, String reason, long now);

		/**
		 * A worker has not done what it was started for, whatever its exit code, and
		 * nobody else serves for its slot.
		 */
		void failed(WorkerHandle worker, long now);

		/**
		 * Forks workers for the slots for which there is none, and none is to come.
		 */
		void fillIdleSlots(long now);

	}

}
