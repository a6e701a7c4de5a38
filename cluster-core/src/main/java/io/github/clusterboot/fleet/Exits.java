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
import io.github.clusterboot.fleet.RestartPolicy.Mode;
import io.github.clusterboot.fleet.RestartPolicy.Verdict;

/**
 * What the end of a worker means for its slot, for a rollout, and for everything.
 */
final class Exits {

	/**
	 * The exit code where the first start failed, or no slot could be kept running.
	 */
	private static final int FAILURE = 1;

	private static final String HINT = ". It ended before it was online: code before SpringApplication.run runs in "
			+ "every worker; does it take a lock, a port or a file that another process has?";

	private final Roster roster;

	private final Rollouts rollouts;

	private @Nullable String unclustered;

	Exits(Roster roster, Rollouts rollouts) {
		this.roster = roster;
		this.rollouts = rollouts;
	}

	/**
	 * Why nothing is clustered, if that is why everything ends.
	 */
	@Nullable String unclustered() {
		return this.unclustered;
	}

	static boolean isCrashOfJvm(Worker worker, Exit exit) {
		return !worker.hasStarted() && worker.missed() == null && worker.unclustered() == null && !worker.isAskedToGo()
				&& (exit.isCrash() || (exit.failed() && !worker.wasOnline()));
	}

	/**
	 * A worker has exited, and has left its slot.
	 * @param toBlame whether how it was started is to blame, and is changed
	 */
	void exited(Worker worker, Exit exit, boolean toBlame, long now) {
		this.roster.lastExit(worker, exit);
		Slot slot = worker.slot();
		if (this.roster.isStopping() || worker.isAskedToGo()) {
			String stopped = "stopped, as asked (%s)".formatted(worker.leaveReason());
			tell(Level.INFO, worker, exit, exit.failed() ? stopped + ", with code " + exit : stopped);
			this.rollouts.gone(worker);
		}
		else if (worker.unclustered() != null && !this.roster.isEstablished()) {
			this.unclustered = worker.unclustered();
			this.roster.stop(FAILURE, "not clustered");
		}
		else if (toBlame) {
			tell(Level.WARN, worker, exit, describe(worker, exit, now) + "; restart now");
			this.rollouts.lost(worker);
		}
		else if (this.rollouts.isReplacement(worker)) {
			tell(Level.WARN, worker, exit,
					describe(worker, exit, now) + "; it was to replace another one" + hint(worker));
			this.rollouts.failed(worker, whyItFailed(worker, exit), now);
		}
		else if (!this.roster.isEstablished() && exit.failed()) {
			tell(Level.ERROR, worker, exit,
					describe(worker, exit, now)
							+ ", before any worker was listening. The application does not start; its own log says why"
							+ hint(worker));
			this.roster.stop(FAILURE, "the application does not start");
		}
		else if (this.rollouts.isReplacing(slot)) {
			tell(Level.WARN, worker, exit, describe(worker, exit, now) + "; its replacement is on its way");
		}
		else {
			Verdict verdict = this.roster.decide(worker, exit, now);
			boolean intended = verdict instanceof Verdict.LetGo && !exit.failed() && worker.wasOnline();
			tell(intended ? Level.INFO : Level.WARN, worker, exit,
					describe(worker, exit, now) + "; " + verdict.describe() + (intended ? "" : hint(worker)));
			this.roster.follow(verdict, slot, now);
		}
	}

	private void tell(Level level, Worker worker, Exit exit, String text) {
		this.roster.tell(FleetEvent.of(Kind.EXITED, level, worker, exit, text));
	}

	private static String describe(Worker worker, Exit exit, long now) {
		return "exited with code %s after %s".formatted(exit, FleetEvent.seconds(worker.uptime(now)));
	}

	private static String hint(Worker worker) {
		return worker.wasOnline() ? "" : HINT;
	}

	private String whyItFailed(Worker replacement, Exit exit) {
		if (replacement.unclustered() != null) {
			return "worker %d cannot be clustered: %s".formatted(replacement.id(), replacement.unclustered());
		}
		return (replacement.missed() == Step.KILL_UNSTARTED)
				? "worker %d was not listening within %s".formatted(replacement.id(),
						this.roster.settings().startupTimeout())
				: "worker %d exited with code %s before it was listening".formatted(replacement.id(), exit);
	}

	/**
	 * A worker has no process. While others live that is tried again for as long as it
	 * takes: it is nothing that the worker could have done better.
	 */
	void notForked(Worker worker, String reason, long now) {
		Slot slot = worker.slot();
		boolean others = this.roster.workers().stream().anyMatch((other) -> other.isOfUse() && other.pid() != 0);
		String what = "could not be forked: " + reason;
		if (this.roster.isStopping() || worker.isAskedToGo()) {
			notForked(worker, what);
			this.rollouts.gone(worker);
		}
		else if (this.rollouts.isReplacement(worker)) {
			notForked(worker, what);
			this.rollouts.failed(worker, "worker %d %s".formatted(worker.id(), what), now);
		}
		else if (!this.roster.isEstablished()) {
			notForked(worker, what + "; the application does not start");
			this.roster.stop(FAILURE, "the application does not start");
		}
		else if (others && this.roster.settings().restart().mode() != Mode.NEVER) {
			Duration delay = this.roster.settings().restart().maxDelay();
			notForked(worker, "%s; tried again in %d ms".formatted(what, delay.toMillis()));
			slot.backOff(now + delay.toMillis(), slot.failures());
			slot.notForked();
		}
		else {
			Verdict verdict = this.roster.decide(worker, Exit.of(FAILURE), now);
			notForked(worker, what + "; " + verdict.describe());
			boolean retried = verdict instanceof Verdict.Restart;
			this.roster.follow(retried ? verdict : new Verdict.GiveUp(slot.failures() + 1), slot, now);
			slot.notForked();
		}
	}

	private void notForked(Worker worker, String text) {
		this.roster.tell(FleetEvent.of(Kind.NOT_FORKED, worker, text));
	}

	/**
	 * A worker is beyond repair, and leaves its slot.
	 */
	void broken(Worker worker, String reason, long now) {
		Slot slot = worker.slot();
		slot.vacate();
		worker.leave(reason);
		if (this.rollouts.isReplacing(slot)) {
			this.roster
				.tell(FleetEvent.of(Kind.BROKEN, worker, "is drained: " + reason + "; its replacement is on its way"));
			return;
		}
		Verdict verdict = this.roster.decide(worker, Exit.of(FAILURE), now);
		this.roster.tell(FleetEvent.of(Kind.BROKEN, worker, "is drained: " + reason + "; " + verdict.describe()));
		this.roster.follow(verdict, slot, now);
	}

}
