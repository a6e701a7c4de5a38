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
import java.util.Comparator;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.fleet.FleetEvent.Kind;

/**
 * The rule by which one worker is the leader, which does what is to be done once per
 * cluster. There is no other one before the old one has said that it has stopped, or its
 * process is gone.
 */
final class Leadership {

	/**
	 * A leader may refuse traffic for that long, as applications do for a moment.
	 */
	private static final Duration LONGEST_REFUSAL = Duration.ofSeconds(10);

	private final Roster roster;

	private @Nullable Worker leader;

	/**
	 * The leader was told to stop.
	 */
	private boolean stopping;

	Leadership(Roster roster) {
		this.roster = roster;
	}

	boolean isLeader(Worker worker) {
		return this.leader == worker;
	}

	/**
	 * A worker has stopped leading.
	 * @param forGood whether it will not lead again, as it is about to exit
	 */
	void stopped(Worker worker, boolean forGood) {
		worker.canLead &= !forGood;
		if (isLeader(worker)) {
			this.leader = null;
		}
	}

	void step() {
		Worker leader = this.leader;
		if (leader != null && !this.roster.byId.containsValue(leader)) {
			this.leader = null;
		}
		else if (leader != null && !this.stopping && !isToStay(leader)) {
			this.stopping = true;
			this.roster.act(new Action.StopLeading(leader.id));
		}
		if (this.leader == null && !this.roster.isStopping()) {
			next().ifPresent(this::lead);
		}
	}

	private void lead(Worker worker) {
		this.leader = worker;
		this.stopping = false;
		this.roster.tell(Kind.LEADER_CHANGED, worker, "is the leader");
		this.roster.act(new Action.Lead(worker.id));
	}

	/**
	 * One that has not listened yet, or refuses traffic for long, makes room for one that
	 * serves.
	 */
	private boolean isToStay(Worker leader) {
		boolean refuses = leader.refusingSince != null
				&& this.roster.now - leader.refusingSince > LONGEST_REFUSAL.toMillis();
		return isCandidate(leader) && (serving().isEmpty() || (leader.listeningSince != null && !refuses));
	}

	/**
	 * While nobody serves it is the first that starts, as what is to be done once at the
	 * start is done before anybody serves.
	 */
	private Optional<Worker> next() {
		return serving().or(() -> this.roster.byId.values()
			.stream()
			.filter((worker) -> isCandidate(worker) && worker.heardAt != null)
			.min(Comparator.comparing((worker) -> worker.refusingSince != null)));
	}

	/**
	 * A worker that serves, one of the newest generation as a reload soon ends the
	 * others.
	 */
	private Optional<Worker> serving() {
		return this.roster.byId.values()
			.stream()
			.filter((worker) -> isCandidate(worker) && worker.stage == Stage.LISTENING)
			.max(Comparator.comparingInt((Worker worker) -> worker.generation).thenComparing((worker) -> -worker.id));
	}

	private static boolean isCandidate(Worker worker) {
		return worker.canLead && worker.isOfUse() && !worker.isAskedToGo();
	}

}
