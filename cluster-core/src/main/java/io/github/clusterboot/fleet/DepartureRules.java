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

	private boolean listenersClosed;

	DepartureRules(Roster roster, Exits exits) {
		this.roster = roster;
		this.exits = exits;
	}

	/**
	 * Only the end of everything leaves a process behind: a slot has one worker, dead or
	 * alive.
	 */
	void stopAll() {
		if (!this.listenersClosed) {
			this.listenersClosed = true;
			this.roster.act(new Action.CloseListeners());
		}
		Duration patience = this.roster.hurried ? DEATH_TIME : this.roster.settings.killTimeout();
		for (Worker worker : this.roster.workers()) {
			worker.leave(this.roster.stopReason);
			if (worker.stage == Stage.KILLED && worker.deadline == null) {
				worker.deadline = Deadline.after(patience, Step.LEAVE, this.roster.now);
			}
		}
	}

	// Deadlines and silence

	void meetDeadlines() {
		for (Worker worker : this.roster.workers()) {
			Deadline deadline = worker.deadline;
			if (deadline != null && deadline.at() <= this.roster.now) {
				overdue(worker, deadline.step());
			}
			else if (worker.isSilent(this.roster.settings.heartbeatTimeout(), this.roster.now)) {
				silent(worker);
			}
		}
	}

	private void overdue(Worker worker, Step step) {
		this.roster.tell(step.kind, worker, step.text);
		switch (step) {
			case TERMINATE, TERMINATE_UNCLUSTERED -> terminate(worker);
			case LEAVE -> this.roster.gone(worker.id);
			default -> {
				worker.unstarted = step == Step.KILL_UNSTARTED;
				kill(worker);
			}
		}
	}

	private void silent(Worker worker) {
		this.roster.tell(Kind.HUNG, worker, "has been silent for %s; asking for its threads, then killing it"
			.formatted(FleetEvent.seconds(this.roster.settings.heartbeatTimeout())));
		worker.enter(Stage.CONDEMNED, Deadline.after(DUMP_TIME, Step.KILL_CONDEMNED, this.roster.now));
		this.roster.act(new Action.DumpThreads(worker.id));
	}

	private void kill(Worker worker) {
		worker.enter(Stage.KILLED, null);
		this.roster.act(new Action.Kill(worker.id));
	}

	private void terminate(Worker worker) {
		Duration patience = this.roster.settings.killTimeout();
		worker.enter(Stage.TERMINATED, Deadline.after(patience, Step.KILL, this.roster.now));
		this.roster.act(new Action.Terminate(worker.id));
	}

	// Who is beyond repair

	void retireBroken() {
		for (Worker worker : this.roster.workers()) {
			if (!worker.isOfUse() || worker.isAskedToGo()) {
				continue;
			}
			if (isStuck(worker)) {
				this.roster.act(new Action.DumpThreads(worker.id));
				long seconds = worker.vitals.oldestRequestMillis() / 1000;
				worker.broken = "a request has been with its thread for " + seconds + " s";
			}
			if (worker.broken != null && worker.slot.worker == worker) {
				this.exits.broken(worker, worker.broken);
			}
			else if (worker.broken != null) {
				kill(worker);
			}
		}
	}

	private boolean isStuck(Worker worker) {
		long timeout = this.roster.settings.requestTimeout().toMillis();
		return timeout != 0 && worker.vitals.oldestRequestMillis() > timeout;
	}

	// Who is asked to go, goes

	void drainLeaving() {
		for (Worker worker : this.roster.workers()) {
			if (worker.isAskedToGo() && worker.isOfUse()) {
				drain(worker);
			}
		}
	}

	private void drain(Worker worker) {
		if (worker.readySince != null) {
			Duration patience = this.roster.settings.drainTimeout();
			worker.enter(Stage.DRAINING, Deadline.after(patience, Step.TERMINATE, this.roster.now));
			this.roster.act(new Action.Drain(worker.id));
		}
		else if (worker.stage == Stage.REFRESHED || mayBeMigrating(worker)) {
			this.roster.tell(Kind.DETAIL, worker, "is terminated: it serves nobody, but may have something to finish");
			terminate(worker);
		}
		else {
			this.roster.tell(Kind.DETAIL, worker, "is killed: it is starting and serves nobody");
			kill(worker);
		}
	}

	/**
	 * Whether a worker that has no context yet is the first one of what it runs. What an
	 * application does once, such as to migrate a database, it does then. Any other one
	 * has nothing to finish, and a JVM that is asked to end would first wait for the end
	 * of its start.
	 */
	private boolean mayBeMigrating(Worker worker) {
		return !this.roster.established || worker.generation > this.roster.generation;
	}

}
