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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.clusterboot.fleet.RestartPolicy.Mode;
import io.github.clusterboot.ipc.Message.Heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever happens to a {@link Fleet}, some things are always true, and when nothing goes
 * wrong any more it becomes what is wanted. The workers are simulated: they start, serve
 * and go as they are told, until the dice have it otherwise.
 */
class FleetPropertyTests {

	private static final Duration STARTUP = Duration.ofSeconds(20);

	private final Map<Integer, Simulated> processes = new LinkedHashMap<>();

	private final List<Integer> copies = new ArrayList<>();

	private Random random;

	private Fleet fleet;

	private long now;

	private Integer code;

	private boolean stopped;

	private boolean trouble;

	/**
	 * What is to be removed, which is done late.
	 */
	private final Set<Integer> gone = new HashSet<>();

	static LongStream seeds() {
		long seed = new Random().nextLong();
		System.out.println("FleetPropertyTests: the random seed is " + seed);
		return LongStream.concat(LongStream.rangeClosed(1, 60), LongStream.of(seed));
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void invariantsHoldAndWhatIsWantedIsRestored(long seed) {
		begin(seed);
		int workers = 1 + this.random.nextInt(4);
		int standby = this.random.nextInt(3);
		create(workers, standby);
		this.trouble = true;
		for (int step = 0; step < 1500 && this.code == null; step++) {
			somethingHappens();
		}
		assertThat(this.code).as("nothing that happened is a reason to end").isNull();
		this.trouble = false;
		this.fleet.reload();
		pass(400);
		Roster roster = this.fleet.roster;
		assertThat(this.code).isNull();
		assertThat(this.fleet.reloads.status.state()).as("the reload").isEqualTo("SUCCEEDED");
		assertThat(roster.slots).hasSize(roster.wanted + roster.standby)
			.allMatch((slot) -> slot.worker != null, "has a worker");
		assertThat(roster.workers()).as("one in each slot").hasSameSizeAs(roster.slots);
		assertThat(roster.workers().stream().filter((worker) -> worker.stage == Stage.LISTENING)).as("listening")
			.hasSize(roster.wanted);
		assertThat(roster.workers().stream().filter(Worker::standsBy)).as("standing by").hasSize(roster.standby);
		assertThat(roster.workers()).allMatch((worker) -> worker.generation == roster.generation);
		assertThat(this.copies).as("copies").containsExactly(roster.generation);
		assertThat(this.processes.entrySet()
			.stream()
			.filter((process) -> process.getValue().leads)
			.map((process) -> roster.byId.get(process.getKey()).stage)).as("the leader")
			.containsExactly(Stage.LISTENING);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void endsWhenToldToWhateverHasHappened(long seed) {
		begin(seed);
		create(1 + this.random.nextInt(4), this.random.nextInt(3));
		this.trouble = true;
		int steps = this.random.nextInt(600);
		for (int step = 0; step < steps && this.code == null; step++) {
			somethingHappens();
		}
		this.fleet.stop(143, "SIGTERM");
		this.stopped = true;
		reconcile();
		for (int step = 0; step < 300 && this.code == null; step++) {
			somethingHappens();
		}
		assertThat(this.code).as("exit code").isEqualTo(143);
	}

	private void begin(long seed) {
		this.random = new Random(seed);
	}

	private void create(int workers, int standby) {
		RestartPolicy policy = new RestartPolicy(Mode.ALWAYS, Duration.ofMillis(200), Duration.ofSeconds(3),
				Duration.ofSeconds(10), 1_000_000);
		this.fleet = new Fleet(new FleetSettings(workers, standby, policy, STARTUP, Duration.ofSeconds(8),
				Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(60),
				new RecyclePolicy(0, 200, Duration.ZERO), Duration.ofSeconds(this.random.nextInt(3))), (event) -> {
				}, this.random::nextDouble, InstantSource.system());
		this.copies.add(1);
		this.fleet.begin();
		reconcile();
		// the first start has to succeed
		pass(5);
	}

	private void somethingHappens() {
		pass(1);
		if (this.code != null || this.random.nextInt(3) > 0) {
			return;
		}
		List<Integer> ids = List.copyOf(this.processes.keySet());
		int id = ids.isEmpty() ? 0 : ids.get(this.random.nextInt(ids.size()));
		Simulated process = this.processes.get(id);
		switch (this.random.nextInt(14)) {
			case 0, 1 -> exit(id, this.random.nextBoolean() ? 0 : 137);
			case 2 -> {
				if (process != null) {
					process.hung = true;
				}
			}
			case 3 -> this.fleet.reload();
			case 4 -> this.fleet.scale(1 + this.random.nextInt(5));
			case 5 -> this.fleet.restart(id);
			case 6 -> {
				if (this.random.nextInt(4) == 0) {
					this.fleet.disconnect(id);
				}
			}
			case 7 -> this.fleet.kill(id, this.random.nextBoolean(), this.now);
			case 8 -> this.fleet.workers().broken(id);
			case 9 -> this.fleet.workers().disconnected(id, this.now);
			case 10 -> {
				if (process != null && process.accepting) {
					process.accepting = false;
					process.refuses = true;
					this.fleet.workers().refusing(id, this.now);
				}
			}
			case 11 -> {
				if (process != null) {
					process.requests = 1000;
				}
			}
			case 12 -> this.fleet.workers().heartbeat(id, new Heartbeat(0, 0, 0, 0, 0, 0, 61_000), false, this.now);
			default -> this.fleet.scaleBy(this.random.nextInt(3) - 1);
		}
		reconcile();
	}

	/**
	 * Time passes, and each process does what it has to.
	 */
	private void pass(int steps) {
		for (int step = 0; step < steps && this.code == null; step++) {
			this.now += 500;
			reconcile();
			this.copies.removeAll(this.gone);
			this.gone.clear();
			for (int id : List.copyOf(this.processes.keySet())) {
				Simulated process = this.processes.get(id);
				if (process != null && !process.hung) {
					process.live(id);
					reconcile();
				}
			}
		}
	}

	private void exit(int id, int code) {
		if (this.processes.remove(id) != null) {
			Exit exit = Exit.of(code);
			this.fleet.workers().exited(id, exit, this.random.nextBoolean(), this.now);
		}
	}

	private void reconcile() {
		boolean established = this.fleet.roster.established;
		List<Action> actions = this.fleet.reconcile(this.now);
		actions.forEach(this::act);
		assertThat(this.fleet.reconcile(this.now)).as("idempotent").isEmpty();
		check(established);
	}

	private void act(Action action) {
		assertThat(this.code).as("ended before %s", action).isNull();
		if (action instanceof Action.Fork fork) {
			assertThat(this.stopped).as("fork after the stop").isFalse();
			assertThat(this.copies).contains(fork.generation());
			this.processes.put(fork.id(), new Simulated(this.trouble));
		}
		else if (action instanceof Action.OpenGate gate) {
			Simulated process = this.processes.get(gate.id());
			if (process != null) {
				process.open = true;
			}
		}
		else if (action instanceof Action.Lead lead) {
			assertThat(this.stopped).as("leader after the stop").isFalse();
			this.processes.computeIfPresent(lead.id(), (id, process) -> process.lead());
		}
		else if (action instanceof Action.StopLeading stop) {
			this.processes.computeIfPresent(stop.id(), (id, process) -> process.stopLeading());
		}
		else if (action instanceof Action.Drain drain) {
			this.processes.computeIfPresent(drain.id(), (id, process) -> process.drain());
		}
		else if (action instanceof Action.Terminate terminate) {
			this.processes.computeIfPresent(terminate.id(), (id, process) -> process.drain());
		}
		else if (action instanceof Action.Kill kill) {
			this.processes.computeIfPresent(kill.id(), (id, process) -> process.kill());
		}
		else if (action instanceof Action.PrepareGeneration prepare) {
			// some copies fail, some are never made
			int dice = this.trouble ? this.random.nextInt(4) : 3;
			if (dice == 0) {
				this.fleet.notPrepared(prepare.generation(), "no room");
				reconcile();
			}
			else if (dice > 1) {
				this.copies.add(prepare.generation());
				this.fleet.prepared(prepare.generation());
				reconcile();
			}
		}
		else if (action instanceof Action.DiscardGenerations discard) {
			this.gone.addAll(discard.gone());
		}
		else if (action instanceof Action.End end) {
			this.code = end.code();
		}
	}

	private void check(boolean established) {
		assertThat(this.processes.values().stream().filter((process) -> process.leads)).as("leaders")
			.hasSizeLessThanOrEqualTo(1);
		Roster roster = this.fleet.roster;
		if (this.stopped || this.code != null) {
			return;
		}
		Set<Integer> indexes = new HashSet<>();
		roster.slots.forEach((slot) -> assertThat(indexes.add(slot.index)).isTrue());
		Map<Slot, Integer> useful = new LinkedHashMap<>();
		roster.workers()
			.stream()
			.filter(Worker::isOfUse)
			.forEach((worker) -> useful.merge(worker.slot, 1, Integer::sum));
		assertThat(useful.values()).as("a worker and its replacement").allMatch((count) -> count <= 2);
		assertThat(useful.values().stream().filter((count) -> count == 2)).as("one replacement at a time")
			.hasSizeLessThanOrEqualTo(1);
		assertThat(roster.workers().stream().filter(FleetPropertyTests::isRolledOut))
			.as("one drains for a reload at a time")
			.hasSizeLessThanOrEqualTo(1);
		if (established) {
			assertThat(roster.slots).as("forgotten")
				.allMatch((slot) -> slot.worker != null || slot.isBackingOff() || slot.isGivenUp()
						|| this.fleet.rollouts.isReplacing(slot));
		}
	}

	private static boolean isRolledOut(Worker worker) {
		return "reload".equals(worker.leaveReason);
	}

	/**
	 * A process of a worker.
	 */
	private final class Simulated {

		private final int startup;

		private final boolean fails;

		private int age;

		private boolean ready;

		private boolean open;

		private boolean accepting;

		private boolean refuses;

		private boolean draining;

		private int drainsUntil;

		private boolean killed;

		private boolean hung;

		/**
		 * What only the leader runs may run.
		 */
		private boolean leads;

		/**
		 * It is to tell that it has stopped leading, which takes until then.
		 */
		private Integer leadsUntil;

		private final List<Boolean> told = new ArrayList<>();

		private int requests;

		private int readiness;

		Simulated(boolean trouble) {
			// some never start in time
			this.startup = trouble ? 1 + FleetPropertyTests.this.random.nextInt(50) : 2;
			this.fails = trouble && FleetPropertyTests.this.random.nextInt(5) == 0
					&& FleetPropertyTests.this.fleet.roster.established;
		}

		Simulated lead() {
			this.told.add(true);
			return this;
		}

		Simulated stopLeading() {
			this.told.add(false);
			return this;
		}

		/**
		 * What it was told arrives later, and may cross what it says.
		 */
		private void read(boolean lead) {
			if (lead) {
				assertThat(this.leads).as("leads already").isFalse();
				this.leads = !this.draining;
			}
			else if (this.leadsUntil == null) {
				this.leadsUntil = this.age + FleetPropertyTests.this.random.nextInt(6);
			}
		}

		Simulated drain() {
			read(false);
			this.draining = true;
			this.drainsUntil = this.age + FleetPropertyTests.this.random.nextInt(12);
			return this;
		}

		Simulated kill() {
			this.killed = true;
			this.hung = false;
			return this;
		}

		void live(int id) {
			Fleet fleet = FleetPropertyTests.this.fleet;
			long now = FleetPropertyTests.this.now;
			if (this.killed || (this.draining && this.age >= this.drainsUntil)) {
				exit(id, this.killed ? 137 : 0);
				return;
			}
			this.told.forEach(this::read);
			this.told.clear();
			if (this.leadsUntil != null && this.leadsUntil <= this.age) {
				this.leadsUntil = null;
				this.leads = false;
				fleet.workers().stoppedLeading(id, this.draining);
			}
			if (this.draining) {
				this.age++;
				return;
			}
			if (this.age++ == 0) {
				if (this.fails && FleetPropertyTests.this.random.nextBoolean()) {
					FleetPropertyTests.this.processes.remove(id);
					fleet.workers().notForked(id, "EAGAIN", now);
					return;
				}
				fleet.workers().forked(id, id);
				fleet.workers().online(id, now);
				return;
			}
			fleet.workers().heartbeat(id, new Heartbeat(0, 0, 0, 0, 0, this.requests, 0), false, now);
			if (this.age < this.startup) {
				return;
			}
			if (this.fails) {
				exit(id, 1);
			}
			else if (this.refuses) {
				this.refuses = false;
				this.ready = false;
				this.open = false;
			}
			else if (!fleet.roster.keepsStandby() || this.open) {
				if (!this.accepting) {
					this.accepting = true;
					fleet.workers().accepting(id, now);
				}
			}
			else if (!this.ready) {
				this.ready = true;
				fleet.workers().ready(id, ++this.readiness, now);
			}
		}

	}

}
