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
import java.util.List;

import io.github.clusterboot.primary.RestartPolicy.Verdict;
import io.github.clusterboot.primary.WorkerHandle.Deadline.Step;

/**
 * Records what people are told.
 */
final class RecordingJournal implements Journal {

	private final List<String> lines = new ArrayList<>();

	@Override
	public void forked(WorkerHandle worker) {
		this.lines.add("forked " + worker.id());
	}

	@Override
	public void online(WorkerHandle worker) {
		this.lines.add("online " + worker.id());
	}

	@Override
	public void listening(WorkerHandle worker, Duration startup) {
		this.lines.add("listening " + worker.id() + " after " + startup.toMillis());
	}

	@Override
	public void standingBy(WorkerHandle worker, Duration startup) {
		this.lines.add("standing by " + worker.id() + " after " + startup.toMillis());
	}

	@Override
	public void standingByAgain(WorkerHandle worker) {
		this.lines.add("standing by again " + worker.id());
	}

	@Override
	public void takenOver(WorkerHandle worker, Duration opening) {
		this.lines.add("taken over " + worker.id() + " within " + opening.toMillis());
	}

	@Override
	public void refusing(WorkerHandle worker) {
		this.lines.add("refusing " + worker.id());
	}

	@Override
	public void acceptingAgain(WorkerHandle worker) {
		this.lines.add("accepting again " + worker.id());
	}

	@Override
	public void exitedAsAsked(WorkerHandle worker, Exit exit) {
		this.lines.add("exited as asked (%s) %d code %d".formatted(worker.drainReason(), worker.id(), exit.code()));
	}

	@Override
	public void exited(WorkerHandle worker, Exit exit, Duration uptime, Verdict verdict) {
		this.lines.add("exited " + exited(worker, exit, uptime) + " " + describe(verdict));
	}

	@Override
	public void notForked(WorkerHandle worker, String reason) {
		this.lines.add("not forked " + worker.id() + " " + reason);
	}

	@Override
	public void exitedWhileReplaced(WorkerHandle worker, Exit exit, Duration uptime) {
		this.lines.add("exited while replaced " + exited(worker, exit, uptime));
	}

	@Override
	public void replacementFailed(WorkerHandle worker, Exit exit, Duration uptime) {
		this.lines.add("replacement failed " + exited(worker, exit, uptime));
	}

	@Override
	public void silent(WorkerHandle worker, Duration timeout) {
		this.lines.add("silent " + worker.id() + " for " + timeout.toMillis());
	}

	@Override
	public void broken(WorkerHandle worker, String reason, Verdict verdict) {
		this.lines.add("broken " + worker.id() + " (" + reason + ") " + describe(verdict));
	}

	@Override
	public void brokenWhileReplaced(WorkerHandle worker, String reason) {
		this.lines.add("broken while replaced " + worker.id() + " (" + reason + ")");
	}

	@Override
	public void unclustered(WorkerHandle worker, String reason) {
		this.lines.add("unclustered " + worker.id() + " (" + reason + ")");
	}

	@Override
	public void renewing(WorkerHandle worker, String reason) {
		this.lines.add("renewing " + worker.id() + " (" + reason + ")");
	}

	@Override
	public void renewalFailed(Slot slot, String reason) {
		this.lines.add("renewal failed " + slot.index() + " (" + reason + ")");
	}

	@Override
	public void reloading(int generation) {
		this.lines.add("reloading " + generation);
	}

	@Override
	public void reloadJoined() {
		this.lines.add("reload joined");
	}

	@Override
	public void reloadSucceeded(int generation) {
		this.lines.add("reloaded " + generation);
	}

	@Override
	public void reloadFailed(int generation, String reason) {
		this.lines.add("reload failed " + generation + " (" + reason + ")");
	}

	@Override
	public void settling(WorkerHandle worker, Duration timeout) {
		this.lines.add("settling before " + worker.id());
	}

	@Override
	public void scaling(int from, int to) {
		this.lines.add("scaling from " + from + " to " + to);
	}

	@Override
	public void scalingStandby(int from, int to) {
		this.lines.add("scaling standby from " + from + " to " + to);
	}

	@Override
	public void firstStartFailed(WorkerHandle worker, Exit exit, Duration uptime) {
		this.lines.add("first start failed " + exited(worker, exit, uptime));
	}

	@Override
	public void endingStart(WorkerHandle worker) {
		this.lines.add("killed as it starts " + worker.id());
	}

	@Override
	public void endingFirst(WorkerHandle worker, Duration timeout) {
		this.lines.add("first to start, and terminated " + worker.id() + " within " + timeout.toMillis());
	}

	@Override
	public void endingRefreshed(WorkerHandle worker, Duration timeout) {
		this.lines.add("refreshed, and terminated " + worker.id() + " within " + timeout.toMillis());
	}

	@Override
	public void overdue(WorkerHandle worker, Step step) {
		this.lines.add("overdue " + worker.id() + " " + step);
	}

	@Override
	public void stopping(int workers, String reason) {
		this.lines.add("stopping " + workers + " (" + reason + ")");
	}

	@Override
	public void killing(int workers, String reason) {
		this.lines.add("killing " + workers + " (" + reason + ")");
	}

	List<String> taken() {
		List<String> taken = List.copyOf(this.lines);
		this.lines.clear();
		return taken;
	}

	private static String exited(WorkerHandle worker, Exit exit, Duration uptime) {
		return worker.id() + " code " + exit.code() + " after " + uptime.toMillis();
	}

	private static String describe(Verdict verdict) {
		if (verdict instanceof Verdict.Restart restart) {
			return "restart in " + restart.delay().toMillis();
		}
		return (verdict instanceof Verdict.GiveUp giveUp) ? "given up after " + giveUp.failures() : "let go";
	}

}
