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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.primary.RestartPolicy.Verdict;
import io.github.clusterboot.primary.WorkerHandle.Deadline;
import io.github.clusterboot.primary.WorkerHandle.Deadline.Step;
import io.github.clusterboot.primary.WorkerHandle.State;

/**
 * Decides what is done with the workers: told what happened and when, it says what is to
 * be done. It does no I/O and has no clock and no threads; times are milliseconds of a
 * clock that the caller chooses.
 * <p>
 * The first worker starts alone and the others follow once it listens. So an application
 * that cannot start says so once and not N times over, the first answer does not wait for
 * N JVMs that start at the same time, and what an application does once at its start (a
 * migration of its database) is done by one.
 * <p>
 * Not thread-safe.
 */
final class Supervisor {

	/**
	 * The exit code where the first start failed, or no slot could be kept running.
	 */
	private static final int FAILURE = 1;

	private final PrimarySettings settings;

	private final Effects effects;

	private final Journal journal;

	private final DoubleSupplier random;

	private final List<Slot> slots;

	private final Map<Integer, WorkerHandle> workers = new LinkedHashMap<>();

	private int lastId;

	private boolean established;

	private @Nullable Integer exitCode;

	private boolean ended;

	Supervisor(PrimarySettings settings, Effects effects, Journal journal, DoubleSupplier random) {
		this.settings = settings;
		this.effects = effects;
		this.journal = journal;
		this.random = random;
		this.slots = IntStream.range(0, settings.workers()).mapToObj(Slot::new).toList();
	}

	void start(long now) {
		fork(this.slots.get(0), now);
	}

	void forked(int id, long pid) {
		WorkerHandle worker = this.workers.get(id);
		if (worker != null) {
			worker.forked(pid);
			this.journal.forked(worker);
		}
	}

	void notForked(int id, String reason, long now) {
		WorkerHandle worker = this.workers.remove(id);
		if (worker == null) {
			return;
		}
		Exit exit = new Exit(FAILURE, null);
		Verdict verdict = decide(worker, exit, now);
		this.journal.notForked(worker, reason, verdict);
		if (!this.established) {
			stopAll(FAILURE, now);
		}
		follow(verdict, worker.slot(), now);
		endIfNothingIsLeft();
	}

	void online(int id) {
		WorkerHandle worker = this.workers.get(id);
		if (worker == null) {
			return;
		}
		worker.online();
		this.journal.online(worker);
	}

	void accepting(int id, long now) {
		WorkerHandle worker = this.workers.get(id);
		if (worker == null) {
			return;
		}
		if (!worker.listening(now)) {
			this.journal.acceptingAgain(worker);
			return;
		}
		this.journal.listening(worker, worker.uptime(now));
		if (!this.established) {
			this.established = true;
			this.slots.stream().skip(1).forEach((slot) -> fork(slot, now));
		}
	}

	void refusing(int id) {
		WorkerHandle worker = this.workers.get(id);
		if (worker != null && worker.refusing()) {
			this.journal.refusing(worker);
		}
	}

	/**
	 * A worker's connection to the primary is closed. It is about to exit, or it is of no
	 * more use.
	 */
	void disconnected(int id, long now) {
		WorkerHandle worker = this.workers.get(id);
		if (worker != null && worker.state() != State.DRAINING) {
			worker.deadline(deadline(now, this.settings.killTimeout(), Step.KILL));
		}
	}

	void exited(int id, int code, long now) {
		WorkerHandle worker = this.workers.remove(id);
		if (worker == null) {
			return;
		}
		Exit exit = Exit.of(code);
		Slot slot = worker.slot();
		slot.lastExit(exit);
		if (isStopping() || worker.state() == State.DRAINING) {
			this.journal.exitedAsAsked(worker, exit, worker.uptime(now));
		}
		else if (!this.established && exit.failed()) {
			this.journal.firstStartFailed(worker, exit, worker.uptime(now));
			stopAll(FAILURE, now);
		}
		else {
			Verdict verdict = decide(worker, exit, now);
			this.journal.exited(worker, exit, worker.uptime(now), verdict);
			follow(verdict, slot, now);
		}
		endIfNothingIsLeft();
	}

	private Verdict decide(WorkerHandle worker, Exit exit, long now) {
		RestartPolicy policy = this.settings.restart();
		return policy.decide(exit, worker.isStable(policy.stableAfter(), now), worker.slot().failures(), this.random);
	}

	private void follow(Verdict verdict, Slot slot, long now) {
		if (isStopping()) {
			return;
		}
		if (verdict instanceof Verdict.Restart restart) {
			slot.restartAt(now + restart.delay().toMillis(), restart.failures());
			tick(now);
		}
		else if (verdict instanceof Verdict.GiveUp giveUp) {
			slot.giveUp(giveUp.failures());
		}
	}

