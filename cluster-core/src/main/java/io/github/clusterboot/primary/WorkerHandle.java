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
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ipc.Message.Heartbeat;
import io.github.clusterboot.primary.WorkerHandle.Deadline.Step;

/**
 * A worker as the primary sees it. Times are in milliseconds of the supervisor's clock.
 */
final class WorkerHandle {

	/**
	 * How many heartbeats in a row have to say so: one may be about a moment when there
	 * was nothing to do.
	 */
	private static final int RESTS = 2;

	private final int id;

	private final Slot slot;

	private final int generation;

	private final RecyclePolicy recycle;

	private final long forkedAt;

	private final Instant startedAt;

	private long pid;

	private State state = State.STARTING;

	private @Nullable String drainReason;

	private boolean refreshed;

	private @Nullable Long readySince;

	/**
	 * The number under which the worker has last said that it is ready, or 0 if it is
	 * not.
	 */
	private int readiness;

	private @Nullable Long servesSince;

	private @Nullable Long listeningSince;

	private boolean stoodBy;

	private boolean lost;

	private @Nullable Deadline deadline;

	private @Nullable Step missed;

	private @Nullable String notForked;

	private @Nullable String unclustered;

	private long heardAt;

	private Heartbeat vitals = new Heartbeat(0, 0, 0, 0, 0, 0, 0, null);

	private int rests;

	private boolean settled;

	private boolean warm;

	WorkerHandle(int id, Slot slot, int generation, RecyclePolicy recycle, long forkedAt, Instant startedAt) {
		this.id = id;
		this.slot = slot;
		this.generation = generation;
		this.recycle = recycle;
		this.forkedAt = forkedAt;
		this.startedAt = startedAt;
	}

	int id() {
		return this.id;
	}

	Slot slot() {
		return this.slot;
	}

	int generation() {
		return this.generation;
	}

	long pid() {
		return this.pid;
	}

	Instant startedAt() {
		return this.startedAt;
	}

	void forked(long pid) {
		this.pid = pid;
	}

	State state() {
		return this.state;
	}

	void online(long now) {
		this.heardAt = now;
		if (this.state == State.STARTING) {
			this.state = State.ONLINE;
		}
	}

	void refreshed() {
		this.refreshed = true;
	}

	/**
	 * Whether the application's context is refreshed: its beans do their work, though the
	 * worker may serve nobody yet.
	 */
	boolean isRefreshed() {
		return this.refreshed;
	}

	void heard(Heartbeat vitals, long now) {
		this.heardAt = now;
		this.vitals = vitals;
		this.rests = vitals.compiles() ? 0 : this.rests + 1;
		this.settled = this.settled || this.rests >= RESTS;
		this.warm = this.warm || (serves() && this.settled);
	}

	/**
	 * Whether the worker starts, or serves and has not compiled what it runs since it
	 * does.
	 * @param patience how long one that serves may be cold
	 */
	boolean isCold(Duration patience, long now) {
		if (this.servesSince == null) {
			return !standsBy();
		}
		return !this.warm && now - this.servesSince < patience.toMillis();
	}

	/**
	 * Whether the worker serves, or is going to do so without being told, and has not yet
	 * compiled what it runs.
	 */
	boolean isSettling() {
		return isOfUse() && !standsBy() && !(serves() && this.settled);
	}

	/**
	 * Notes that the worker gets more to do, which may be something new.
	 */
	void unsettle() {
		this.rests = 0;
		this.settled = false;
	}

	/**
	 * What the worker told last about itself.
	 */
	Heartbeat vitals() {
		return this.vitals;
	}

	/**
	 * Whether the worker, which is online and nothing else is due for, has been silent
	 * for too long.
	 */
	boolean isSilent(Duration timeout, long now) {
		return (this.state == State.ONLINE || this.state == State.LISTENING) && this.missed == null
				&& now - this.heardAt > timeout.toMillis();
	}

	/**
	 * Why the worker is to be recycled now, or {@code null}.
	 */
	@Nullable String recycleReason(long now) {
		return (this.state == State.LISTENING) ? this.recycle.reason(this.vitals, uptime(now)) : null;
	}

	/**
	 * Notes that the worker accepts connections.
	 * @return whether it does so for the first time
	 */
	boolean listening(long now) {
		if (this.state == State.DRAINING) {
			return false;
		}
		this.state = State.LISTENING;
		boolean first = this.listeningSince == null;
		if (first) {
			this.listeningSince = now;
			started(now);
			unsettle();
		}
		if (this.servesSince == null) {
			this.servesSince = now;
		}
		return first;
	}

	/**
	 * Notes that the worker could accept connections, and waits to be told to.
	 * @return whether it is ready for the first time
	 */
	boolean ready(int readiness, long now) {
		boolean first = this.readySince == null;
		this.readiness = readiness;
		started(now);
		return first;
	}

	private void started(long now) {
		if (this.readySince == null) {
			this.readySince = now;
		}
		if (this.deadline != null && this.deadline.step() == Step.KILL_UNSTARTED) {
			this.deadline = null;
		}
	}

	/**
	 * The number under which the worker has last said that it is ready.
	 */
	int readiness() {
		return this.readiness;
	}

	/**
	 * Notes that the worker is told to accept connections.
	 */
	void serve(long now) {
		this.servesSince = now;
		unsettle();
	}

	/**
	 * Whether the worker accepts connections or was told to, and can be expected to do
	 * so.
	 */
	boolean serves() {
		return this.servesSince != null && isOfUse();
	}

