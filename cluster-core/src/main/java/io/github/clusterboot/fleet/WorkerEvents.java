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

import java.util.Optional;

import io.github.clusterboot.fleet.FleetEvent.Kind;
import io.github.clusterboot.ipc.Message.Heartbeat;

/**
 * Takes note of what happens to workers. Late events of those that are gone or are to be
 * killed change nothing.
 */
public final class WorkerEvents {

	private final Roster roster;

	private final Exits exits;

	private final Leadership leadership;

	WorkerEvents(Roster roster, Exits exits, Leadership leadership) {
		this.roster = roster;
		this.exits = exits;
		this.leadership = leadership;
	}

	public void forked(int id, long pid) {
		find(id).ifPresent((worker) -> {
			worker.pid = pid;
			this.roster.tell(Kind.FORKED, worker, "forked");
		});
	}

	public void notForked(int id, String reason, long now) {
		Worker worker = this.roster.gone(id);
		if (worker != null) {
			this.roster.now = now;
			this.exits.notForked(worker, reason);
		}
	}

	public void online(int id, long now) {
		find(id).ifPresent((worker) -> {
			worker.heardAt = now;
			worker.reach(Stage.ONLINE);
			this.roster.tell(Kind.ONLINE, worker, "is online");
		});
	}

	public void refreshed(int id) {
		find(id).ifPresent((worker) -> worker.reach(Stage.REFRESHED));
	}

	public void ready(int id, int readiness, long now) {
		ofUse(id).ifPresent((worker) -> worker.ready(readiness, now));
	}

	public void accepting(int id, long now) {
		ofUse(id).ifPresent((worker) -> {
			String since = worker.announced ? "; it stood by" : " after " + FleetEvent.seconds(worker.uptime(now));
			boolean again = worker.listeningSince != null;
			this.roster.tell(Kind.LISTENING, worker, again ? "accepts traffic again" : "is listening" + since);
			this.roster.established = true;
			worker.listening(now);
		});
	}

	public void refusing(int id, long now) {
		ofUse(id).filter((worker) -> worker.standsBy() || worker.serves()).ifPresent((worker) -> {
			this.roster.tell(Kind.REFUSING, worker, "refuses traffic");
			worker.refusing(now);
		});
	}

	/**
	 * A worker has stopped leading, and runs nothing any more that only the leader runs.
	 * @param id the worker's id
	 * @param forGood whether it cannot lead again
	 */
	public void stoppedLeading(int id, boolean forGood) {
		find(id).ifPresent((worker) -> this.leadership.stopped(worker, forGood));
	}

	/**
	 * A worker lives.
	 * @param id the worker's id
	 * @param vitals what it tells
	 * @param renewalDue whether it has recorded its classes, which it writes when it ends
	 * @param now the time
	 */
	public void heartbeat(int id, Heartbeat vitals, boolean renewalDue, long now) {
		find(id).ifPresent((worker) -> {
			worker.heardAt = now;
			worker.vitals = vitals;
			worker.renewalDue = renewalDue;
		});
	}

	public void broken(int id) {
		ofUse(id).ifPresent((worker) -> worker.broken = "its liveness state is BROKEN");
	}

	/**
	 * A worker has found that the application cannot be clustered. Before any worker has
	 * listened that is the end, and else of the worker alone.
	 * @param id the worker's id
	 * @param reason why
	 * @param running whether the application has started all the same
	 * @param now the time
	 */
	public void unclustered(int id, String reason, boolean running, long now) {
		ofUse(id).ifPresent((worker) -> {
			worker.unclustered = reason;
			if (!running) {
				worker.enter(Stage.CONDEMNED, now);
			}
			if (this.roster.established) {
				this.roster.tell(Kind.BROKEN, worker, "is ended, as it cannot be clustered: " + reason);
			}
		});
	}

	/**
	 * A worker's connection to the primary is closed. It is about to exit, or it is of no
	 * more use.
	 * @param id the worker's id
	 * @param now the time
	 */
	public void disconnected(int id, long now) {
		long deadline = now + this.roster.settings.killTimeout().toMillis();
		find(id).ifPresent(this::tellOfDisconnect);
		ofUse(id).ifPresent((worker) -> worker.enter(Stage.CONDEMNED, deadline));
	}

	/**
	 * A worker has exited.
	 * @param id the worker's id
	 * @param exit how
	 * @param suspect whether how it was started is to blame, and is changed
	 * @param now the time
	 */
	public void exited(int id, Exit exit, boolean suspect, long now) {
		Worker worker = this.roster.gone(id);
		if (worker != null) {
			this.roster.now = now;
			if (worker.heardAt != null) {
				// where the exit is noticed before the end of the connection
				tellOfDisconnect(worker);
			}
			this.exits.exited(worker, exit, suspect);
		}
	}

	private void tellOfDisconnect(Worker worker) {
		if (!worker.disconnected) {
			worker.disconnected = true;
			this.roster.tell(Kind.DISCONNECTED, worker, "has disconnected");
		}
	}

	private Optional<Worker> find(int id) {
		return Optional.ofNullable(this.roster.byId.get(id));
	}

	private Optional<Worker> ofUse(int id) {
		return find(id).filter(Worker::isOfUse);
	}

}