	/**
	 * Stops everything gracefully.
	 * @param code the exit code of the primary
	 * @param reason why, in a word
	 */
	void stop(int code, String reason, long now) {
		if (isStopping()) {
			return;
		}
		this.journal.stopping(this.workers.size(), reason);
		stopAll(code, now);
		endIfNothingIsLeft();
	}

	/**
	 * Kills what a graceful stop has left.
	 * @param reason why, in a word
	 */
	void kill(String reason) {
		this.journal.killing(this.workers.size(), reason);
		this.workers.values().forEach((worker) -> {
			worker.deadline(null);
			this.effects.kill(worker.id());
		});
	}

	boolean isStopping() {
		return this.exitCode != null;
	}

	private void stopAll(int code, long now) {
		this.exitCode = code;
		this.slots.forEach(Slot::noRestart);
		this.effects.closeListeners();
		this.workers.values().forEach((worker) -> drain(worker, now));
	}

	private void drain(WorkerHandle worker, long now) {
		worker.draining();
		if (worker.hasListened()) {
			worker.deadline(deadline(now, this.settings.drainTimeout(), Step.TERMINATE));
			this.effects.disconnect(worker.id());
		}
		else {
			terminate(worker, now);
		}
	}

	private void terminate(WorkerHandle worker, long now) {
		worker.deadline(deadline(now, this.settings.killTimeout(), Step.KILL));
		this.effects.terminate(worker.id());
	}

	/**
	 * Does what is due.
	 */
	void tick(long now) {
		for (Slot slot : this.slots) {
			Long restartAt = slot.restartAt();
			if (restartAt != null && restartAt <= now) {
				slot.restarted();
				fork(slot, now);
			}
		}
		for (WorkerHandle worker : new ArrayList<>(this.workers.values())) {
			Deadline deadline = worker.deadline();
			if (deadline != null && deadline.at() <= now) {
				this.journal.overdue(worker, deadline.step());
				worker.deadline(null);
				if (deadline.step() == Step.TERMINATE) {
					terminate(worker, now);
				}
				else {
					this.effects.kill(worker.id());
				}
			}
		}
	}

	/**
	 * When {@link #tick} has something to do.
	 * @return the time, or empty if nothing is due until something happens
	 */
	OptionalLong nextDeadline() {
		LongStream restarts = this.slots.stream()
			.map(Slot::restartAt)
			.flatMap(Stream::ofNullable)
			.mapToLong(Long::longValue);
		LongStream deadlines = this.workers.values()
			.stream()
			.map(WorkerHandle::deadline)
			.flatMap(Stream::ofNullable)
			.mapToLong(Deadline::at);
		return LongStream.concat(restarts, deadlines).min();
	}

	private void fork(Slot slot, long now) {
		WorkerHandle worker = new WorkerHandle(++this.lastId, slot, now);
		worker.deadline(deadline(now, this.settings.startupTimeout(), Step.KILL_UNSTARTED));
		this.workers.put(worker.id(), worker);
		this.effects.fork(worker.id(), slot.index());
	}

	private static Deadline deadline(long now, Duration timeout, Step step) {
		return new Deadline(now + timeout.toMillis(), step);
	}

	private void endIfNothingIsLeft() {
		boolean restartDue = this.slots.stream().anyMatch((slot) -> slot.restartAt() != null);
		if (this.ended || restartDue || !this.workers.isEmpty()) {
			return;
		}
		this.ended = true;
		this.effects.end((this.exitCode != null) ? this.exitCode : codeOfSlots());
	}

	private int codeOfSlots() {
		boolean allWell = this.slots.stream().map(Slot::lastExit).flatMap(Stream::ofNullable).noneMatch(Exit::failed);
		return allWell ? 0 : FAILURE;
	}

	/**
	 * What the decisions lead to. What comes of it is told to the supervisor later, never
	 * from within.
	 */
	interface Effects {

		/**
		 * Fork a worker; {@link Supervisor#forked} or {@link Supervisor#notForked}
		 * follows.
		 */
		void fork(int id, int slot);

		/**
		 * Ask a worker to drain and exit.
		 */
		void disconnect(int id);

		/**
		 * Send a worker SIGTERM.
		 */
		void terminate(int id);

		/**
		 * Send a worker SIGKILL.
		 */
		void kill(int id);

		/**
		 * Close the listening sockets: nobody is going to serve their clients.
		 */
		void closeListeners();

		/**
		 * Everything has ended, the primary too is to exit with this code.
		 */
		void end(int code);

	}

}
