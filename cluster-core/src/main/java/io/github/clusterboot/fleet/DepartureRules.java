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

import org.slf4j.event.Level;

import io.github.clusterboot.fleet.Deadline.Step;
import io.github.clusterboot.fleet.FleetEvent.Kind;

/**
 * The rules by which workers go: those that missed a deadline or are silent, those that
 * are beyond repair, those that were asked to, and in the end all.
 */
final class DepartureRules {

	/**
	 * How long a silent worker may take to write its threads.
	 */
	private static final Duration DUMP_TIME = Duration.ofSeconds(2);

	/**
	 * How long the end of everything waits for processes that somebody in a hurry has had
	 * killed. The kernel cannot end one that waits for a file system that does not
	 * answer.
	 */
	private static final Duration DEATH_TIME = Duration.ofSeconds(2);

	private final Roster roster;

	private final Exits exits;

	private boolean hurried;

	private boolean listenersClosed;

	DepartureRules(Roster roster, Exits exits) {
		this.roster = roster;
		this.exits = exits;
	}

	void hurry() {
		this.hurried = true;
	}

	void stopAll(Turn turn) {
		if (!this.listenersClosed) {
			this.listenersClosed = true;
			turn.act(new Action.CloseListeners());
		}
		for (Worker worker : this.roster.workers()) {
			worker.leave(this.roster.stopReason());
			if (worker.stage() == Stage.KILLED && worker.deadline() == null) {
				worker.reach(Stage.KILLED,
						Deadline.after(this.roster.settings().killTimeout(), Step.LEAVE, turn.now()));
			}
		}
	}

	// Deadlines and silence

	void meetDeadlines(Turn turn) {
		for (Worker worker : this.roster.workers()) {
			Deadline deadline = worker.deadline();
			if (deadline != null && deadline.at() <= turn.now()) {
				overdue(worker, deadline.step(), turn);
			}
			else if (worker.isSilent(this.roster.settings().heartbeatTimeout(), turn.now())) {
				silent(worker, turn);
			}
		}
	}

	private void overdue(Worker worker, Step step, Turn turn) {
		boolean detail = step.level() == Level.DEBUG;
		this.roster.tell(FleetEvent.of(detail ? Kind.DETAIL : Kind.OVERDUE, step.level(), worker, null, step.text()));
		worker.missed(step);
		switch (step) {
			case TERMINATE, TERMINATE_UNCLUSTERED -> terminate(worker, turn);
			case LEAVE -> {
				this.roster.gone(worker.id());
				turn.changed();
			}
			default -> kill(worker, turn);
		}
	}

	private void silent(Worker worker, Turn turn) {
		Duration timeout = this.roster.settings().heartbeatTimeout();
		this.roster
			.tell(FleetEvent.of(Kind.HUNG, worker, "has been silent for %s; asking for its threads, then killing it"
				.formatted(FleetEvent.seconds(timeout))));
		worker.missed(Step.KILL_SILENT);
		worker.reach(Stage.CONDEMNED, Deadline.after(DUMP_TIME, Step.KILL_SILENT, turn.now()));
		turn.act(new Action.DumpThreads(worker.id()));
	}

	/**
	 * Only the end of everything leaves a process behind: a slot has one worker, dead or
	 * alive.
	 */
	private void kill(Worker worker, Turn turn) {
		Duration patience = this.hurried ? DEATH_TIME : this.roster.settings().killTimeout();
		worker.reach(Stage.KILLED, this.roster.isStopping() ? Deadline.after(patience, Step.LEAVE, turn.now()) : null);
		turn.act(new Action.Kill(worker.id()));
	}

	private void terminate(Worker worker, Turn turn) {
		worker.reach(Stage.TERMINATED, Deadline.after(this.roster.settings().killTimeout(), Step.KILL, turn.now()));
		turn.act(new Action.Terminate(worker.id()));
	}

	// Who is beyond repair

	void retireBroken(Turn turn) {
		for (Worker worker : this.roster.workers()) {
			boolean holdsSlot = worker.slot().worker() == worker;
			if (holdsSlot && worker.isOfUse() && isStuck(worker)) {
				turn.act(new Action.DumpThreads(worker.id()));
				long seconds = worker.vitals().oldestRequestMillis() / 1000;
				worker.broken("a request has been with its thread for " + seconds + " s");
			}
			String reason = worker.broken();
			if (reason != null && worker.isOfUse() && !worker.isAskedToGo()) {
				if (holdsSlot) {
					this.exits.broken(worker, reason, turn.now());
				}
				else {
					kill(worker, turn);
				}
			}
		}
	}

	private boolean isStuck(Worker worker) {
		long timeout = this.roster.settings().requestTimeout().toMillis();
		return timeout != 0 && worker.vitals().oldestRequestMillis() > timeout && !this.roster.isStopping();
	}

	// Who is asked to go, goes

	void drainLeaving(Turn turn) {
		for (Worker worker : this.roster.workers()) {
			if (worker.isAskedToGo() && worker.isOfUse()) {
				drain(worker, turn);
			}
		}
	}

	private void drain(Worker worker, Turn turn) {
		String patience = FleetEvent.seconds(this.roster.settings().killTimeout());
		if (worker.hasStarted()) {
			worker.reach(Stage.DRAINING,
					Deadline.after(this.roster.settings().drainTimeout(), Step.TERMINATE, turn.now()));
			turn.act(new Action.Drain(worker.id()));
		}
		else if (worker.stage() == Stage.REFRESHED) {
			detail(worker, "has up to %s to end: it serves nobody yet, but has a context to close".formatted(patience));
			terminate(worker, turn);
		}
		else if (mayBeMigrating(worker)) {
			detail(worker, "has up to %s to end: it is the first to start and may be migrating a database"
				.formatted(patience));
			terminate(worker, turn);
		}
		else {
			detail(worker, "is killed: it is starting and serves nobody");
			kill(worker, turn);
		}
	}

	/**
	 * Whether a worker that has no context yet is the first one of what it runs. What an
	 * application does once, such as to migrate a database, it does then. Any other one
	 * has nothing to finish, and a JVM that is asked to end would first wait for the end
	 * of its start.
	 */
	private boolean mayBeMigrating(Worker worker) {
		return !this.roster.isEstablished() || worker.generation() > this.roster.generation();
	}

	private void detail(Worker worker, String text) {
		this.roster.tell(FleetEvent.of(Kind.DETAIL, worker, text));
	}

}
