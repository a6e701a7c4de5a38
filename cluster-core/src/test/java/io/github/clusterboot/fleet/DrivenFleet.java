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

import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ipc.ClusterCounts;
import io.github.clusterboot.ipc.ClusterStatus.Reload;
import io.github.clusterboot.ipc.Message.Heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@link Fleet} that is told what happens and reconciled at once, as by the primary.
 */
final class DrivenFleet {

	private final Fleet fleet;

	private final Roster roster;

	private final Reloads reloads;

	private final RecordingEffects effects;

	private long now;

	DrivenFleet(FleetSettings settings, RecordingEffects effects, RecordingJournal journal, DoubleSupplier random,
			InstantSource wallClock) {
		this.fleet = new Fleet(settings, journal, random, wallClock);
		this.roster = this.fleet.roster;
		this.reloads = this.fleet.reloads;
		this.effects = effects;
	}

	Fleet fleet() {
		return this.fleet;
	}

	/**
	 * Whatever was told, a second look finds nothing to be done.
	 */
	void tick(long now) {
		this.now = now;
		List<Action> actions = this.fleet.reconcile(now);
		this.effects.leaving(
				workers().stream().filter(Worker::isAskedToGo).map((worker) -> worker.id).collect(Collectors.toSet()));
		actions.forEach(this.effects::act);
		assertThat(this.fleet.reconcile(now)).as("idempotent").isEmpty();
	}

	void start(long now) {
		this.fleet.begin();
		tick(now);
	}

	void forked(int id, long pid) {
		this.fleet.workers().forked(id, pid);
		tick(this.now);
	}

	void notForked(int id, String reason, long now) {
		this.fleet.workers().notForked(id, reason, now);
		tick(now);
	}

	void online(int id, long now) {
		this.fleet.workers().online(id, now);
		tick(now);
	}

	void refreshed(int id) {
		this.fleet.workers().refreshed(id);
		tick(this.now);
	}

	void ready(int id, int readiness, long now) {
		this.fleet.workers().ready(id, readiness, now);
		tick(now);
	}

	void accepting(int id, long now) {
		this.fleet.workers().accepting(id, now);
		tick(now);
	}

	void refusing(int id, long now) {
		this.fleet.workers().refusing(id, now);
		tick(now);
	}

	void stoppedLeading(int id, boolean forGood, long now) {
		this.fleet.workers().stoppedLeading(id, forGood);
		tick(now);
	}

	void heartbeat(int id, Heartbeat vitals, long now) {
		this.fleet.workers().heartbeat(id, vitals, this.effects.isRecording(id), now);
		tick(now);
	}

	void broken(int id, long now) {
		this.fleet.workers().broken(id);
		tick(now);
	}

	void unclustered(int id, String reason, boolean running, long now) {
		this.fleet.workers().unclustered(id, reason, running, now);
		tick(now);
	}

	@Nullable String unclustered() {
		return this.fleet.unclustered();
	}

	void disconnected(int id, long now) {
		this.fleet.workers().disconnected(id, now);
		tick(now);
	}

	void exited(int id, Exit exit, boolean archived, long now) {
		this.fleet.workers().exited(id, exit, archived, now);
		tick(now);
	}

	void reload(long now) {
		this.fleet.reload();
		tick(now);
	}

	void prepared(int generation, long now) {
		this.fleet.prepared(generation);
		tick(now);
	}

	void notPrepared(int generation, String reason, long now) {
		this.fleet.notPrepared(generation, reason);
		tick(now);
	}

	void scale(int wanted, long now) {
		this.fleet.scale(wanted);
		tick(now);
	}

	void scaleBy(int difference, long now) {
		this.fleet.scaleBy(difference);
		tick(now);
	}

	@Nullable String restart(int id, long now) {
		String refusal = this.fleet.restart(id);
		tick(now);
		return refusal;
	}

	@Nullable String disconnect(int id, long now) {
		String refusal = this.fleet.disconnect(id);
		tick(now);
		return refusal;
	}

	void kill(int id, long now) {
		this.fleet.kill(id, false, now);
		tick(now);
	}

	void killSoon(int id, long now) {
		this.fleet.kill(id, true, now);
		tick(now);
	}

	boolean knows(int id) {
		return this.fleet.knows(id);
	}

	void stop(int code, String reason, long now) {
		this.fleet.stop(code, reason);
		tick(now);
	}

	void hurry(String reason, long now) {
		this.fleet.hurry(reason, now);
		tick(now);
	}

	boolean isStopping() {
		return this.fleet.isStopping();
	}

	int wanted() {
		return this.roster.wanted;
	}

	int standby() {
		return this.roster.standby;
	}

	int generation() {
		return this.roster.generation;
	}

	Reload reload() {
		return this.reloads.status;
	}

	ClusterCounts counts() {
		return this.fleet.counts();
	}

	List<Slot> slots() {
		return this.roster.slots;
	}

	List<Worker> workers() {
		return this.roster.workers();
	}

	OptionalLong nextDeadline() {
		return this.fleet.nextDeadline();
	}

}
