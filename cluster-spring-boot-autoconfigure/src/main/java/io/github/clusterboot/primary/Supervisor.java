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
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ipc.Message.Heartbeat;
import io.github.clusterboot.primary.RestartPolicy.Verdict;
import io.github.clusterboot.primary.WorkerHandle.Deadline;
import io.github.clusterboot.primary.WorkerHandle.Deadline.Step;
import io.github.clusterboot.primary.WorkerHandle.State;

/**
 * Decides what is done with the workers: told what happened and when, it says what is to
 * be done. It does no I/O and has no clock and no threads; times are milliseconds of a
 * clock that the caller chooses.
 * <p>
 * The first worker starts alone and the others follow once it listens. So an application
 * that cannot start says so once and not N times over, the first answer does not wait for
 * N JVMs that start at the same time, and what an application does once at its start (a
 * migration of its database) is done by one.
 * <p>
 * Not thread-safe.
 */
final class Supervisor {

	private static final int FIRST_GENERATION = 1;

	/**
	 * The exit code where the first start failed, or no slot could be kept running.
	 */
	private static final int FAILURE = 1;

	/**
	 * How long a silent worker may take to write its threads.
	 */
	private static final Duration DUMP_TIME = Duration.ofSeconds(2);

	/**
	 * How long a worker that is to be killed may take to tell that it will be.
	 */
	private static final Duration ANSWER_TIME = Duration.ofSeconds(1);

	/**
	 * How long the end of everything waits for what a worker leaves for others.
	 */
	private static final Duration RECORD_TIME = Duration.ofSeconds(5);

	private final PrimarySettings settings;

	private final Effects effects;

	private final Journal journal;

	private final DoubleSupplier random;

	/**
	 * For people to read; nothing is decided by it.
	 */
	private final InstantSource wallClock;

	/**
	 * The slots that are wanted, in the order of their indexes.
	 */
	private final List<Slot> slots;

	private final Map<Integer, WorkerHandle> workers = new LinkedHashMap<>();

	private final Deque<Rollout> rollouts = new ArrayDeque<>();

	private final Tally tally = new Tally();

	private @Nullable Rollout rollout;

	private ReloadStatus reload = ReloadStatus.NONE;

	/**
	 * Somebody wanted a reload while one was under way, or before anything listened.
	 */
	private boolean reloadAgain;

	private boolean preparing;

	/**
	 * The newest generation of which a worker has listened.
	 */
	private int generation = FIRST_GENERATION;

	private int lastGeneration = FIRST_GENERATION;

	private int lastId;

	private boolean established;

	private @Nullable Integer exitCode;

	private boolean ended;

	Supervisor(PrimarySettings settings, Effects effects, Journal journal, DoubleSupplier random,
			InstantSource wallClock) {
		this.settings = settings;
		this.effects = effects;
		this.journal = journal;
		this.random = random;
		this.wallClock = wallClock;
		this.slots = new ArrayList<>(
				IntStream.range(0, settings.workers()).mapToObj((index) -> new Slot(index, FIRST_GENERATION)).toList());
	}

	void start(long now) {
		fill(this.slots.get(0), now);
	}

	// What happens to workers

	void forked(int id, long pid) {
		WorkerHandle worker = this.workers.get(id);
		if (worker != null) {
			worker.forked(pid);
			this.journal.forked(worker);
		}
	}

	void notForked(int id, String reason, long now) {
		WorkerHandle worker = this.workers.remove(id);
		if (worker == null) {
			return;
		}
		worker.notForked(reason);
		this.journal.notForked(worker, reason);
		gone(worker, new Exit(FAILURE, null), now);
	}

	void online(int id, long now) {
		WorkerHandle worker = this.workers.get(id);
		if (worker != null) {
			worker.online(now);
			this.journal.online(worker);
		}
	}

	void accepting(int id, long now) {
		WorkerHandle worker = this.workers.get(id);
		if (worker == null || worker.state() == State.DRAINING || worker.missed() != null) {
			return;
		}
		if (!worker.listening(now)) {
			this.journal.acceptingAgain(worker);
			return;
		}
		this.journal.listening(worker, worker.uptime(now));
		if (this.rollout != null && this.rollout.replacement() == worker) {
			replaced(this.rollout, worker, now);
		}
		else if (!this.established) {
			this.established = true;
			fillIdleSlots(now);
			reloadIfWantedAgain(this.effects.isOutdated(this.lastGeneration));
		}
	}

