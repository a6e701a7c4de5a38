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
import java.time.InstantSource;
import java.util.List;

import io.github.clusterboot.fleet.RestartPolicy.Mode;
import io.github.clusterboot.ipc.Message.Heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@link Fleet} with workers, and what is recorded of it.
 */
abstract class FleetTestBase {

	static final long STARTUP = 120_000;

	static final long DRAIN = 30_000;

	static final long KILL = 10_000;

	static final long STABLE = 5_000;

	static final long HEARTBEAT = 3_000;

	static final long REQUEST = 60_000;

	static final long DUMP = 2_000;

	static final long PAUSE = 20_000;

	final RecordingEffects effects = new RecordingEffects();

	final RecordingJournal journal = new RecordingJournal();

	DrivenFleet fleet(int workers) {
		return fleet(workers, Mode.ON_FAILURE, Duration.ofDays(1));
	}

	DrivenFleet fleet(int workers, Mode mode, Duration heartbeatTimeout) {
		return fleet(workers, mode, heartbeatTimeout, Duration.ZERO);
	}

	private DrivenFleet fleet(int workers, Mode mode, Duration heartbeatTimeout, Duration reloadPause) {
		RestartPolicy policy = new RestartPolicy(mode, Duration.ofMillis(100), Duration.ofMillis(400),
				Duration.ofMillis(STABLE), 3);
		FleetSettings settings = new FleetSettings(workers, 0, policy, Duration.ofMillis(STARTUP),
				Duration.ofMillis(DRAIN), Duration.ofMillis(KILL), heartbeatTimeout, Duration.ofMillis(REQUEST),
				new RecyclePolicy(1 << 30, 1000, Duration.ZERO), reloadPause);
		return new DrivenFleet(settings, this.effects, this.journal, () -> 0, InstantSource.fixed(Instant.EPOCH));
	}

	/**
	 * A fleet whose workers 1 to N listen since the time 0, and need not beat.
	 */
	DrivenFleet listening(int workers) {
		return started(fleet(workers), workers);
	}

	/**
	 * The same where they need to.
	 */
	DrivenFleet beating(int workers) {
		return beating(workers, Mode.ON_FAILURE);
	}

	DrivenFleet beating(int workers, Mode mode) {
		return started(fleet(workers, mode, Duration.ofMillis(HEARTBEAT)), workers);
	}

	/**
	 * The same where a reload pauses.
	 */
	DrivenFleet pausing(int workers) {
		return started(fleet(workers, Mode.ON_FAILURE, Duration.ofDays(1), Duration.ofMillis(PAUSE)), workers);
	}

	DrivenFleet started(DrivenFleet fleet, int workers) {
		fleet.start(0);
		for (int id = 1; id <= workers; id++) {
			fleet.online(id, 0);
			fleet.accepting(id, 0);
		}
		this.effects.taken();
		this.journal.taken();
		return fleet;
	}

	DrivenFleet reloaded(int workers) {
		DrivenFleet fleet = listening(workers);
		reload(fleet, 0);
		for (int id = 1; id <= workers; id++) {
			replace(fleet, workers + id, id, 0);
		}
		assertThat(fleet.reload().state()).isEqualTo("SUCCEEDED");
		this.effects.taken();
		return fleet;
	}

	/**
	 * Begins a reload, up to the fork of its first replacement.
	 */
	void reload(DrivenFleet fleet, long now) {
		this.effects.taken();
		fleet.reload(now);
		this.effects.prepared(fleet, now);
		assertThat(this.effects.taken()).hasSize(2).element(1).asString().startsWith("fork");
	}

	void replace(DrivenFleet fleet, int replacement, int old, long now) {
		fleet.accepting(replacement, now);
		this.effects.exit(fleet, old, 0, now);
	}

	void crash(DrivenFleet fleet, int id, int times) {
		int victim = id;
		for (int i = 1; i <= times; i++) {
			this.effects.exit(fleet, victim, 1, 1000L * i);
			fleet.tick(1000L * i + 500);
			victim = this.effects.lastForked();
		}
	}

	static List<Stage> states(DrivenFleet fleet) {
		return fleet.workers().stream().map((worker) -> worker.stage).toList();
	}

	static Heartbeat vitals(long rss, long requests, long oldestRequestMillis) {
		return new Heartbeat(rss, 0, 0, 0, 0, requests, oldestRequestMillis);
	}

}
