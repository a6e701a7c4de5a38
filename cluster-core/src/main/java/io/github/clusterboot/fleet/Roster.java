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

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import io.github.clusterboot.fleet.FleetEvent.Kind;
import io.github.clusterboot.fleet.RestartPolicy.Verdict;
import io.github.clusterboot.fleet.Slot.Vacancy;

/**
 * The slots that are wanted, the workers that live, and what was found to be done about
 * them.
 */
final class Roster {

	static final int FIRST_GENERATION = 1;

	final FleetSettings settings;

	private final Consumer<FleetEvent> events;

	private final DoubleSupplier random;

	final InstantSource wallClock;

	/**
	 * In the order of their indexes.
	 */
	final List<Slot> slots = new ArrayList<>();

	/**
	 * In the order in which they were forked.
	 */
	final Map<Integer, Worker> byId = new LinkedHashMap<>();

	private int lastId;

	int wanted;

	int standby;

	/**
	 * The newest generation of which a worker has listened, or stood by in the place of
	 * an older one.
	 */
	int generation = FIRST_GENERATION;

	/**
	 * The first generation is prepared, so that workers can be forked.
	 */
	boolean begun;

	/**
	 * A worker has listened since the primary started.
	 */
	boolean established;

	/**
	 * With which code everything is to end.
	 */
	@Nullable Integer exitCode;

	/**
	 * Why everything is to end.
	 */
	String stopReason = "";

	/**
	 * The time of what happened last, or of the reconciliation that is under way.
	 */
	long now;

	/**
	 * What this reconciliation has found to be done.
	 */
	List<Action> actions = new ArrayList<>();

	/**
	 * A rule has changed a fact, so that all are looked at again.
	 */
	boolean changed;

	Roster(FleetSettings settings, Consumer<FleetEvent> events, DoubleSupplier random, InstantSource wallClock) {
		this.settings = settings;
		this.events = events;
		this.random = random;
		this.wallClock = wallClock;
		this.wanted = settings.workers();
		this.standby = settings.standby();
		while (this.slots.size() < this.wanted + this.standby) {
			this.slots.add(new Slot(this.slots.size(), FIRST_GENERATION));
		}
	}

	List<Worker> workers() {
		return List.copyOf(this.byId.values());
	}

	boolean isStopping() {
		return this.exitCode != null;
	}

	void stop(int exitCode, String reason) {
		this.exitCode = exitCode;
		this.stopReason = reason;
		this.slots.stream().filter(Slot::isBackingOff).forEach((slot) -> slot.vacancy = Vacancy.LET_GO);
	}

	void act(Action action) {
		this.actions.add(action);
		this.changed = true;
	}

	/**
	 * The time after a while.
	 */
	long in(Duration duration) {
		return this.now + duration.toMillis();
	}

	// What people are told

	void tell(Kind kind, String text) {
		this.events.accept(new FleetEvent(kind, kind.level, null, null, null, null, null, false, null, text));
	}

	void tellOfReload(Kind kind, int generation, @Nullable String reason, String text) {
		String line = "Reload to generation " + generation + " " + text;
		this.events.accept(new FleetEvent(kind, kind.level, null, null, null, generation, null, false, reason, line));
	}

	void tell(Kind kind, Slot slot, @Nullable String reason, String text) {
		this.events.accept(new FleetEvent(kind, kind.level, slot.index, null, null, null, null, false, reason, text));
	}

	void tell(Kind kind, Worker worker, String text) {
		tell(kind, kind.level, worker, null, text);
	}

	void tell(Kind kind, Level level, Worker worker, @Nullable Exit exit, String text) {
		Long pid = (worker.pid != 0) ? worker.pid : null;
		this.events.accept(new FleetEvent(kind, level, worker.slot.index, worker.id, pid, worker.generation, exit,
				worker.isAskedToGo() || isStopping(), null, text));
	}

	// Who serves

	boolean keepsStandby() {
		return this.settings.standby() > 0;
	}

	/**
	 * Whether the slot's worker, if it has one, does not serve and is not going to do so
	 * by itself.
	 */
	boolean isStandby(Slot slot) {
		Worker worker = slot.worker;
		return worker == null || (keepsStandby() && !worker.serves());
	}

	/**
	 * How many serve. One that is to take the place of one that serves is not counted
	 * beside it.
	 */
	long serving() {
		return this.byId.values()
			.stream()
			.filter((worker) -> worker.serves() && !isBesideOneThatServes(worker))
			.count();
	}

	private static boolean isBesideOneThatServes(Worker worker) {
		Worker holder = worker.slot.worker;
		return holder != null && holder != worker && holder.serves();
	}

	/**
	 * The workers that stand by in slots of their own.
	 */
	Stream<Worker> standingBy() {
		return this.slots.stream().flatMap((slot) -> Stream.ofNullable(slot.worker)).filter(Worker::standsBy);
	}

	void openGate(Worker worker) {
		worker.enter(Stage.OPENING, in(this.settings.startupTimeout()));
		act(new Action.OpenGate(worker.id, worker.readiness));
	}

	// Who comes and goes

	Worker fork(Slot slot, int generation) {
		Worker worker = new Worker(++this.lastId, slot, generation, this.now, this.wallClock.instant());
		worker.deadline = in(this.settings.startupTimeout());
		this.byId.put(worker.id, worker);
		act(new Action.Fork(worker.id, slot.index, generation));
		return worker;
	}

	@Nullable Worker gone(int id) {
		Worker worker = this.byId.remove(id);
		if (worker != null && worker.slot.worker == worker) {
			worker.slot.worker = null;
		}
		return worker;
	}

	void retire(Slot slot, String reason) {
		this.slots.remove(slot);
		this.byId.values().stream().filter((worker) -> worker.slot == slot).forEach((worker) -> worker.leave(reason));
	}

	/**
	 * What is to follow the failure of a slot's worker.
	 */
	Verdict decide(Worker worker, Exit exit) {
		RestartPolicy policy = this.settings.restart();
		return policy.decide(exit, worker.isStable(policy.stableAfter(), this.now), worker.slot.failures, this.random);
	}

	void follow(Verdict verdict, Slot slot) {
		if (verdict instanceof Verdict.Restart restart) {
			slot.failures = restart.failures();
			slot.vacancy = Vacancy.BACKING_OFF;
			slot.restartAt = in(restart.delay());
		}
		else if (verdict instanceof Verdict.GiveUp giveUp) {
			slot.failures = giveUp.failures();
			slot.vacancy = Vacancy.GIVEN_UP;
			tell(Kind.GIVEN_UP, slot, null, "failed %d times in a row and is given up".formatted(slot.failures));
		}
		else {
			slot.vacancy = Vacancy.LET_GO;
		}
	}

}