	void refusing(int id) {
		WorkerHandle worker = this.workers.get(id);
		if (worker != null && worker.refusing()) {
			this.journal.refusing(worker);
		}
	}

	void heartbeat(int id, Heartbeat vitals, long now) {
		WorkerHandle worker = this.workers.get(id);
		if (worker == null) {
			return;
		}
		worker.heard(vitals, now);
		if (isStopping() || worker.slot().worker() != worker || worker.state() == State.DRAINING) {
			return;
		}
		Duration oldestRequest = Duration.ofMillis(vitals.oldestRequestMillis());
		Duration requestTimeout = this.settings.requestTimeout();
		if (!requestTimeout.isZero() && oldestRequest.compareTo(requestTimeout) > 0) {
			this.effects.dumpThreads(id);
			broken(worker, "a request has been with its thread for " + oldestRequest.toSeconds() + " s", now);
			return;
		}
		String reason = worker.recycleReason(now);
		if (reason == null && allListen() && this.effects.isRenewalDue(id)) {
			reason = "others start faster from what it has recorded";
		}
		if (reason != null && worker.slot().isRenewable(now) && !isToBeReplaced(worker.slot())) {
			renew(worker, reason, now);
		}
	}

	private boolean allListen() {
		return this.slots.stream()
			.map(Slot::worker)
			.allMatch((worker) -> worker != null && worker.state() == State.LISTENING);
	}

	/**
	 * A worker says that it is beyond repair.
	 */
	void broken(int id, long now) {
		WorkerHandle worker = this.workers.get(id);
		if (worker != null && worker.state() != State.DRAINING) {
			broken(worker, "its liveness state is BROKEN", now);
		}
	}

	private void broken(WorkerHandle worker, String reason, long now) {
		Slot slot = worker.slot();
		if (slot.worker() != worker) {
			this.effects.kill(worker.id());
			return;
		}
		slot.vacate();
		boolean replacedAnyway = isBeingReplaced(slot);
		Verdict verdict = replacedAnyway ? new Verdict.LetGo() : decide(worker, new Exit(FAILURE, null), now);
		this.journal.broken(worker, reason, verdict);
		drain(worker, now);
		if (!replacedAnyway) {
			follow(verdict, slot, now);
		}
	}

	/**
	 * A worker's connection to the primary is closed. It is about to exit, or it is of no
	 * more use.
	 */
	void disconnected(int id, long now) {
		WorkerHandle worker = this.workers.get(id);
		if (worker != null && worker.state() != State.DRAINING) {
			worker.deadline(deadline(now, this.settings.killTimeout(), Step.KILL));
		}
		else if (worker != null && isStopping() && this.effects.isRecording(id)) {
			worker.deadline(deadline(now, RECORD_TIME, Step.KILL));
		}
	}

	void exited(int id, int code, long now) {
		WorkerHandle worker = this.workers.remove(id);
		if (worker != null) {
			gone(worker, Exit.of(code), now);
		}
	}

	private void gone(WorkerHandle worker, Exit exit, long now) {
		Slot slot = worker.slot();
		slot.lastExit(exit, this.wallClock.instant());
		if (slot.worker() == worker) {
			slot.vacate();
		}
		Duration uptime = worker.uptime(now);
		if (isStopping() || worker.state() == State.DRAINING) {
			this.journal.exitedAsAsked(worker, exit, uptime);
			if (this.rollout != null && this.rollout.gone(worker)) {
				advance(this.rollout, now);
			}
		}
		else if (isCrashOfJvm(worker, exit) && this.effects.crashed(worker.id())) {
			this.journal.exited(worker, exit, uptime, new Verdict.Restart(Duration.ZERO, slot.failures()));
			forkAgain(worker, now);
		}
		else if (this.rollout != null && this.rollout.replacement() == worker) {
			this.journal.replacementFailed(worker, exit, uptime);
			replacementFailed(this.rollout, worker, exit, now);
		}
		else if (!this.established && exit.failed()) {
			this.journal.firstStartFailed(worker, exit, uptime);
			stopAll(FAILURE, now);
		}
		else if (isBeingReplaced(slot)) {
			this.journal.exitedWhileReplaced(worker, exit, uptime);
		}
		else {
			Verdict verdict = decide(worker, exit, now);
			this.journal.exited(worker, exit, uptime, verdict);
			follow(verdict, slot, now);
		}
		this.effects.retainGenerations(generationsInUse());
		endIfNothingIsLeft();
	}

