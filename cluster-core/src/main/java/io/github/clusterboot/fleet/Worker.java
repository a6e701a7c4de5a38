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

import io.github.clusterboot.ipc.Message.Heartbeat;

/**
 * What is known of a worker that lives. Times are milliseconds of the caller's clock.
 */
final class Worker {

	final int id;

	final Slot slot;

	final int generation;

	final long forkedAt;

	final Instant startedAt;

	long pid;

	Stage stage = Stage.STARTING;

	/**
	 * When it is terminated or killed, should it still be at its stage.
	 */
	@Nullable Long deadline;

	/**
	 * It did not listen, or stand by, in time.
	 */
	boolean unstarted;

	/**
	 * Why it was asked to go.
	 */
	@Nullable String leaveReason;

	/**
	 * Why it is to be replaced, though nothing is wrong.
	 */
	@Nullable String renewal;

	@Nullable String broken;

	@Nullable String unclustered;

	/**
	 * The number under which it said last that it is ready.
	 */
	int readiness;

	@Nullable Long readySince;

	@Nullable Long listeningSince;

	@Nullable Long refusingSince;

	/**
	 * It has not said that it does not lead any more.
	 */
	boolean canLead = true;

	/**
	 * People know that it stands by, or did.
	 */
	boolean announced;

	@Nullable Long heardAt;

	boolean disconnected;

	Heartbeat vitals = new Heartbeat(0, 0, 0, 0, 0, 0, 0);

	/**
	 * It has recorded its classes, of which an archive is made when it ends.
	 */
	boolean renewalDue;

	Worker(int id, Slot slot, int generation, long forkedAt, Instant startedAt) {
		this.id = id;
		this.slot = slot;
		this.generation = generation;
		this.forkedAt = forkedAt;
		this.startedAt = startedAt;
	}

	/**
	 * Goes on to a stage, unless it is there or further already.
	 */
	void reach(Stage stage) {
		if (stage.compareTo(this.stage) > 0) {
			this.stage = stage;
		}
	}

	void enter(Stage stage, @Nullable Long deadline) {
		this.stage = stage;
		this.deadline = deadline;
	}

	void ready(int readiness, long now) {
		this.readiness = readiness;
		if (!serves() && !standsBy()) {
			this.announced = false;
			started(Stage.STANDING_BY, now);
		}
	}

	void listening(long now) {
		if (this.listeningSince == null) {
			this.listeningSince = now;
		}
		started(Stage.LISTENING, now);
	}

	private void started(Stage stage, long now) {
		enter(stage, null);
		this.refusingSince = null;
		if (this.readySince == null) {
			this.readySince = now;
		}
	}

	/**
	 * Notes that it takes no connections for now. One that listened keeps its place, any
	 * other one has to be ready again.
	 */
	void refusing(long now) {
		this.refusingSince = now;
		this.stage = (this.listeningSince != null) ? Stage.REFUSING : Stage.REFRESHED;
	}

	void leave(String reason) {
		if (this.leaveReason == null) {
			this.leaveReason = reason;
		}
	}

	boolean isAskedToGo() {
		return this.leaveReason != null;
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

	boolean isSilent(Duration timeout, long now) {
		return isOfUse() && this.heardAt != null && now - this.heardAt > timeout.toMillis();
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

}
