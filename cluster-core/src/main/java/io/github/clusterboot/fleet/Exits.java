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

import io.github.clusterboot.fleet.FleetEvent.Kind;
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

	private static final String ON_ITS_WAY = "its replacement is on its way";

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
	 * @param suspect whether how it was started may be to blame, and is changed
	 */
	void exited(Worker worker, Exit exit, boolean suspect) {
		Slot slot = worker.slot;
		slot.lastExit = exit;
		slot.lastExitAt = this.roster.wallClock.instant();
		String what = "exited with code %s after %s".formatted(exit,
				FleetEvent.seconds(worker.uptime(this.roster.now)));
		String hint = (worker.heardAt != null) ? "" : HINT;
		if (this.roster.isStopping() || worker.isAskedToGo()) {
			String code = exit.failed() ? ", with code " + exit : "";
			tell(Level.INFO, worker, exit, "stopped, as asked (%s)%s".formatted(worker.leaveReason, code));
			this.rollouts.gone(worker);
		}
		else if (worker.unclustered != null && !this.roster.established) {
			this.unclustered = worker.unclustered;
			this.roster.stop(FAILURE, "not clustered");
		}
		else if (suspect && isCrashOfJvm(worker, exit)) {
			tell(Level.WARN, worker, exit, what + "; restart now");
			this.rollouts.gone(worker);
		}
		else if (this.rollouts.isReplacement(worker)) {
			tell(Level.WARN, worker, exit, what + "; it was to replace another one" + hint);
			this.rollouts.failed(worker, "worker " + worker.id + " " + whyItFailed(worker, exit));
		}
		else if (!this.roster.established && exit.failed()) {
			tell(Level.ERROR, worker, exit, what
					+ ", before any worker was listening. The application does not start; its own log says why" + hint);
			this.roster.stop(FAILURE, "the application does not start");
		}
		else if (this.rollouts.isReplacing(slot)) {
			tell(Level.WARN, worker, exit, what + "; " + ON_ITS_WAY);
		}
		else {
			Verdict verdict = this.roster.decide(worker, exit);
			boolean intended = verdict instanceof Verdict.LetGo && !exit.failed();
			tell(intended ? Level.INFO : Level.WARN, worker, exit, what + "; " + verdict.describe() + hint);
			this.roster.follow(verdict, slot);
		}
	}

	/**
	 * Whether a worker was ended by its JVM rather than by the application.
	 */
	private static boolean isCrashOfJvm(Worker worker, Exit exit) {
		boolean ended = worker.stage.compareTo(Stage.TERMINATED) >= 0;
		return worker.readySince == null && !ended && (exit.isCrash() || (exit.failed() && worker.heardAt == null));
	}

	private String whyItFailed(Worker replacement, Exit exit) {
		if (replacement.unclustered != null) {
			return "cannot be clustered: " + replacement.unclustered;
		}
		return replacement.unstarted ? "was not listening within " + this.roster.settings.startupTimeout()
				: "exited with code %s before it was listening".formatted(exit);
	}

	private void tell(Level level, Worker worker, Exit exit, String text) {
		this.roster.tell(Kind.EXITED, level, worker, exit, text);
	}

	/**
	 * A worker has no process. While others live that is tried again for as long as it
	 * takes: it is nothing that the worker could have done better.
	 */
	void notForked(Worker worker, String reason) {
		String what = "could not be forked: " + reason;
		boolean othersLive = this.roster.byId.values().stream().anyMatch((other) -> other.isOfUse() && other.pid != 0);
		if (this.roster.isStopping() || worker.isAskedToGo()) {
			this.roster.tell(Kind.NOT_FORKED, worker, what);
			this.rollouts.gone(worker);
		}
		else if (this.rollouts.isReplacement(worker)) {
			this.roster.tell(Kind.NOT_FORKED, worker, what);
			this.rollouts.failed(worker, "worker " + worker.id + " " + what);
		}
		else if (!this.roster.established) {
			this.roster.tell(Kind.NOT_FORKED, worker, what + "; the application does not start");
			this.roster.stop(FAILURE, "the application does not start");
		}
		else if (othersLive) {
			Duration delay = this.roster.settings.restart().maxDelay();
			this.roster.tell(Kind.NOT_FORKED, worker, what + "; tried again in %d ms".formatted(delay.toMillis()));
			worker.slot.backOff(this.roster.now + delay.toMillis());
		}
		else {
			Verdict verdict = this.roster.decide(worker, Exit.of(FAILURE));
			this.roster.tell(Kind.NOT_FORKED, worker, what + "; " + verdict.describe());
			this.roster.follow(verdict, worker.slot);
		}
	}

	/**
	 * A worker is beyond repair, and leaves its slot.
	 */
	void broken(Worker worker, String reason) {
		Slot slot = worker.slot;
		slot.worker = null;
		worker.leave(reason);
		String what = "is drained: " + reason + "; ";
		if (this.rollouts.isReplacing(slot)) {
			this.roster.tell(Kind.BROKEN, worker, what + ON_ITS_WAY);
			return;
		}
		Verdict verdict = this.roster.decide(worker, Exit.of(FAILURE));
		this.roster.tell(Kind.BROKEN, worker, what + verdict.describe());
		this.roster.follow(verdict, slot);
	}

}