	/**
	 * Whether a worker was ended by its JVM rather than by the application.
	 */
	private static boolean isCrashOfJvm(WorkerHandle worker, Exit exit) {
		return !worker.hasListened() && worker.missed() == null && worker.notForked() == null
				&& (exit.isCrash() || (exit.failed() && worker.state() == State.STARTING));
	}

	private void forkAgain(WorkerHandle worker, long now) {
		Slot slot = worker.slot();
		if (this.rollout != null && this.rollout.replacement() == worker) {
			this.rollout.replacement(fork(slot, worker.generation(), now));
		}
		else {
			slot.occupy(fork(slot, worker.generation(), now));
		}
	}

	private Verdict decide(WorkerHandle worker, Exit exit, long now) {
		RestartPolicy policy = this.settings.restart();
		return policy.decide(exit, worker.isStable(policy.stableAfter(), now), worker.slot().failures(), this.random);
	}

	private void follow(Verdict verdict, Slot slot, long now) {
		if (verdict instanceof Verdict.Restart restart) {
			slot.restartAt(now + restart.delay().toMillis(), restart.failures());
			restartIfDue(slot, now);
		}
		else if (verdict instanceof Verdict.GiveUp giveUp) {
			slot.giveUp(giveUp.failures());
		}
		else {
			slot.letGo();
		}
	}

	// What somebody wants

	/**
	 * Replaces all workers by ones of what is to be run now. While a reload is under way
	 * another one is not begun; when it ends, what is to be run is looked at again.
	 */
	void reload(long now) {
		if (isStopping()) {
			return;
		}
		if (this.reload.state() == ReloadStatus.State.IN_PROGRESS || !this.established) {
			this.reloadAgain = true;
			this.journal.reloadJoined();
			return;
		}
		beginReload();
	}

	private void beginReload() {
		this.lastGeneration++;
		this.reload = ReloadStatus.inProgress(this.lastGeneration);
		this.preparing = true;
		this.journal.reloading(this.lastGeneration);
		this.effects.prepareGeneration(this.lastGeneration);
	}

	void prepared(int generation, long now) {
		this.preparing = false;
		if (!isStopping()) {
			this.rollouts.add(Rollout.reload(generation, this.slots));
			beginRolloutIfNone(now);
		}
		endIfNothingIsLeft();
	}

	void notPrepared(int generation, String reason, long now) {
		this.preparing = false;
		if (!isStopping()) {
			// what could not be copied then is to be tried again if somebody asked for it
			reloadEnded(this.reload.failed(reason), true);
		}
		endIfNothingIsLeft();
	}

	/**
	 * Changes the number of workers.
	 * @param wanted the number, at least 1
	 */
	void scale(int wanted, long now) {
		if (isStopping() || wanted == this.slots.size()) {
			return;
		}
		this.journal.scaling(this.slots.size(), wanted);
		while (this.slots.size() > wanted) {
			retire(leastNeeded(), now);
		}
		while (this.slots.size() < wanted) {
			add(new Slot(lowestFreeIndex(), this.generation));
		}
		if (this.established) {
			fillIdleSlots(now);
		}
	}

	/**
	 * Changes the number of workers by so many, to 1 at least.
	 */
	void scaleBy(int difference, long now) {
		scale(Math.max(1, this.slots.size() + difference), now);
	}

	/**
	 * The highest slot, of those that nobody serves for if there are any.
	 */
	private Slot leastNeeded() {
		List<Slot> unserved = this.slots.stream().filter((slot) -> slot.worker() == null).toList();
		List<Slot> candidates = unserved.isEmpty() ? this.slots : unserved;
		return candidates.get(candidates.size() - 1);
	}

	private int lowestFreeIndex() {
		int index = 0;
		while (index < this.slots.size() && this.slots.get(index).index() == index) {
			index++;
		}
		return index;
	}

	private void add(Slot slot) {
		int position = 0;
		while (position < this.slots.size() && this.slots.get(position).index() < slot.index()) {
			position++;
		}
		this.slots.add(position, slot);
		Stream.concat(Stream.ofNullable(this.rollout), this.rollouts.stream())
			.filter((rollout) -> rollout.isReload() && rollout.generationFor(slot) > slot.generation())
			.forEach((rollout) -> rollout.add(slot));
	}

	private void retire(Slot slot, long now) {
		this.slots.remove(slot);
		this.tally.retired(slot);
		slot.noRestart();
		for (WorkerHandle worker : List.copyOf(this.workers.values())) {
			if (worker.slot() == slot && worker.state() != State.DRAINING) {
				drain(worker, now);
			}
		}
	}

