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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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
 * There may be more slots than workers that are wanted: the workers beyond are started
 * and stand by. They are not bound to certain slots: which workers serve changes with
 * each that dies, as one that stands by takes over at once, and the slot of the dead one
 * gets another worker to stand by.
 * <p>
 * Not thread-safe.
 */
final class Supervisor {

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

	/**
	 * How long the end of everything waits for processes that somebody in a hurry has had
	 * killed. The kernel cannot end one that waits for a file system that does not
	 * answer.
	 */
	private static final Duration DEATH_TIME = Duration.ofSeconds(2);

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

	private final Tally tally = new Tally();

	private final RollingReplacement rolling;

	private int lastId;

	private int wanted;

	/**
	 * How many workers are wanted beyond those that serve.
	 */
	private int standby;

	private boolean established;

	private @Nullable Integer exitCode;

	private @Nullable String unclustered;

	private boolean ended;

	Supervisor(PrimarySettings settings, Effects effects, Journal journal, DoubleSupplier random,
			InstantSource wallClock) {
		this.settings = settings;
		this.effects = effects;
		this.journal = journal;
		this.random = random;
		this.wallClock = wallClock;
		this.wanted = settings.workers();
		this.standby = settings.standby();
		this.slots = new ArrayList<>(IntStream.range(0, this.wanted + this.standby)
			.mapToObj((index) -> new Slot(index, RollingReplacement.FIRST_GENERATION))
			.toList());
		this.rolling = new RollingReplacement(settings, effects, journal, this.tally, new SupervisedFleet());
	}

