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
import java.time.InstantSource;
import java.util.List;

import io.github.clusterboot.ipc.Message.Heartbeat;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.primary.RestartPolicy.Mode;
import io.github.clusterboot.primary.WorkerHandle.State;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@link Supervisor} with workers, and what is recorded of it.
 */
abstract class SupervisorTestBase {

	static final long STARTUP = 120_000;

	static final long DRAIN = 30_000;

	static final long KILL = 10_000;

	static final long STABLE = 5_000;

	static final long HEARTBEAT = 3_000;

	static final long REQUEST = 60_000;

	static final long DUMP = 2_000;

	static final long SETTLE = 20_000;

	final RecordingEffects effects = new RecordingEffects();

	final RecordingJournal journal = new RecordingJournal();

	Supervisor supervisor(int workers) {
		return supervisor(workers, Mode.ON_FAILURE, Duration.ofDays(1));
	}

	Supervisor supervisor(int workers, Mode mode, Duration heartbeatTimeout) {
		return supervisor(workers, mode, heartbeatTimeout, Duration.ZERO);
	}

	private Supervisor supervisor(int workers, Mode mode, Duration heartbeatTimeout, Duration settleTimeout) {
		RestartPolicy policy = new RestartPolicy(mode, Duration.ofMillis(100), Duration.ofMillis(400),
				Duration.ofMillis(STABLE), 3);
		PrimarySettings settings = new PrimarySettings(workers, 0, SchedulingPolicy.OS, policy,
				Duration.ofMillis(STARTUP), Duration.ofMillis(DRAIN), Duration.ofMillis(KILL), heartbeatTimeout,
				Duration.ofMillis(REQUEST), new RecyclePolicy(1 << 30, 1000, Duration.ZERO), settleTimeout,
				CpuAffinity.OFF);
		return new Supervisor(settings, this.effects, this.journal, () -> 0, InstantSource.fixed(Instant.EPOCH));
	}

	/**
	 * A supervisor whose workers 1 to N listen since the time 0, and need not beat.
	 */
	Supervisor listening(int workers) {
		return started(supervisor(workers), workers);
	}

	/**
	 * The same where they need to.
	 */
	Supervisor beating(int workers) {
		return beating(workers, Mode.ON_FAILURE);
	}

	Supervisor beating(int workers, Mode mode) {
		return started(supervisor(workers, mode, Duration.ofMillis(HEARTBEAT)), workers);
	}

	/**
	 * The same where a reload waits for workers that compile.
	 */
	Supervisor settling(int workers) {
		return started(supervisor(workers, Mode.ON_FAILURE, Duration.ofDays(1), Duration.ofMillis(SETTLE)), workers);
	}

	Supervisor started(Supervisor supervisor, int workers) {
		supervisor.start(0);
		for (int id = 1; id <= workers; id++) {
			supervisor.online(id, 0);
			supervisor.accepting(id, 0);
		}
		this.effects.taken();
		this.journal.taken();
		return supervisor;
	}

	Supervisor reloaded(int workers) {
		Supervisor supervisor = listening(workers);
		reload(supervisor, 0);
		for (int id = 1; id <= workers; id++) {
			replace(supervisor, workers + id, id, 0);
		}
		assertThat(supervisor.reload().state()).isEqualTo(ReloadStatus.State.SUCCEEDED);
		this.effects.taken();
		return supervisor;
	}

	/**
	 * Begins a reload, up to the fork of its first replacement.
	 */
	void reload(Supervisor supervisor, long now) {
		this.effects.taken();
		supervisor.reload(now);
		this.effects.prepared(supervisor, now);
		assertThat(this.effects.taken()).hasSize(2).element(1).asString().startsWith("fork");
	}

	void replace(Supervisor supervisor, int replacement, int old, long now) {
		supervisor.accepting(replacement, now);
		this.effects.exit(supervisor, old, 0, now);
	}

	void crash(Supervisor supervisor, int id, int times) {
		int victim = id;
		for (int i = 1; i <= times; i++) {
			this.effects.exit(supervisor, victim, 1, 1000L * i);
			supervisor.tick(1000L * i + 500);
			victim = this.effects.lastForked();
		}
	}

	static List<State> states(Supervisor supervisor) {
		return supervisor.workers().stream().map(WorkerHandle::state).toList();
	}

	/**
	 * Has workers say how much they compile.
	 */
	static void compile(Supervisor supervisor, double compiling, long now, int... ids) {
		for (int id : ids) {
			supervisor.heartbeat(id, new Heartbeat(0, 0, 0, 0, 0, 0, 0, compiling), now);
		}
	}

	static Heartbeat vitals(long rss, long requests, long oldestRequestMillis) {
		return new Heartbeat(rss, 0, 0, 0, 0, requests, oldestRequestMillis, 0d);
	}

}
