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

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import io.github.clusterboot.fleet.Deadline.Step;
import io.github.clusterboot.fleet.FleetEvent.Kind;
import io.github.clusterboot.ipc.Message.Heartbeat;

/**
 * Takes note of what happens to workers. Late events of those that are gone or are to be
 * killed change nothing.
 */
public final class WorkerEvents {

	private final Roster roster;

	private final Exits exits;

	WorkerEvents(Roster roster, Exits exits) {
		this.roster = roster;
		this.exits = exits;
	}

	public void forked(int id, long pid) {
		Worker worker = this.roster.byId().get(id);
		if (worker != null) {
			worker.forked(pid);
			tell(Kind.FORKED, worker, "forked");
		}
	}

	public void notForked(int id, String reason, long now) {
		Worker worker = this.roster.gone(id);
		if (worker != null) {
			this.exits.notForked(worker, reason, now);
		}
	}

	public void online(int id, long now) {
		Worker worker = this.roster.byId().get(id);
		if (worker != null) {
			worker.heard(now);
			worker.reach(Stage.ONLINE);
			this.roster.tell(FleetEvent.of(Kind.DETAIL, Level.DEBUG, worker, null, "is online"));
		}
	}

	public void refreshed(int id) {
		Worker worker = this.roster.byId().get(id);
		if (worker != null) {
			worker.reach(Stage.REFRESHED);
		}
	}

	public void ready(int id, int readiness, long now) {
		Worker worker = ofUse(id);
		if (worker != null) {
			worker.ready(readiness, now);
		}
	}

	public void accepting(int id, long now) {
		Worker worker = ofUse(id);
		if (worker == null) {
			return;
		}
		Duration opening = worker.opening(now);
		if (worker.hasListened()) {
			tell(Kind.LISTENING, worker, "accepts traffic again");
		}
		else if (opening != null) {
			tell(Kind.LISTENING, worker,
					"is listening %d ms after it was told to; it stood by".formatted(opening.toMillis()));
		}
		else {
			tell(Kind.LISTENING, worker, "is listening after " + FleetEvent.seconds(worker.uptime(now)));
		}
		worker.listening(now);
		this.roster.established();
	}

	public void refusing(int id) {
		Worker worker = ofUse(id);
		if (worker != null
				&& (worker.standsBy() || worker.stage() == Stage.OPENING || worker.stage() == Stage.LISTENING)) {
			tell(Kind.REFUSING, worker, "refuses traffic");
			worker.refusing();
		}
	}

	/**
	 * A worker lives.
	 * @param id the worker's id
	 * @param vitals what it tells
	 * @param renewalDue whether it holds a finished AOT recording, which it writes when
	 * it ends
	 * @param now the time
	 */
	public void heartbeat(int id, Heartbeat vitals, boolean renewalDue, long now) {
		Worker worker = this.roster.byId().get(id);
		if (worker != null) {
			worker.heard(vitals, renewalDue, now);
		}
	}

	public void broken(int id) {
		Worker worker = ofUse(id);
		if (worker != null) {
			worker.broken("its liveness state is BROKEN");
		}
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
		Worker worker = ofUse(id);
		if (worker == null) {
			return;
		}
		worker.unclustered(reason);
		if (this.roster.isEstablished()) {
			tell(Kind.BROKEN, worker, "is ended, as it cannot be clustered: " + reason);
		}
		worker.reach(Stage.CONDEMNED, new Deadline(now, running ? Step.TERMINATE_UNCLUSTERED : Step.KILL_ASKED));
	}

	/**
	 * A worker's connection to the primary is closed. It is about to exit, or it is of no
	 * more use.
	 * @param id the worker's id
	 * @param now the time
	 */
	public void disconnected(int id, long now) {
		Worker worker = ofUse(id);
		if (worker != null) {
			worker.reach(Stage.CONDEMNED, Deadline.after(this.roster.settings().killTimeout(), Step.KILL, now));
		}
	}

	/**
	 * Whether a worker that has exited was ended by its JVM rather than by the
	 * application, so that how it was started may be to blame.
	 * @param id the worker's id
	 * @param exit how
	 * @return whether it was
	 */
	public boolean isCrashOfJvm(int id, Exit exit) {
		Worker worker = this.roster.byId().get(id);
		return worker != null && !this.roster.isStopping() && Exits.isCrashOfJvm(worker, exit);
	}

	/**
	 * A worker has exited.
	 * @param id the worker's id
	 * @param exit how
	 * @param toBlame whether how it was started is to blame, and is changed
	 * @param now the time
	 */
	public void exited(int id, Exit exit, boolean toBlame, long now) {
		Worker worker = this.roster.gone(id);
		if (worker != null) {
			this.exits.exited(worker, exit, toBlame, now);
		}
	}

	private @Nullable Worker ofUse(int id) {
		Worker worker = this.roster.byId().get(id);
		return (worker != null && worker.isOfUse()) ? worker : null;
	}

	private void tell(Kind kind, Worker worker, String text) {
		this.roster.tell(FleetEvent.of(kind, worker, text));
	}

}
