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
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ipc.ClusterEvent;
import io.github.clusterboot.primary.RestartPolicy.Verdict;
import io.github.clusterboot.primary.WorkerHandle.Deadline.Step;

/**
 * Keeps the last of what happened, and passes everything on to another journal. Not
 * thread-safe.
 */
final class History implements Journal {

	/**
	 * Enough for a crash loop of some slots, and small enough for one message.
	 */
	static final int CAPACITY = 300;

	/**
	 * What failed may say so at any length.
	 */
	private static final int LONGEST_TEXT = 500;

	private final Journal next;

	private final InstantSource clock;

	private final Deque<ClusterEvent> events = new ArrayDeque<>();

	private long lastNumber;

	History(Journal next, InstantSource clock) {
		this.next = next;
		this.clock = clock;
	}

	/**
	 * The events after that of a number, the newest one last.
	 */
	List<ClusterEvent> after(long number) {
		return this.events.stream().filter((event) -> event.number() > number).toList();
	}

	@Override
	public void forked(WorkerHandle worker) {
		this.next.forked(worker);
		add(Type.FORKED, worker, "forked");
	}

	@Override
	public void online(WorkerHandle worker) {
		this.next.online(worker);
	}

	@Override
	public void listening(WorkerHandle worker, Duration startup) {
		this.next.listening(worker, startup);
		add(Type.LISTENING, worker, "listening after " + seconds(startup));
	}

	@Override
	public void standingBy(WorkerHandle worker, Duration startup) {
		this.next.standingBy(worker, startup);
		add(Type.STANDING_BY, worker, "stands by after " + seconds(startup));
	}

	@Override
	public void standingByAgain(WorkerHandle worker) {
		this.next.standingByAgain(worker);
		add(Type.STANDING_BY, worker, "stands by again");
	}

	@Override
	public void takenOver(WorkerHandle worker, Duration opening) {
		this.next.takenOver(worker, opening);
		add(Type.LISTENING, worker, "listening %d ms after it was told to; it stood by".formatted(opening.toMillis()));
	}

	@Override
	public void refusing(WorkerHandle worker) {
		this.next.refusing(worker);
		add(Type.REFUSING, worker, "refuses traffic");
	}

	@Override
	public void acceptingAgain(WorkerHandle worker) {
		this.next.acceptingAgain(worker);
		add(Type.LISTENING, worker, "accepts traffic again");
	}

	@Override
	public void exitedAsAsked(WorkerHandle worker, Exit exit) {
		this.next.exitedAsAsked(worker, exit);
		add(Type.EXITED, worker.slot().index(), worker, worker.generation(), exit,
				LoggingJournal.asAsked(worker, exit));
	}

	@Override
	public void exited(WorkerHandle worker, Exit exit, Duration uptime, Verdict verdict) {
		this.next.exited(worker, exit, uptime, verdict);
		add(worker, exit, uptime, describe(verdict));
		addIfGivenUp(worker, verdict);
	}

	@Override
	public void notForked(WorkerHandle worker, String reason) {
		this.next.notForked(worker, reason);
		add(Type.NOT_FORKED, worker, "could not be forked: " + reason);
	}

	@Override
	public void firstStartFailed(WorkerHandle worker, Exit exit, Duration uptime) {
		this.next.firstStartFailed(worker, exit, uptime);
		add(worker, exit, uptime, "the application does not start");
	}

	@Override
	public void exitedWhileReplaced(WorkerHandle worker, Exit exit, Duration uptime) {
		this.next.exitedWhileReplaced(worker, exit, uptime);
		add(worker, exit, uptime, "its replacement is on its way");
	}

	@Override
	public void replacementFailed(WorkerHandle worker, Exit exit, Duration uptime) {
		this.next.replacementFailed(worker, exit, uptime);
		add(worker, exit, uptime, "it was to replace another one");
	}

	@Override
	public void silent(WorkerHandle worker, Duration timeout) {
		this.next.silent(worker, timeout);
		add(Type.HUNG, worker, "silent for " + seconds(timeout) + ", is killed");
	}

	@Override
	public void broken(WorkerHandle worker, String reason, Verdict verdict) {
		this.next.broken(worker, reason, verdict);
		add(Type.BROKEN, worker, "drained: " + reason + "; " + describe(verdict));
		addIfGivenUp(worker, verdict);
	}

	@Override
	public void brokenWhileReplaced(WorkerHandle worker, String reason) {
		this.next.brokenWhileReplaced(worker, reason);
		add(Type.BROKEN, worker, "drained: " + reason + "; its replacement is on its way");
	}

	@Override
	public void unclustered(WorkerHandle worker, String reason) {
		this.next.unclustered(worker, reason);
		add(Type.BROKEN, worker, "ended, as it cannot be clustered: " + reason);
	}

	@Override
	public void renewing(WorkerHandle worker, String reason) {
		this.next.renewing(worker, reason);
		add(Type.REPLACING, worker, "replaced: " + reason);
	}