	/**
	 * Drains a worker and replaces it, the replacement first.
	 * @return why it is not done, or {@code null}
	 */
	@Nullable String restart(int id, long now) {
		WorkerHandle worker = this.workers.get(id);
		if (worker == null || worker.slot().worker() != worker || worker.state() == State.DRAINING || isStopping()) {
			return "worker %d is being replaced or drained already".formatted(id);
		}
		if (!isToBeReplaced(worker.slot())) {
			renew(worker, "asked for", now);
		}
		return null;
	}

	/**
	 * Drains a worker and does not replace it.
	 * @return why it is not done, or {@code null}
	 */
	@Nullable String disconnect(int id, long now) {
		WorkerHandle worker = this.workers.get(id);
		if (worker == null || worker.state() == State.DRAINING || isStopping()) {
			return "worker %d is being drained already".formatted(id);
		}
		if (this.slots.stream().noneMatch((slot) -> slot != worker.slot() && slot.worker() != null)) {
			return "worker %d is the only one".formatted(id);
		}
		this.journal.scaling(this.slots.size(), this.slots.size() - 1);
		retire(worker.slot(), now);
		return null;
	}

	/**
	 * Kills a worker, which is then replaced as if it had crashed.
	 */
	void kill(int id) {
		this.effects.kill(id);
	}

	/**
	 * Kills a worker that first has to answer to whoever wanted it.
	 */
	void killSoon(int id, long now) {
		WorkerHandle worker = this.workers.get(id);
		if (worker != null) {
			worker.deadline(deadline(now, ANSWER_TIME, Step.KILL_ASKED));
		}
	}

	boolean knows(int id) {
		return this.workers.containsKey(id);
	}

	/**
	 * Stops everything gracefully.
	 * @param code the exit code of the primary
	 * @param reason why, in a word
	 */
	void stop(int code, String reason, long now) {
		if (isStopping()) {
			return;
		}
		this.journal.stopping(this.workers.size(), reason);
		stopAll(code, now);
		endIfNothingIsLeft();
	}

	/**
	 * Kills what a graceful stop has left.
	 * @param reason why, in a word
	 */
	void kill(String reason) {
		this.journal.killing(this.workers.size(), reason);
		this.workers.values().forEach((worker) -> {
			worker.deadline(null);
			this.effects.kill(worker.id());
		});
	}

	boolean isStopping() {
		return this.exitCode != null;
	}

	private void stopAll(int code, long now) {
		this.exitCode = code;
		this.slots.forEach(Slot::noRestart);
		this.rollouts.clear();
		this.rollout = null;
		this.effects.closeListeners();
		for (WorkerHandle worker : this.workers.values()) {
			if (worker.state() != State.DRAINING) {
				drain(worker, now);
			}
		}
	}

	// Replacing without a crash

	private void renew(WorkerHandle worker, String reason, long now) {
		this.journal.renewing(worker, reason);
		this.rollouts.add(Rollout.renewal(worker));
		beginRolloutIfNone(now);
	}

	private boolean isToBeReplaced(Slot slot) {
		return Stream.concat(Stream.ofNullable(this.rollout), this.rollouts.stream())
			.anyMatch((rollout) -> rollout.awaits(slot));
	}

	private boolean isBeingReplaced(Slot slot) {
		WorkerHandle replacement = (this.rollout != null) ? this.rollout.replacement() : null;
		return replacement != null && replacement.slot() == slot;
	}

	private void beginRolloutIfNone(long now) {
		if (this.rollout == null) {
			Rollout next = this.rollouts.poll();
			this.rollout = next;
			if (next != null) {
				advance(next, now);
			}
		}
	}

	private void advance(Rollout rollout, long now) {
		Slot slot = rollout.next();
		while (slot != null && !(this.slots.contains(slot) && rollout.concerns(slot))) {
			slot = rollout.next();
		}
		if (slot != null) {
			slot.revive();
			rollout.replacement(fork(slot, rollout.generationFor(slot), now));
			return;
		}
		this.rollout = null;
		if (rollout.isReload()) {
			reloadEnded(this.reload.succeeded(), this.effects.isOutdated(this.lastGeneration));
		}
		beginRolloutIfNone(now);
	}

