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

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import io.github.clusterboot.fleet.FleetEvent.Kind;
import io.github.clusterboot.fleet.RestartPolicy.Verdict;
import io.github.clusterboot.ipc.ClusterStatus.LastExit;

/**
 * What the end of a worker means for its slot, for a rollout, and for everything.
 */
final class Exits {

	/**
	 * The exit code where the first start failed, or no slot could be kept running.
	 */
	private static final int FAILURE = 1;

	private final Roster roster;

	private final Rollouts rollouts;

	/**
	 * Why nothing is clustered, if that is why everything ends.
	 */
	@Nullable String unclustered;

	Exits(Roster roster, Rollouts rollouts) {
		this.roster = roster;
		this.rollouts = rollouts;
	}

	/**
	 * A worker has exited, and has left its slot.
	 * @param suspect whether how it was started is to blame if it is the JVM that could
	 * not start, and is changed
	 */
	void exited(Worker worker, Exit exit, boolean suspect) {
		worker.slot.lastExit = new LastExit(exit.code(), exit.signal(), this.roster.wallClock.instant());
		String what = "exited with code %s after %s".formatted(exit,
				FleetEvent.seconds(worker.uptime(this.roster.now)));
		if (worker.isAskedToGo() || this.roster.isStopping()) {
			String code = exit.failed() ? ", with code " + exit : "";
			String text = "stopped, as asked (%s)%s".formatted(worker.leaveReason, code);
			this.roster.tell(Kind.EXITED, Level.INFO, worker, exit, text);
			this.rollouts.gone(worker);
		}
		else if (worker.unclustered != null && !this.roster.established) {
			this.unclustered = worker.unclustered;
			this.roster.stop(FAILURE, "not clustered");
		}
		else if (suspect && worker.readySince == null && (worker.heardAt == null || exit.isCrash())) {
			this.roster.tell(Kind.EXITED, Level.WARN, worker, exit, what + "; restart now");
			this.rollouts.gone(worker);
		}
		else {
			failed(worker, Kind.EXITED, exit, what, this.roster.decide(worker, exit));
		}
	}

	/**
	 * A worker has no process. While others live that is tried again for as long as it
	 * takes: it is nothing that the worker could have done better.
	 */
	void notForked(Worker worker, String reason) {
		String what = "could not be forked: " + reason;
		if (worker.isAskedToGo() || this.roster.isStopping()) {
			this.rollouts.gone(worker);
			return;
		}
		boolean othersLive = this.roster.byId.values().stream().anyMatch((other) -> other.isOfUse() && other.pid != 0);
		Verdict patient = new Verdict.Restart(this.roster.settings.restart().maxDelay(), worker.slot.failures);
		failed(worker, Kind.NOT_FORKED, null, what,
				othersLive ? patient : this.roster.decide(worker, Exit.of(FAILURE)));
	}

	/**
	 * A worker is beyond repair, and leaves its slot.
	 */
	void broken(Worker worker, String reason) {
		worker.slot.worker = null;
		worker.leave(reason);
		failed(worker, Kind.BROKEN, null, "is drained: " + reason, this.roster.decide(worker, Exit.of(FAILURE)));
	}

	/**
	 * A worker that nobody asked to go serves no more.
	 * @param exit how it ended, or {@code null} if it did not
	 * @param what what happened
	 * @param verdict what follows, unless there is a reason for something else
	 */
	private void failed(Worker worker, Kind kind, @Nullable Exit exit, String what, Verdict verdict) {
		if (this.rollouts.isReplacement(worker)) {
			this.roster.tell(kind, Level.WARN, worker, exit, what + "; it was to replace another one");
			this.rollouts.failed(worker, "worker " + worker.id + " " + whyItFailed(worker, exit, what));
		}
		else if (!this.roster.established && kind != Kind.BROKEN && (exit == null || exit.failed())) {
			this.roster.tell(kind, Level.ERROR, worker, exit, what + "; the application does not start");
			this.roster.stop(FAILURE, "the application does not start");
		}
		else if (this.rollouts.isReplacing(worker.slot)) {
			this.roster.tell(kind, Level.WARN, worker, exit, what + "; its replacement is on its way");
		}
		else {
			this.roster.tell(kind, Level.WARN, worker, exit, what + "; " + verdict.describe());
			this.roster.follow(verdict, worker.slot);
		}
	}

	private String whyItFailed(Worker replacement, @Nullable Exit exit, String what) {
		if (replacement.unclustered != null) {
			return "cannot be clustered: " + replacement.unclustered;
		}
		if (replacement.unstarted) {
			return "was not listening within " + this.roster.settings.startupTimeout();
		}
		return (exit != null) ? "exited with code " + exit + " before it was listening" : what;
	}

}
