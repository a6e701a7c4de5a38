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

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.fleet.FleetEvent.Kind;
import io.github.clusterboot.ipc.ClusterCounts;
import io.github.clusterboot.ipc.ClusterStatus;

/**
 * The slots and workers of a cluster. Told what happened, it notes facts and nothing
 * else; {@link #reconcile} then looks at the whole and says what is to be done. It does
 * no I/O and has no clock and no threads; times are milliseconds of a clock that the
 * caller chooses.
 * <p>
 * There may be more slots than workers that are wanted: the workers beyond stand by. They
 * are not bound to certain slots: which workers serve changes with each that dies, as one
 * that stands by takes over at once, and the slot of the dead one gets another worker to
 * stand by.
 * <p>
 * Not thread-safe.
 */
public final class Fleet {

	/**
	 * How long a worker that is to be killed may take to tell that it will be.
	 */
	private static final Duration ANSWER_TIME = Duration.ofSeconds(1);

	final Roster roster;

	final Reloads reloads;

	final Rollouts rollouts;

	private final Exits exits;

	private final Leadership leadership;

	private final WorkerEvents workers;

	private final Reconciler reconciler;

	/**
	 * Creates a fleet without workers.
	 * @param settings what is wanted
	 * @param events is told what happens, for people to read
	 * @param random gives numbers from 0 to 1, for jitter
	 * @param wallClock for people to read; nothing is decided by it
	 */
	public Fleet(FleetSettings settings, Consumer<FleetEvent> events, DoubleSupplier random, InstantSource wallClock) {
		this.roster = new Roster(settings, events, random, wallClock);
		this.reloads = new Reloads(this.roster);
		this.rollouts = new Rollouts(this.roster, this.reloads);
		this.exits = new Exits(this.roster, this.rollouts);
		this.leadership = new Leadership(this.roster);
		this.workers = new WorkerEvents(this.roster, this.exits, this.leadership);
		this.reconciler = new Reconciler(this.roster, this.rollouts, this.reloads, this.exits, this.leadership);
	}

	/**
	 * Says what is to be done now, and takes it for done: asked again, it says nothing.
	 * @param now the time
	 * @return the actions, in their order
	 */
	public List<Action> reconcile(long now) {
		return this.reconciler.reconcile(now);
	}

	/**
	 * When something is to be done though nothing happens, silent workers and the pause
	 * of a reload apart.
	 * @return the time, or empty
	 */
	public OptionalLong nextDeadline() {
		return this.reconciler.nextDeadline();
	}

	/**
	 * The first generation is prepared.
	 */
	public void begin() {
		this.roster.begun = true;
	}

	/**
	 * What happens to workers is told here.
	 * @return takes note of it
	 */
	public WorkerEvents workers() {
		return this.workers;
	}

	// What somebody wants

	/**
	 * Replaces all workers by ones of what is to be run now, after the reload that is
	 * under way if there is one.
	 * @return the generation of those, or {@code null} if everything ends
	 */
	public @Nullable Integer reload() {
		return isStopping() ? null : this.reloads.want();
	}

	public void prepared(int generation) {
		this.reloads.prepared(generation);
	}

	public void notPrepared(int generation, String reason) {
		this.reloads.notPrepared(generation, reason);
	}

	public void scale(int wanted) {
		if (!isStopping() && wanted != this.roster.wanted) {
			this.roster.tell(Kind.SCALING, "Scaling from %s to %s".formatted(FleetEvent.workers(this.roster.wanted),
					FleetEvent.workers(wanted)));
			this.roster.wanted = wanted;
		}
	}

	public void scaleBy(int difference) {
		scale(Math.max(1, this.roster.wanted + difference));
	}

	/**
	 * Drains a worker and replaces it, the replacement first.
	 * @param id the worker's id
	 * @return why it is not done, or {@code null}
	 */
	public @Nullable String restart(int id) {
		Worker worker = this.roster.byId.get(id);
		if (worker == null || worker.slot.worker != worker || worker.isAskedToGo() || isStopping()) {
			return "worker %d is being replaced or drained already".formatted(id);
		}
		this.rollouts.renew(worker, "restart");
		return null;
	}

	/**
	 * Drains a worker and does not replace it.
	 * @param id the worker's id
	 * @return why it is not done, or {@code null}
	 */
	public @Nullable String disconnect(int id) {
		Worker worker = this.roster.byId.get(id);
		if (worker == null || worker.isAskedToGo() || isStopping()) {
			return "worker %d is being drained already".formatted(id);
		}
		Slot slot = worker.slot;
		if (this.roster.isStandby(slot) && this.roster.slots.size() > this.roster.wanted) {
			this.roster.tell(Kind.SCALING, "Scaling from %s to %d standing by"
				.formatted(FleetEvent.workers(this.roster.standby), this.roster.standby - 1));
			this.roster.standby--;
		}
		else if (this.roster.wanted == 1
				|| this.roster.slots.stream().noneMatch((other) -> other != slot && !this.roster.isStandby(other))) {
			return "worker %d is the only one".formatted(id);
		}
		else {
			scale(this.roster.wanted - 1);
		}
		this.roster.retire(slot, "disconnect");
		return null;
	}

	/**
	 * Kills a worker.
	 * @param id the worker's id
	 * @param soon whether it gets a moment to answer who wants it
	 * @param now the time
	 */
	public void kill(int id, boolean soon, long now) {
		Worker worker = this.roster.byId.get(id);
		if (worker != null) {
			worker.enter(Stage.CONDEMNED, soon ? now + ANSWER_TIME.toMillis() : now);
		}
	}

	public boolean knows(int id) {
		return this.roster.byId.containsKey(id);
	}

	/**
	 * Stops everything gracefully.
	 * @param code the exit code of the primary
	 * @param reason why, in a word
	 */
	public void stop(int code, String reason) {
		if (!isStopping()) {
			String all = FleetEvent.workers(this.roster.byId.size());
			this.roster.tell(Kind.STOPPING, "Stopping %s (%s)".formatted(all, reason));
			this.roster.stop(code, reason);
		}
	}

	/**
	 * Kills what a graceful stop has left.
	 * @param reason why, in a word
	 * @param now the time
	 */
	public void hurry(String reason, long now) {
		this.roster.tell(Kind.STOPPING, "Killing what is left (%s)".formatted(reason));
		this.roster.workers().forEach((worker) -> kill(worker.id, false, now));
	}

	public boolean isStopping() {
		return this.roster.isStopping();
	}

	/**
	 * Why nothing is clustered, if that is why everything ends.
	 * @return the reason, or {@code null}
	 */
	public @Nullable String unclustered() {
		return this.exits.unclustered;
	}

	// What people see

	public ClusterStatus status(ClusterStatus.Primary primary, String policy, List<InetSocketAddress> listeners,
			long now) {
		return StatusReport.status(this.roster, this.reloads, this.leadership, primary, policy, listeners, now);
	}

	public ClusterCounts counts() {
		return StatusReport.counts(this.roster, this.reloads);
	}

}