	private void replaced(Rollout rollout, WorkerHandle replacement, long now) {
		Slot slot = replacement.slot();
		WorkerHandle old = slot.worker();
		slot.occupy(replacement);
		rollout.replaced();
		this.generation = Math.max(this.generation, replacement.generation());
		if (old != null) {
			rollout.retiring(old);
			if (old.state() != State.DRAINING) {
				drain(old, now);
			}
		}
		else {
			advance(rollout, now);
		}
	}

	private void replacementFailed(Rollout rollout, WorkerHandle replacement, Exit exit, long now) {
		this.rollout = null;
		Slot slot = replacement.slot();
		String reason = whyItFailed(replacement, exit);
		if (slot.worker() == null) {
			// whatever its code, it did not do what it was started for
			follow(decide(replacement, new Exit(FAILURE, null), now), slot, now);
		}
		if (rollout.isReload()) {
			String progress = rollout.hasReplaced() ? "; " + rollout.progress() + " were replaced before it" : "";
			reloadEnded(this.reload.failed(reason + progress), this.effects.isOutdated(this.lastGeneration));
		}
		else {
			slot.renewableAt(now + this.settings.restart().maxDelay().toMillis());
			this.journal.renewalFailed(slot, reason);
		}
		fillIdleSlots(now);
		beginRolloutIfNone(now);
	}

	/**
	 * Ends a reload, and begins another one if somebody wanted it meanwhile.
	 * @param status what became of it
	 * @param outdated whether what is to be run now differs from what the reload was for,
	 * of which nothing is known once its copy is removed
	 */
	private String whyItFailed(WorkerHandle replacement, Exit exit) {
		if (replacement.notForked() != null) {
			return "worker %d could not be forked: %s".formatted(replacement.id(), replacement.notForked());
		}
		return (replacement.missed() == Step.KILL_UNSTARTED)
				? "worker %d was not listening within %s".formatted(replacement.id(), this.settings.startupTimeout())
				: "worker %d exited with code %s before it was listening".formatted(replacement.id(), exit);
	}

	private void reloadEnded(ReloadStatus status, boolean outdated) {
		this.reload = status;
		this.tally.reloaded(status.state());
		if (status.message() == null) {
			this.journal.reloadSucceeded(status.generation());
		}
		else {
			this.journal.reloadFailed(status.generation(), status.message());
		}
		this.effects.retainGenerations(generationsInUse());
		reloadIfWantedAgain(outdated);
	}

	private void reloadIfWantedAgain(boolean outdated) {
		if (this.reloadAgain) {
			this.reloadAgain = false;
			if (outdated) {
				beginReload();
			}
		}
	}

	private Set<Integer> generationsInUse() {
		Set<Integer> generations = new TreeSet<>();
		generations.add(this.generation);
		this.slots.forEach((slot) -> generations.add(slot.generation()));
		this.workers.values().forEach((worker) -> generations.add(worker.generation()));
		if (this.reload.state() == ReloadStatus.State.IN_PROGRESS) {
			generations.add(this.reload.generation());
		}
		return generations;
	}

	// What people see

	int wanted() {
		return this.slots.size();
	}

	int generation() {
		return this.generation;
	}

	ReloadStatus reload() {
		return this.reload;
	}

	Tally tally() {
		return this.tally;
	}

	/**
	 * The slots that are wanted, in the order of their indexes.
	 */
	List<Slot> slots() {
		return List.copyOf(this.slots);
	}

	/**
	 * The workers that live, in the order in which they were forked.
	 */
	List<WorkerHandle> workers() {
		return List.copyOf(this.workers.values());
	}

	// What is due

	/**
	 * Does what is due.
	 */
	void tick(long now) {
		for (Slot slot : List.copyOf(this.slots)) {
			restartIfDue(slot, now);
		}
		for (WorkerHandle worker : List.copyOf(this.workers.values())) {
			Deadline deadline = worker.deadline();
			if (deadline != null && deadline.at() <= now) {
				overdue(worker, deadline.step(), now);
			}
			else if (worker.isSilent(this.settings.heartbeatTimeout(), now)) {
				silent(worker, now);
			}
		}
	}

	private void restartIfDue(Slot slot, long now) {
		Long restartAt = slot.restartAt();
		if (restartAt != null && restartAt <= now) {
			slot.restarted();
			fill(slot, now);
		}
	}

	private void overdue(WorkerHandle worker, Step step, long now) {
		this.journal.overdue(worker, step);
		worker.missed(step);
		if (step == Step.TERMINATE) {
			terminate(worker, now);
		}
		else {
			this.effects.kill(worker.id());
		}
	}