	/**
	 * Notes that the worker was not needed when it was ready.
	 */
	void stoodBy() {
		this.stoodBy = true;
	}

	/**
	 * How long a worker that stood by has taken to accept connections.
	 * @return the time since it was told to, or {@code null} if it did not stand by or
	 * accepts connections already
	 */
	@Nullable Duration opening(long now) {
		return (this.stoodBy && this.servesSince != null && this.listeningSince == null)
				? Duration.ofMillis(now - this.servesSince) : null;
	}

	/**
	 * Whether the worker is ready, and was not told to accept connections.
	 */
	boolean standsBy() {
		return this.readiness != 0 && this.servesSince == null && this.deadline == null && isOfUse();
	}

	private boolean isOfUse() {
		return this.state != State.DRAINING && this.missed == null && !this.lost;
	}

	/**
	 * Notes that the worker cannot be talked to any more.
	 */
	void lost() {
		this.lost = true;
	}

	/**
	 * Notes that the worker accepts no connections for now. One that has not done so yet
	 * takes what it was told about it for past, too.
	 * @return whether it did or could before, and was not asked to exit
	 */
	boolean refusing() {
		boolean could = this.state == State.LISTENING || (this.readiness != 0 && this.state != State.DRAINING);
		this.readiness = 0;
		if (this.listeningSince == null && this.servesSince != null) {
			// its deadline stays: it still has to be ready some day
			this.servesSince = null;
		}
		if (this.state == State.LISTENING) {
			this.state = State.ONLINE;
		}
		return could;
	}

	/**
	 * The worker is asked to go.
	 * @param reason why, in a few words
	 */
	void draining(String reason) {
		this.state = State.DRAINING;
		this.drainReason = reason;
	}

	/**
	 * Why the worker was asked to go, or {@code null} if it was not.
	 */
	@Nullable String drainReason() {
		return this.drainReason;
	}

	boolean hasListened() {
		return this.listeningSince != null;
	}

	/**
	 * Whether the worker could start to serve, be it that it did or that it stood by.
	 */
	boolean hasStarted() {
		return this.readySince != null;
	}

	/**
	 * Whether the worker has listened for long enough or, if it never did, been ready.
	 * What was well while it stood by says nothing about how it serves.
	 */
	boolean isStable(Duration stableAfter, long now) {
		Long since = (this.listeningSince != null) ? this.listeningSince : this.readySince;
		return since != null && now - since >= stableAfter.toMillis();
	}

	Duration uptime(long now) {
		return Duration.ofMillis(now - this.forkedAt);
	}

	@Nullable Deadline deadline() {
		return this.deadline;
	}

	/**
	 * Notes that the worker has missed its deadline.
	 */
	void missed(Step step) {
		this.missed = step;
		this.deadline = null;
	}

	/**
	 * Notes that the process could not be started.
	 */
	void notForked(String reason) {
		this.notForked = reason;
	}

	/**
	 * Why the process could not be started, or {@code null} if it was.
	 */
	@Nullable String notForked() {
		return this.notForked;
	}

	/**
	 * Notes that the worker has found that the application cannot be clustered.
	 */
	void unclustered(String reason) {
		this.unclustered = reason;
	}

	/**
	 * Why the application cannot be clustered, as far as the worker knows, or
	 * {@code null}.
	 */
	@Nullable String unclustered() {
		return this.unclustered;
	}

	/**
	 * Whether the process has ended before the application's environment was prepared:
	 * the code before that is the application's own.
	 */
	boolean endedBeforeOnline() {
		return this.state == State.STARTING && this.notForked == null;
	}

	/**
	 * The first deadline that the worker missed, or {@code null}.
	 */
	@Nullable Step missed() {
		return this.missed;
	}

	/**
	 * Whether the worker was killed for what it has not done in time, or was to be gone:
	 * nothing else is due for it then.
	 */
	boolean wasKilled() {
		return this.deadline == null && (this.state == State.DRAINING || this.missed != null);
	}

	void deadline(@Nullable Deadline deadline) {
		this.deadline = deadline;
	}

	@Override
	public String toString() {
		String pid = (this.pid != 0) ? ", pid " + this.pid : "";
		return "Worker " + this.id + " (slot " + this.slot.index() + pid + ")";
	}

	/**
	 * The states of a worker that lives.
	 */
	enum State {

		/**
		 * The process exists.
		 */
		STARTING,

		/**
		 * It is connected to the primary.
		 */
		ONLINE,

		/**
		 * It accepts connections.
		 */
		LISTENING,

		/**
		 * It was asked to exit.
		 */
		DRAINING

	}

	/**
	 * What is done to a worker that has not done its part in time.
	 *
	 * @param at when
	 * @param step what
	 */
	record Deadline(long at, Step step) {

		enum Step {

			/**
			 * It was not ready in time, or did not listen when it was told to: kill it.
			 */
			KILL_UNSTARTED,

			/**
			 * It was silent for too long and has written its threads by now: kill it.
			 */
			KILL_SILENT,

			/**
			 * Somebody wants it killed, and it has told so by now: kill it.
			 */
			KILL_ASKED,

			/**
			 * It did not drain in time: terminate it.
			 */
			TERMINATE,

			/**
			 * It did not exit in time: kill it.
			 */
			KILL,

			/**
			 * It was killed, and has not ended: end without it.
			 */
			LEAVE

		}

	}

}
