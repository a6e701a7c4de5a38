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
import java.util.Locale;

import org.slf4j.Logger;

import io.github.clusterboot.primary.RestartPolicy.Verdict;
import io.github.clusterboot.primary.WorkerHandle.Deadline.Step;

/**
 * Writes the journal to the log.
 */
final class LoggingJournal implements Journal {

	private final Logger logger;

	LoggingJournal(Logger logger) {
		this.logger = logger;
	}

	@Override
	public void forked(WorkerHandle worker) {
		this.logger.info("{} forked", worker);
	}

	@Override
	public void online(WorkerHandle worker) {
		this.logger.debug("{} is online", worker);
	}

	@Override
	public void listening(WorkerHandle worker, Duration startup) {
		this.logger.info("{} is listening after {}", worker, seconds(startup));
	}

	@Override
	public void standingBy(WorkerHandle worker, Duration startup) {
		this.logger.info("{} stands by after {}", worker, seconds(startup));
	}

	@Override
	public void standingByAgain(WorkerHandle worker) {
		this.logger.info("{} stands by again", worker);
	}

	@Override
	public void takenOver(WorkerHandle worker, Duration opening) {
		this.logger.info("{} is listening {} ms after it was told to; it stood by", worker, opening.toMillis());
	}

	@Override
	public void refusing(WorkerHandle worker) {
		this.logger.info("{} refuses traffic", worker);
	}

	@Override
	public void acceptingAgain(WorkerHandle worker) {
		this.logger.info("{} accepts traffic again", worker);
	}

	@Override
	public void exitedAsAsked(WorkerHandle worker, Exit exit) {
		this.logger.info("{} {}", worker, asAsked(worker, exit));
	}

	@Override
	public void exited(WorkerHandle worker, Exit exit, Duration uptime, Verdict verdict) {
		String line = "{} exited with code {} after {}; {}{}";
		if (verdict instanceof Verdict.LetGo && !exit.failed() && !worker.endedBeforeOnline()) {
			this.logger.info(line, worker, exit, seconds(uptime), describe(verdict), "");
		}
		else {
			this.logger.warn(line, worker, exit, seconds(uptime), describe(verdict), hint(worker));
		}
		tellIfGivenUp(worker, verdict);
	}

	@Override
	public void notForked(WorkerHandle worker, String reason) {
		this.logger.error("{} could not be forked: {}", worker, reason);
	}

	@Override
	public void firstStartFailed(WorkerHandle worker, Exit exit, Duration uptime) {
		this.logger.error(
				"{} exited with code {} after {}, before any worker was listening. "
						+ "The application does not start; its own log says why{}",
				worker, exit, seconds(uptime), hint(worker));
	}

	@Override
	public void exitedWhileReplaced(WorkerHandle worker, Exit exit, Duration uptime) {
		this.logger.warn("{} exited with code {} after {}; its replacement is on its way", worker, exit,
				seconds(uptime));
	}

	@Override
	public void replacementFailed(WorkerHandle worker, Exit exit, Duration uptime) {
		this.logger.warn("{} exited with code {} after {}, before it replaced another one{}", worker, exit,
				seconds(uptime), hint(worker));
	}

	@Override
	public void silent(WorkerHandle worker, Duration timeout) {
		this.logger.warn("{} has been silent for {}; asking for its threads, then killing it", worker,
				seconds(timeout));
	}

	@Override
	public void broken(WorkerHandle worker, String reason, Verdict verdict) {
		this.logger.warn("{} is drained: {}; {}", worker, reason, describe(verdict));
		tellIfGivenUp(worker, verdict);
	}

	@Override
	public void brokenWhileReplaced(WorkerHandle worker, String reason) {
		this.logger.warn("{} is drained: {}; its replacement is on its way", worker, reason);
	}

	@Override
	public void unclustered(WorkerHandle worker, String reason) {
		this.logger.warn("{} is ended, as it cannot be clustered: {}", worker, reason);
	}