	private void silent(WorkerHandle worker, long now) {
		this.journal.silent(worker, this.settings.heartbeatTimeout());
		worker.missed(Step.KILL_SILENT);
		this.effects.dumpThreads(worker.id());
		worker.deadline(deadline(now, DUMP_TIME, Step.KILL_SILENT));
	}

	/**
	 * When {@link #tick} has something to do, silent workers apart.
	 * @return the time, or empty if nothing is due until something happens
	 */
	OptionalLong nextDeadline() {
		LongStream restarts = this.slots.stream()
			.map(Slot::restartAt)
			.flatMap(Stream::ofNullable)
			.mapToLong(Long::longValue);
		LongStream deadlines = this.workers.values()
			.stream()
			.map(WorkerHandle::deadline)
			.flatMap(Stream::ofNullable)
			.mapToLong(Deadline::at);
		return LongStream.concat(restarts, deadlines).min();
	}

	private void drain(WorkerHandle worker, long now) {
		worker.draining();
		if (worker.hasListened()) {
			worker.deadline(deadline(now, this.settings.drainTimeout(), Step.TERMINATE));
			this.effects.disconnect(worker.id());
		}
		else {
			terminate(worker, now);
		}
	}

	private void terminate(WorkerHandle worker, long now) {
		worker.deadline(deadline(now, this.settings.killTimeout(), Step.KILL));
		this.effects.terminate(worker.id());
	}

	private void fillIdleSlots(long now) {
		this.slots.stream()
			.filter((slot) -> slot.isIdle() && !isToBeReplaced(slot))
			.toList()
			.forEach((slot) -> fill(slot, now));
	}

	private void fill(Slot slot, long now) {
		slot.occupy(fork(slot, slot.generation(), now));
	}

	private WorkerHandle fork(Slot slot, int generation, long now) {
		WorkerHandle worker = new WorkerHandle(++this.lastId, slot, generation,
				this.settings.recycle().forWorker(this.random), now, this.wallClock.instant());
		worker.deadline(deadline(now, this.settings.startupTimeout(), Step.KILL_UNSTARTED));
		this.workers.put(worker.id(), worker);
		this.effects.fork(worker.id(), slot.index(), generation);
		return worker;
	}

	private static Deadline deadline(long now, Duration timeout, Step step) {
		return new Deadline(now + timeout.toMillis(), step);
	}

	private void endIfNothingIsLeft() {
		boolean restartDue = this.slots.stream().anyMatch((slot) -> slot.restartAt() != null);
		if (this.ended || restartDue || this.preparing || !this.workers.isEmpty()) {
			return;
		}
		this.ended = true;
		this.effects.end((this.exitCode != null) ? this.exitCode : codeOfSlots());
	}

	private int codeOfSlots() {
		return this.slots.stream().anyMatch(Slot::endedBadly) ? FAILURE : 0;
	}

	/**
	 * What the decisions lead to. What comes of it is told to the supervisor later, never
	 * from within.
	 */
	interface Effects {

		/**
		 * Fork a worker; {@link Supervisor#forked} or {@link Supervisor#notForked}
		 * follows.
		 */
		void fork(int id, int slot, int generation);

		/**
		 * Ask a worker to drain and exit.
		 */
		void disconnect(int id);

		/**
		 * Send a worker SIGTERM.
		 */
		void terminate(int id);

		/**
		 * Send a worker SIGKILL.
		 */
		void kill(int id);

		/**
		 * Have a worker write the stacks of its threads, if it can.
		 */
		void dumpThreads(int id);

		/**
		 * Copy what is to be run now for the workers of a generation;
		 * {@link Supervisor#prepared} or {@link Supervisor#notPrepared} follows.
		 */
		void prepareGeneration(int generation);

		/**
		 * Whether what is to be run now differs from what that generation runs.
		 */
		boolean isOutdated(int generation);

		/**
		 * Remove what other generations run.
		 */
		void retainGenerations(Set<Integer> generations);

		/**
		 * Whether a worker is to be renewed for what it has recorded.
		 */
		boolean isRenewalDue(int id);

		/**
		 * Whether a worker writes when it ends what it has recorded.
		 */
		boolean isRecording(int id);

		/**
		 * A worker's JVM crashed before the worker listened. Whether others are forked in
		 * another way from now on, so that it is tried again.
		 */
		boolean crashed(int id);

		/**
		 * Close the listening sockets: nobody is going to serve their clients.
		 */
		void closeListeners();

		/**
		 * Everything has ended, the primary too is to exit with this code.
		 */
		void end(int code);

	}

}