	@Override
	public void renewalFailed(Slot slot, String reason) {
		this.next.renewalFailed(slot, reason);
		add(Type.REPLACING_FAILED, slot.index(), null, null, "the worker stays: " + reason);
	}

	@Override
	public void reloading(int generation) {
		this.next.reloading(generation);
		add(Type.RELOADING, null, null, generation, "reload to generation %d begins".formatted(generation));
	}

	@Override
	public void reloadJoined() {
		this.next.reloadJoined();
	}

	@Override
	public void reloadSucceeded(int generation) {
		this.next.reloadSucceeded(generation);
		add(Type.RELOADED, null, null, generation, "reload to generation %d succeeded".formatted(generation));
	}

	@Override
	public void reloadFailed(int generation, String reason) {
		this.next.reloadFailed(generation, reason);
		add(Type.RELOAD_FAILED, null, null, generation,
				"reload to generation %d failed: %s".formatted(generation, reason));
	}

	@Override
	public void settling(WorkerHandle worker, Duration timeout) {
		this.next.settling(worker, timeout);
	}

	@Override
	public void scaling(int from, int to) {
		this.next.scaling(from, to);
		add(Type.SCALING, null, null, null, "scaling from %d to %d".formatted(from, to));
	}

	@Override
	public void scalingStandby(int from, int to) {
		this.next.scalingStandby(from, to);
		add(Type.SCALING, null, null, null, "scaling from %d to %d standing by".formatted(from, to));
	}

	@Override
	public void endingStart(WorkerHandle worker) {
		this.next.endingStart(worker);
	}

	@Override
	public void endingFirst(WorkerHandle worker, Duration timeout) {
		this.next.endingFirst(worker, timeout);
	}

	@Override
	public void endingRefreshed(WorkerHandle worker, Duration timeout) {
		this.next.endingRefreshed(worker, timeout);
	}

	@Override
	public void overdue(WorkerHandle worker, Step step) {
		this.next.overdue(worker, step);
		switch (step) {
			case KILL_UNSTARTED -> add(Type.OVERDUE, worker, "not listening within the start-up timeout, is killed");
			case TERMINATE -> add(Type.OVERDUE, worker, "not drained within the drain timeout, is terminated");
			case KILL -> add(Type.OVERDUE, worker, "not gone within the kill timeout, is killed");
			case LEAVE -> add(Type.OVERDUE, worker, "killed and not ended, is left behind");
			case KILL_SILENT, KILL_ASKED -> {
				// its exit tells the rest
			}
		}
	}

	@Override
	public void stopping(int workers, String reason) {
		this.next.stopping(workers, reason);
		add(Type.STOPPING, null, null, null, "all workers are stopped (%s)".formatted(reason));
	}

	@Override
	public void killing(int workers, String reason) {
		this.next.killing(workers, reason);
		add(Type.STOPPING, null, null, null, "all workers are killed (%s)".formatted(reason));
	}

	private void addIfGivenUp(WorkerHandle worker, Verdict verdict) {
		if (verdict instanceof Verdict.GiveUp giveUp) {
			add(Type.GIVEN_UP, worker.slot().index(), null, null,
					"failed %d times in a row and is given up".formatted(giveUp.failures()));
		}
	}

	private void add(Type type, WorkerHandle worker, String text) {
		add(type, worker.slot().index(), worker, worker.generation(), text);
	}

	private void add(WorkerHandle worker, Exit exit, Duration uptime, String consequence) {
		add(Type.EXITED, worker.slot().index(), worker, worker.generation(), exit,
				"exited with code %s after %s; %s".formatted(exit, seconds(uptime), consequence));
	}

	private void add(Type type, @Nullable Integer slot, @Nullable WorkerHandle worker, @Nullable Integer generation,
			String text) {
		add(type, slot, worker, generation, null, text);
	}

	private void add(Type type, @Nullable Integer slot, @Nullable WorkerHandle worker, @Nullable Integer generation,
			@Nullable Exit exit, String text) {
		if (this.events.size() == CAPACITY) {
			this.events.removeFirst();
		}
		this.events.add(new ClusterEvent(++this.lastNumber, this.clock.instant(), type.name(), slot,
				(worker != null) ? worker.id() : null, (worker != null && worker.pid() != 0) ? worker.pid() : null,
				generation, (exit != null) ? new ClusterEvent.Exit(exit.code(), exit.signal()) : null, shorten(text)));
	}

	private static String shorten(String text) {
		return (text.length() > LONGEST_TEXT) ? text.substring(0, LONGEST_TEXT) + "…" : text;
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

	/**
	 * What can happen.
	 */
	private enum Type {

		FORKED, NOT_FORKED, LISTENING, STANDING_BY, REFUSING, EXITED, GIVEN_UP, HUNG, OVERDUE, BROKEN, REPLACING,
		REPLACING_FAILED, RELOADING, RELOADED, RELOAD_FAILED, SCALING, STOPPING

	}

}