	void start(long now) {
		if (!isStopping()) {
			fill(this.slots.get(0), now);
		}
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

	/**
	 * A worker's context is refreshed, so that it has something to close.
	 */
	void refreshed(int id) {
		WorkerHandle worker = this.workers.get(id);
		if (worker != null) {
			worker.refreshed();
		}
	}

	/**
	 * A worker could take connections, and waits to be told to.
	 * @param readiness the number under which it says so
	 */
	void ready(int id, int readiness, long now) {
		WorkerHandle worker = this.workers.get(id);
		if (worker == null || worker.state() == State.DRAINING || worker.missed() != null) {
			return;
		}
		boolean first = worker.ready(readiness, now);
		if (this.rolling.isReplacement(worker)) {
			this.rolling.ready(worker, now);
		}
		openGates(now);
		if (worker.standsBy()) {
			worker.stoodBy();
			if (first) {
				this.journal.standingBy(worker, worker.uptime(now));
			}
			else {
				this.journal.standingByAgain(worker);
			}
		}
		regroup(now);
	}

	void accepting(int id, long now) {
		WorkerHandle worker = this.workers.get(id);
		if (worker == null || worker.state() == State.DRAINING || worker.missed() != null) {
			return;
		}
		Duration opening = worker.opening(now);
		if (!worker.listening(now)) {
			this.journal.acceptingAgain(worker);
			return;
		}
		if (opening != null) {
			this.journal.takenOver(worker, opening);
		}
		else {
			this.journal.listening(worker, worker.uptime(now));
		}
		if (this.rolling.isReplacement(worker)) {
			this.rolling.replaced(worker, now);
		}
		else if (!this.established) {
			this.established = true;
			fillIdleSlots(now);
			this.rolling.established();
		}
		regroup(now);
	}

	void refusing(int id, long now) {
		WorkerHandle worker = this.workers.get(id);
		if (worker != null && worker.refusing()) {
			this.journal.refusing(worker);
			regroup(now);
		}
	}

	void heartbeat(int id, Heartbeat vitals, long now) {
		WorkerHandle worker = this.workers.get(id);
		if (worker == null) {
			return;
		}
		worker.heard(vitals, now);
		this.rolling.proceedIfSettled(now);
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
		if (reason == null && allStarted() && this.effects.isRenewalDue(id)) {
			reason = "others start faster from what it has recorded";
		}
		if (reason != null && worker.slot().isRenewable(now)) {
			this.rolling.renew(worker, reason, now);
		}
	}

	private boolean allStarted() {
		return this.slots.stream()
			.map(Slot::worker)
			.allMatch((worker) -> worker != null && (worker.state() == State.LISTENING || worker.standsBy()));
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

	/**
	 * A worker has found that the application cannot be clustered. Before any worker has
	 * listened that is the end, and else of the worker alone.
	 * @param running whether the application has started all the same
	 */
	void unclustered(int id, String reason, boolean running, long now) {
		WorkerHandle worker = this.workers.get(id);
		if (worker == null || worker.state() == State.DRAINING || worker.unclustered() != null) {
			return;
		}
		worker.unclustered(reason);
		if (this.established) {
			this.journal.unclustered(worker, reason);
		}
		if (running) {
			terminate(worker, now);
		}
		else {
			this.effects.kill(id);
		}
	}

	/**
	 * Why nothing is clustered, if that is why everything ends.
	 */
	@Nullable String unclustered() {
		return this.unclustered;
	}

	private void broken(WorkerHandle worker, String reason, long now) {
		Slot slot = worker.slot();
		if (slot.worker() != worker) {
			this.effects.kill(worker.id());
			return;
		}
		slot.vacate();
		if (this.rolling.isReplacing(slot)) {
			this.journal.brokenWhileReplaced(worker, reason);
			drain(worker, reason, now);
			this.rolling.proceed(now);
		}
		else {
			Verdict verdict = decide(worker, new Exit(FAILURE, null), now);
			this.journal.broken(worker, reason, verdict);
			drain(worker, reason, now);
			openGates(now);
			follow(verdict, slot, now);
		}
		regroup(now);
	}

	/**
	 * A worker's connection to the primary is closed. It is about to exit, or it is of no
	 * more use.
	 */
	void disconnected(int id, long now) {
		WorkerHandle worker = this.workers.get(id);
		if (worker != null && worker.state() != State.DRAINING) {
			worker.lost();
			worker.deadline(deadline(now, this.settings.killTimeout(), Step.KILL));
			regroup(now);
		}
		else if (worker != null && isStopping() && this.effects.isRecording(id)) {
			worker.deadline(deadline(now, RECORD_TIME, Step.KILL));
		}
	}

	void exited(int id, Exit exit, long now) {
		WorkerHandle worker = this.workers.remove(id);
		if (worker != null) {
			gone(worker, exit, now);
		}
	}

	private void gone(WorkerHandle worker, Exit exit, long now) {
		Slot slot = worker.slot();
		slot.lastExit(exit, this.wallClock.instant());
		if (slot.worker() == worker) {
			slot.vacate();
		}
		// before anything else: the clients of the worker wait
		openGates(now);
		if (worker.hasListened()) {
			this.workers.values().forEach(WorkerHandle::unsettle);
		}
		Duration uptime = worker.uptime(now);
		if (isStopping() || worker.state() == State.DRAINING) {
			this.journal.exitedAsAsked(worker, exit);
			this.rolling.gone(worker, now);
		}
		else if (worker.unclustered() != null && !this.established) {
			this.unclustered = worker.unclustered();
			stopAll(FAILURE, "not clustered", now);
		}
		else if (isCrashOfJvm(worker, exit) && this.effects.crashed(worker.id())) {
			this.journal.exited(worker, exit, uptime, new Verdict.Restart(Duration.ZERO, slot.failures()));
			forkAgain(worker, now);
		}
		else if (this.rolling.isReplacement(worker)) {
			this.journal.replacementFailed(worker, exit, uptime);
			this.rolling.failed(worker, exit, now);
		}
		else if (!this.established && exit.failed()) {
			this.journal.firstStartFailed(worker, exit, uptime);
			stopAll(FAILURE, "the application does not start", now);
		}
		else if (this.rolling.isReplacing(slot)) {
			this.journal.exitedWhileReplaced(worker, exit, uptime);
			this.rolling.proceed(now);
		}
		else {
			Verdict verdict = decide(worker, exit, now);
			this.journal.exited(worker, exit, uptime, verdict);
			follow(verdict, slot, now);
		}
		regroup(now);
		this.rolling.retainGenerations();
		endIfNothingIsLeft();
	}

	/**
	 * Whether a worker was ended by its JVM rather than by the application.
	 */
	private static boolean isCrashOfJvm(WorkerHandle worker, Exit exit) {
		return !worker.hasStarted() && worker.missed() == null && worker.notForked() == null
				&& worker.unclustered() == null
				&& (exit.isCrash() || (exit.failed() && worker.state() == State.STARTING));
	}

	private void forkAgain(WorkerHandle worker, long now) {
		Slot slot = worker.slot();
		WorkerHandle other = fork(slot, worker.generation(), now);
		if (!this.rolling.substitute(worker, other)) {
			slot.occupy(other);
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
		if (!isStopping()) {
			this.rolling.reload();
		}
	}

	void prepared(int generation, long now) {
		this.rolling.prepared(generation, now);
		endIfNothingIsLeft();
	}

	void changed() {
		this.rolling.changed();
	}

	void notPrepared(int generation, String reason, long now) {
		this.rolling.notPrepared(reason);
		endIfNothingIsLeft();
	}

	/**
	 * Changes the number of workers that serve. As many as before stand by.
	 * @param wanted the number, at least 1
	 */
	void scale(int wanted, long now) {
		if (isStopping() || wanted == this.wanted) {
			return;
		}
		this.journal.scaling(this.wanted, wanted);
		while (this.wanted > wanted) {
			this.wanted--;
			retire(leastNeeded(), "scale down", now);
		}
		while (this.wanted < wanted) {
			this.wanted++;
			add(new Slot(lowestFreeIndex(), this.rolling.generation()));
		}
		openGates(now);
		if (this.established) {
			fillIdleSlots(now);
		}
		regroup(now);
	}

	/**
	 * Changes the number of workers that serve by so many, to 1 at least.
	 */
	void scaleBy(int difference, long now) {
		scale(Math.max(1, this.wanted + difference), now);
	}

	/**
	 * The highest slot of those that serve if there are too many, else of those that have
	 * no worker if there are any, else of the rest.
	 */
	private Slot leastNeeded() {
		List<Slot> serving = this.slots.stream().filter((slot) -> !isStandby(slot)).toList();
		if (serving.size() > this.wanted) {
			return serving.get(serving.size() - 1);
		}
		List<Slot> empty = this.slots.stream().filter((slot) -> slot.worker() == null).toList();
		List<Slot> candidates = !empty.isEmpty() ? empty : this.slots.stream().filter(this::isStandby).toList();
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
		this.rolling.added(slot);
	}

	private void retire(Slot slot, String reason, long now) {
		this.slots.remove(slot);
		this.tally.retired(slot);
		slot.noRestart();
		for (WorkerHandle worker : List.copyOf(this.workers.values())) {
			if (worker.slot() == slot && worker.state() != State.DRAINING) {
				drain(worker, reason, now);
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
		this.rolling.renew(worker, "restart", now);
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
		if (isStandby(worker.slot()) && this.slots.size() > this.wanted) {
			this.journal.scalingStandby(this.standby, this.standby - 1);
			this.standby--;
		}
		else if (this.wanted == 1
				|| this.slots.stream().noneMatch((slot) -> slot != worker.slot() && !isStandby(slot))) {
			return "worker %d is the only one".formatted(id);
		}
		else {
			this.journal.scaling(this.wanted, this.wanted - 1);
			this.wanted--;
		}
		retire(worker.slot(), "disconnect", now);
		regroup(now);
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
		stopAll(code, reason, now);
		endIfNothingIsLeft();
	}

	/**
	 * Kills what a graceful stop has left.
	 * @param reason why, in a word
	 */
	void kill(String reason, long now) {
		this.journal.killing(this.workers.size(), reason);
		this.workers.values().forEach((worker) -> kill(worker, DEATH_TIME, now));
	}

	private void kill(WorkerHandle worker, long now) {
		kill(worker, this.settings.killTimeout(), now);
	}

	/**
	 * Only the end of everything leaves a process behind: a slot has one worker, dead or
	 * alive.
	 */
	private void kill(WorkerHandle worker, Duration patience, long now) {
		worker.deadline(isStopping() ? deadline(now, patience, Step.LEAVE) : null);
		this.effects.kill(worker.id());
	}

	boolean isStopping() {
		return this.exitCode != null;
	}

	private void stopAll(int code, String reason, long now) {
		this.exitCode = code;
		this.slots.forEach(Slot::noRestart);
		this.rolling.stop();
		this.effects.closeListeners();
		for (WorkerHandle worker : this.workers.values()) {
			if (worker.wasKilled()) {
				worker.draining(reason);
				worker.deadline(deadline(now, this.settings.killTimeout(), Step.LEAVE));
			}
			else if (worker.state() != State.DRAINING) {
				drain(worker, reason, now);
			}
		}
	}

	// What people see

	int wanted() {
		return this.wanted;
	}

	int standby() {
		return this.standby;
	}

	int generation() {
		return this.rolling.generation();
	}

	ReloadStatus reload() {
		return this.rolling.status();
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
		this.rolling.proceedIfSettled(now);
		regroup(now);
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
		switch (step) {
			case TERMINATE -> terminate(worker, now);
			case LEAVE -> {
				this.workers.remove(worker.id());
				endIfNothingIsLeft();
			}
			default -> kill(worker, now);
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
		LongStream settling = Stream.ofNullable(this.rolling.settlesUntil()).mapToLong(Long::longValue);
		return LongStream.concat(settling, LongStream.concat(restarts, deadlines)).min();
	}

	private void drain(WorkerHandle worker, String reason, long now) {
		worker.draining(reason);
		if (worker.hasStarted()) {
			worker.deadline(deadline(now, this.settings.drainTimeout(), Step.TERMINATE));
			this.effects.disconnect(worker.id());
		}
		else if (worker.isRefreshed()) {
			this.journal.endingRefreshed(worker, this.settings.killTimeout());
			terminate(worker, now);
		}
		else if (mayBeMigrating(worker)) {
			this.journal.endingFirst(worker, this.settings.killTimeout());
			terminate(worker, now);
		}
		else {
			this.journal.endingStart(worker);
			kill(worker, now);
		}
	}

	/**
	 * Whether a worker that has no context yet is the first one of what it runs. What an
	 * application does once, such as to migrate a database, it does then. Any other one
	 * has nothing to finish, and a JVM that is asked to end would first wait for the end
	 * of its start.
	 */
	private boolean mayBeMigrating(WorkerHandle worker) {
		return !this.established || worker.generation() > this.rolling.generation();
	}

	private void terminate(WorkerHandle worker, long now) {
		worker.deadline(deadline(now, this.settings.killTimeout(), Step.KILL));
		this.effects.terminate(worker.id());
	}

	private void fillIdleSlots(long now) {
		for (Slot slot : this.slots) {
			if (slot.isIdle() && !this.rolling.awaits(slot) && isRoomForAnother()) {
				fill(slot, now);
			}
		}
	}

	/**
	 * Workers that are to stand by come after those that serve.
	 */
	private boolean isRoomForAnother() {
		return !keepsStandby() || this.slots.stream().filter((slot) -> slot.worker() != null).count() < this.wanted
				|| listening() >= this.wanted;
	}

	// Standing by

	private boolean keepsStandby() {
		return this.settings.standby() > 0;
	}

	/**
	 * Whether the slot's worker, if it has one, does not serve and is not going to do so
	 * by itself.
	 */
	private boolean isStandby(Slot slot) {
		WorkerHandle worker = slot.worker();
		return worker == null || (keepsStandby() && !worker.serves());
	}

	private long serving() {
		return this.workers.values().stream().filter(WorkerHandle::serves).count();
	}

	private long listening() {
		return this.workers.values().stream().filter((worker) -> worker.serves() && worker.hasListened()).count();
	}

	/**
	 * Has workers that stand by serve where fewer do than are wanted.
	 */
	private void openGates(long now) {
		if (!keepsStandby() || isStopping()) {
			return;
		}
		this.slots.stream()
			.map(Slot::worker)
			.flatMap(Stream::ofNullable)
			.filter(WorkerHandle::standsBy)
			.sorted(Comparator.comparing(WorkerHandle::generation).reversed())
			.limit(Math.max(0, this.wanted - serving()))
			.toList()
			.forEach((worker) -> serve(worker, now));
	}

	private void serve(WorkerHandle worker, long now) {
		if (worker.standsBy()) {
			worker.serve(now);
			worker.deadline(deadline(now, this.settings.startupTimeout(), Step.KILL_UNSTARTED));
			this.effects.serve(worker.id(), worker.readiness());
		}
	}

	/**
	 * Does what has become possible or necessary where some workers stand by.
	 */
	private void regroup(long now) {
		if (keepsStandby() && !isStopping()) {
			openGates(now);
			this.rolling.proceed(now);
			if (this.established) {
				fillIdleSlots(now);
			}
		}
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
		boolean preparing = this.rolling.isPreparing() && !isStopping();
		if (this.ended || restartDue || preparing || !this.workers.isEmpty()) {
			return;
		}
		this.ended = true;
		this.effects.end((this.exitCode != null) ? this.exitCode : codeOfSlots());
	}

	private int codeOfSlots() {
		return this.slots.stream().anyMatch(Slot::endedBadly) ? FAILURE : 0;
	}

	/**
	 * What the workers that are replaced one after the other need of the others.
	 */
	private final class SupervisedFleet implements RollingReplacement.Fleet {

		@Override
		public List<Slot> slots() {
			return Supervisor.this.slots;
		}

		@Override
		public Collection<WorkerHandle> workers() {
			return Supervisor.this.workers.values();
		}

		@Override
		public boolean isEstablished() {
			return Supervisor.this.established;
		}

		@Override
		public boolean keepsStandby() {
			return Supervisor.this.keepsStandby();
		}

		@Override
		public boolean isStandby(Slot slot) {
			return Supervisor.this.isStandby(slot);
		}

		@Override
		public boolean isDispensable(WorkerHandle worker) {
			return listening() - ((worker.serves() && worker.hasListened()) ? 1 : 0) >= Supervisor.this.wanted;
		}

		@Override
		public boolean relieve(WorkerHandle worker, int generation, long now) {
			if (serving() - (worker.serves() ? 1 : 0) >= Supervisor.this.wanted) {
				return true;
			}
			Optional<WorkerHandle> other = Supervisor.this.slots.stream()
				.map(Slot::worker)
				.flatMap(Stream::ofNullable)
				.filter((each) -> each.standsBy() && each.generation() == generation)
				.findFirst();
			other.ifPresent((each) -> serve(each, now));
			return other.isPresent();
		}

		@Override
		public void serve(WorkerHandle worker, long now) {
			Supervisor.this.serve(worker, now);
		}

		@Override
		public WorkerHandle fork(Slot slot, int generation, long now) {
			return Supervisor.this.fork(slot, generation, now);
		}

		@Override
		public void drain(WorkerHandle worker, String reason, long now) {
			Supervisor.this.drain(worker, reason, now);
		}

		@Override
		public void failed(WorkerHandle worker, long now) {
			follow(decide(worker, new Exit(FAILURE, null), now), worker.slot(), now);
		}

		@Override
		public void fillIdleSlots(long now) {
			Supervisor.this.fillIdleSlots(now);
		}

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
		 * Tell a worker that stands by to take connections, and that this is about the
		 * number under which it said that it is ready.
		 */
		void serve(int id, int readiness);

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
		 * Look whether what is to be run now differs from what that generation runs;
		 * {@link Supervisor#changed} follows if it does.
		 */
		void lookForChange(int generation);

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
