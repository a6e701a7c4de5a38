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

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.fleet.Deadline.Step;
import io.github.clusterboot.fleet.FleetEvent.Kind;
import io.github.clusterboot.fleet.RestartPolicy.Verdict;

/**
 * The slots that are wanted and the workers that live.
 */
final class Roster {

	static final int FIRST_GENERATION = 1;

	private final FleetSettings settings;

	private final Consumer<FleetEvent> events;

	private final DoubleSupplier random;

	private final InstantSource wallClock;

	/**
	 * In the order of their indexes.
	 */
	private final List<Slot> slots = new ArrayList<>();

	/**
	 * In the order in which they were forked.
	 */
	private final Map<Integer, Worker> workers = new LinkedHashMap<>();

	private final Tally tally = new Tally();

	private int wanted;

	private int standby;

	private int lastId;

	private int generation = FIRST_GENERATION;

	private boolean established;

	private @Nullable Integer exitCode;

	private String stopReason = "";

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

	FleetSettings settings() {
		return this.settings;
	}

	void tell(FleetEvent event) {
		this.events.accept(event);
	}

	List<Slot> slots() {
		return this.slots;
	}

	Map<Integer, Worker> byId() {
		return this.workers;
	}

	List<Worker> workers() {
		return List.copyOf(this.workers.values());
	}

	Tally tally() {
		return this.tally;
	}

	int wanted() {
		return this.wanted;
	}

	void wanted(int wanted) {
		tell(FleetEvent.of(Kind.SCALING,
				"Scaling from " + FleetEvent.workers(this.wanted) + " to " + FleetEvent.workers(wanted)));
		this.wanted = wanted;
	}

	int standby() {
		return this.standby;
	}

	void standby(int standby) {
		tell(FleetEvent.of(Kind.SCALING,
				"Scaling from %s to %d standing by".formatted(FleetEvent.workers(this.standby), standby)));
		this.standby = standby;
	}

	/**
	 * The newest generation of which a worker has listened, or stood by in the place of
	 * an older one.
	 */
	int generation() {
		return this.generation;
	}

	void proven(int generation) {
		this.generation = Math.max(this.generation, generation);
	}

	/**
	 * Whether a worker has listened since the primary started.
	 */
	boolean isEstablished() {
		return this.established;
	}

	void established() {
		this.established = true;
	}

	/**
	 * With which code everything is to end, or {@code null}.
	 */
	@Nullable Integer exitCode() {
		return this.exitCode;
	}

	boolean isStopping() {
		return this.exitCode != null;
	}

	/**
	 * Why everything is to end.
	 */
	String stopReason() {
		return this.stopReason;
	}

	void stop(int exitCode, String reason) {
		this.exitCode = exitCode;
		this.stopReason = reason;
		this.slots.stream().filter(Slot::isBackingOff).forEach(Slot::letGo);
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
		Worker worker = slot.worker();
		return worker == null || (keepsStandby() && !worker.serves());
	}

	/**
	 * How many serve, but for one of them.
	 */
	long serving(@Nullable Worker except) {
		return this.workers.values().stream().filter((worker) -> worker != except && worker.serves()).count();
	}

	/**
	 * How many serve and have listened, but for one of them.
	 */
	long listening(@Nullable Worker except) {
		return this.workers.values()
			.stream()
			.filter((worker) -> worker != except && worker.serves() && worker.hasListened())
			.count();
	}

	/**
	 * The workers that stand by in slots of their own.
	 */
	Stream<Worker> standingBy() {
		return this.slots.stream().map(Slot::worker).flatMap(Stream::ofNullable).filter(Worker::standsBy);
	}

	void openGate(Worker worker, Turn turn) {
		worker.openGate(Deadline.after(this.settings.startupTimeout(), Step.KILL_UNSTARTED, turn.now()), turn.now());
		turn.act(new Action.OpenGate(worker.id(), worker.readiness()));
	}

	// Who comes

	Worker fork(Slot slot, int generation, Turn turn) {
		Worker worker = new Worker(++this.lastId, slot, generation, this.settings.recycle().forWorker(this.random),
				turn.now(), this.wallClock.instant());
		worker.reach(Stage.STARTING, Deadline.after(this.settings.startupTimeout(), Step.KILL_UNSTARTED, turn.now()));
		this.workers.put(worker.id(), worker);
		turn.act(new Action.Fork(worker.id(), slot.index(), generation));
		return worker;
	}

	void fill(Slot slot, Turn turn) {
		slot.occupy(fork(slot, slot.generation(), turn));
	}

	/**
	 * A slot with the lowest free index.
	 */
	Slot add() {
		int index = 0;
		while (index < this.slots.size() && this.slots.get(index).index() == index) {
			index++;
		}
		Slot slot = new Slot(index, this.generation);
		this.slots.add(index, slot);
		return slot;
	}

	// Who goes

	void retire(Slot slot, String reason) {
		this.slots.remove(slot);
		this.tally.retired(slot);
		this.workers.values()
			.stream()
			.filter((worker) -> worker.slot() == slot)
			.forEach((worker) -> worker.leave(reason));
	}

	@Nullable Worker gone(int id) {
		Worker worker = this.workers.remove(id);
		if (worker != null) {
			worker.slot().vacate(worker);
		}
		return worker;
	}

	void lastExit(Worker worker, Exit exit) {
		worker.slot().lastExit(exit, this.wallClock.instant());
	}

	/**
	 * What follows the failure of a slot's worker.
	 */
	Verdict decide(Worker worker, Exit exit, long now) {
		RestartPolicy policy = this.settings.restart();
		return policy.decide(exit, worker.isStable(policy.stableAfter(), now), worker.slot().failures(), this.random);
	}

	void follow(Verdict verdict, Slot slot, long now) {
		if (verdict instanceof Verdict.Restart restart) {
			slot.backOff(now + restart.delay().toMillis(), restart.failures());
		}
		else if (verdict instanceof Verdict.GiveUp giveUp) {
			slot.giveUp(giveUp.failures());
			tell(FleetEvent.of(Kind.GIVEN_UP, slot,
					"failed %d times in a row and is given up".formatted(giveUp.failures())));
		}
		else {
			slot.letGo();
		}
	}

}
