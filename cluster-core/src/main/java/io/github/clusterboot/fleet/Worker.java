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
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.fleet.Deadline.Step;
import io.github.clusterboot.ipc.Message.Heartbeat;

/**
 * What is known of a worker that lives. Times are milliseconds of the caller's clock.
 */
final class Worker {

	private final int id;

	private final Slot slot;

	private final int generation;

	private final RecyclePolicy recycle;

	private final long forkedAt;

	private final Instant startedAt;

	private long pid;

	private Stage stage = Stage.STARTING;

	private @Nullable Deadline deadline;

	/**
	 * The first deadline that it missed.
	 */
	private @Nullable Step missed;

	private @Nullable String leaveReason;

	private @Nullable String broken;

	private @Nullable String unclustered;

	private int readiness;

	private @Nullable Long readySince;

	private long gateOpenedAt;

	private @Nullable Long listeningSince;

	private boolean stoodBy;

	private boolean announced;

	private @Nullable Long heardAt;

	private Heartbeat vitals = new Heartbeat(0, 0, 0, 0, 0, 0, 0);

	private boolean renewalDue;

	Worker(int id, Slot slot, int generation, RecyclePolicy recycle, long forkedAt, Instant startedAt) {
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

	Instant startedAt() {
		return this.startedAt;
	}

	long pid() {
		return this.pid;
	}

	void forked(long pid) {
		this.pid = pid;
	}

	WorkerName name() {
		return new WorkerName(this.id, this.slot.index(), this.pid);
	}

	Stage stage() {
		return this.stage;
	}

	void reach(Stage stage) {
		if (stage.compareTo(this.stage) > 0) {
			this.stage = stage;
		}
	}

	void heard(long now) {
		this.heardAt = now;
	}

	void heard(Heartbeat vitals, boolean renewalDue, long now) {
		this.heardAt = now;
		this.vitals = vitals;
		this.renewalDue = renewalDue;
	}

	boolean wasOnline() {
		return this.heardAt != null;
	}

	Heartbeat vitals() {
		return this.vitals;
	}

	boolean isSilent(Duration timeout, long now) {
		return isOfUse() && this.heardAt != null && now - this.heardAt > timeout.toMillis();
	}

	void ready(int readiness, long now) {
		this.readiness = readiness;
		if (!serves() && !standsBy()) {
			this.stage = Stage.STANDING_BY;
			this.announced = false;
			started(now);
		}
	}

	void listening(long now) {
		this.stage = Stage.LISTENING;
		if (this.listeningSince == null) {
			this.listeningSince = now;
		}
		started(now);
	}

	private void started(long now) {
		this.deadline = null;
		if (this.readySince == null) {
			this.readySince = now;
		}
	}

	int readiness() {
		return this.readiness;
	}

	void openGate(Deadline deadline, long now) {
		this.stage = Stage.OPENING;
		this.deadline = deadline;
		this.gateOpenedAt = now;
	}

	boolean isUnannounced() {
		return standsBy() && !this.announced;
	}

	void announced() {
		this.announced = true;
		this.stoodBy = true;
	}

	@Nullable Duration opening(long now) {
		return (this.stage == Stage.OPENING && this.stoodBy) ? Duration.ofMillis(now - this.gateOpenedAt) : null;
	}

	boolean hasStoodBy() {
		return this.stoodBy;
	}

	/**
	 * Notes that it takes no connections for now. One that listened keeps its place, any
	 * other one has to be ready again.
	 */
	void refusing() {
		this.stage = (this.listeningSince != null) ? Stage.REFUSING : Stage.REFRESHED;
	}

	boolean isOfUse() {
		return this.stage.compareTo(Stage.CONDEMNED) < 0;
	}

	/**
	 * Whether it takes connections or was told to, and can be expected to do so.
	 */
	boolean serves() {
		return isOfUse() && this.stage.compareTo(Stage.OPENING) >= 0;
	}

	boolean standsBy() {
		return this.stage == Stage.STANDING_BY;
	}

	boolean hasListened() {
		return this.listeningSince != null;
	}

	boolean hasStarted() {
		return this.readySince != null;
	}

	/**
	 * Whether it has listened for long enough or, if it never did, been ready. What was
	 * well while it stood by says nothing about how it serves.
	 */
	boolean isStable(Duration stableAfter, long now) {
		Long since = (this.listeningSince != null) ? this.listeningSince : this.readySince;
		return since != null && now - since >= stableAfter.toMillis();
	}

	Duration uptime(long now) {
		return Duration.ofMillis(now - this.forkedAt);
	}

	@Nullable String recycleReason(long now) {
		return (this.stage == Stage.LISTENING) ? this.recycle.reason(this.vitals, uptime(now)) : null;
	}

	boolean isRenewalDue() {
		return isOfUse() && this.renewalDue;
	}

	void leave(String reason) {
		if (this.leaveReason == null) {
			this.leaveReason = reason;
		}
	}

	@Nullable String leaveReason() {
		return this.leaveReason;
	}

	boolean isAskedToGo() {
		return this.leaveReason != null;
	}

	void broken(String reason) {
		this.broken = reason;
	}

	@Nullable String broken() {
		return this.broken;
	}

	void unclustered(String reason) {
		this.unclustered = reason;
	}

	@Nullable String unclustered() {
		return this.unclustered;
	}

	@Nullable Deadline deadline() {
		return this.deadline;
	}

	void reach(Stage stage, @Nullable Deadline deadline) {
		this.stage = stage;
		this.deadline = deadline;
	}

	void missed(Step step) {
		if (this.missed == null) {
			this.missed = step;
		}
	}

	@Nullable Step missed() {
		return this.missed;
	}

}
