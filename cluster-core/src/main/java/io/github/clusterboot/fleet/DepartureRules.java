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
	 * How long the end of everything waits for a process that was killed. The kernel
	 * cannot end one that waits for a file system that does not answer.
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
		for (Worker worker : this.roster.workers()) {
			worker.leave(this.roster.stopReason);
			if (worker.stage == Stage.KILLED && worker.deadline == null) {
				worker.deadline = this.roster.in(DEATH_TIME);
			}
		}
	}

	// Deadlines and silence

	void meetDeadlines() {
		for (Worker worker : this.roster.workers()) {
			if (worker.deadline != null && worker.deadline <= this.roster.now) {
				overdue(worker);
			}
			else if (worker.isSilent(this.roster.settings.heartbeatTimeout(), this.roster.now)) {
				silent(worker);
			}
		}
	}

	private void overdue(Worker worker) {
		this.roster.tell(Kind.OVERDUE, worker, worker.stage.overdue());
		worker.unstarted = worker.isOfUse();
		switch (worker.stage) {
			case DRAINING -> terminate(worker);
			case KILLED -> this.roster.gone(worker.id);
			default -> kill(worker);
		}
	}

	private void silent(Worker worker) {
		this.roster.tell(Kind.HUNG, worker, "has been silent for %s; asking for its threads, then killing it"
			.formatted(FleetEvent.seconds(this.roster.settings.heartbeatTimeout())));
		worker.enter(Stage.CONDEMNED, this.roster.in(DUMP_TIME));
		this.roster.act(new Action.DumpThreads(worker.id));
	}

	private void kill(Worker worker) {
		worker.enter(Stage.KILLED, null);
		this.roster.act(new Action.Kill(worker.id));
	}

	private void terminate(Worker worker) {
		worker.enter(Stage.TERMINATED, this.roster.in(this.roster.settings.killTimeout()));
		this.roster.act(new Action.Terminate(worker.id));
	}

	// Who is beyond repair, or was asked to go

	void sendAway() {
		for (Worker worker : this.roster.workers()) {
			if (worker.isOfUse() && !worker.isAskedToGo()) {
				retireIfBroken(worker);
			}
			if (worker.isOfUse() && worker.isAskedToGo()) {
				drain(worker);
			}
		}
	}

	private void retireIfBroken(Worker worker) {
		long oldest = worker.vitals.oldestRequestMillis();
		long timeout = this.roster.settings.requestTimeout().toMillis();
		if (timeout != 0 && oldest > timeout) {
			this.roster.act(new Action.DumpThreads(worker.id));
			worker.broken = "a request has been with its thread for " + oldest / 1000 + " s";
		}
		if (worker.unclustered != null) {
			terminate(worker);
		}
		else if (worker.broken != null && worker.slot.worker == worker) {
			this.exits.broken(worker, worker.broken);
		}
		else if (worker.broken != null) {
			kill(worker);
		}
	}

	/**
	 * A worker that has no context yet may be the first one of what it runs. What an
	 * application does once, such as to migrate a database, it does then. Any other one
	 * has nothing to finish, and a JVM that is asked to end would first wait for the end
	 * of its start.
	 */
	private void drain(Worker worker) {
		boolean first = !this.roster.established || worker.generation > this.roster.generation;
		if (worker.readySince != null) {
			Duration timeout = this.roster.settings.drainTimeout();
			worker.enter(Stage.DRAINING, this.roster.in(timeout));
			this.roster.act(new Action.Drain(worker.id, timeout));
		}
		else if (worker.stage == Stage.REFRESHED || first) {
			terminate(worker);
		}
		else {
			kill(worker);
		}
	}

}