	@Override
	public void renewing(WorkerHandle worker, String reason) {
		this.logger.info("{} is replaced: {}", worker, reason);
	}

	@Override
	public void renewalFailed(Slot slot, String reason) {
		this.logger.warn("The worker of slot {} stays: {}", slot.index(), reason);
	}

	@Override
	public void reloading(int generation) {
		this.logger.info("Reload to generation {} begins", generation);
	}

	@Override
	public void reloadJoined() {
		this.logger.info("A reload is under way already");
	}

	@Override
	public void reloadSucceeded(int generation) {
		this.logger.info("Reload to generation {} succeeded", generation);
	}

	@Override
	public void reloadFailed(int generation, String reason) {
		this.logger.error("Reload to generation {} failed: {}", generation, reason);
	}

	@Override
	public void settling(WorkerHandle worker, Duration timeout) {
		this.logger.info("{} stays while others compile what they run, for up to {}", worker, seconds(timeout));
	}

	@Override
	public void scaling(int from, int to) {
		this.logger.info("Scaling from {} to {}", workers(from), workers(to));
	}

	@Override
	public void scalingStandby(int from, int to) {
		this.logger.info("Scaling from {} to {} standing by", workers(from), to);
	}

	@Override
	public void endingStart(WorkerHandle worker) {
		this.logger.info("{} is killed: it is starting and serves nobody", worker);
	}

	@Override
	public void endingFirst(WorkerHandle worker, Duration timeout) {
		this.logger.info("{} has up to {} to end: it is the first to start and may be migrating a database", worker,
				seconds(timeout));
	}

	@Override
	public void endingRefreshed(WorkerHandle worker, Duration timeout) {
		this.logger.info("{} has up to {} to end: it serves nobody yet, but has a context to close", worker,
				seconds(timeout));
	}

	@Override
	public void overdue(WorkerHandle worker, Step step) {
		switch (step) {
			case KILL_UNSTARTED ->
				this.logger.warn("{} is not listening within the start-up timeout; killing it", worker);
			case KILL_SILENT, KILL_ASKED -> this.logger.debug("{} is killed", worker);
			case TERMINATE -> this.logger.warn("{} has not drained within the drain timeout; terminating it", worker);
			case KILL -> this.logger.warn("{} has not exited within the kill timeout; killing it", worker);
			case LEAVE -> this.logger.error("{} was killed and has not ended; it is left behind", worker);
		}
	}

	@Override
	public void stopping(int workers, String reason) {
		this.logger.info("Stopping {} ({})", workers(workers), reason);
	}

	@Override
	public void killing(int workers, String reason) {
		this.logger.warn("Killing {} ({})", workers(workers), reason);
	}

	private void tellIfGivenUp(WorkerHandle worker, Verdict verdict) {
		if (verdict instanceof Verdict.GiveUp giveUp) {
			this.logger.error("Slot {} failed {} times in a row and is given up", worker.slot().index(),
					giveUp.failures());
		}
	}

	/**
	 * What became of a worker that was asked to go.
	 */
	static String asAsked(WorkerHandle worker, Exit exit) {
		String stopped = "stopped, as asked (%s)".formatted(worker.drainReason());
		return (exit.code() == 0) ? stopped : stopped + ", with code " + exit;
	}

	private static String workers(int workers) {
		return workers + ((workers == 1) ? " worker" : " workers");
	}

	private static String hint(WorkerHandle worker) {
		return worker.endedBeforeOnline()
				? ". It ended before it was online: code before SpringApplication.run runs in "
						+ "every worker; does it take a lock, a port or a file that another process has?"
				: "";
	}

	private static String describe(Verdict verdict) {
		if (verdict instanceof Verdict.Restart restart) {
			return restart.delay().isZero() ? "restart now" : "restart in " + restart.delay().toMillis() + " ms";
		}
		return "not restarted";
	}

	private static String seconds(Duration duration) {
		return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
	}

}
