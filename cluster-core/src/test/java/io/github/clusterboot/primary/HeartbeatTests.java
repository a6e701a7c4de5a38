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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.clusterboot.primary.RestartPolicy.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link Supervisor} does about workers that hang or are broken.
 */
class HeartbeatTests extends SupervisorTestBase {

	@Test
	void silentWorkerWritesItsThreadsAndIsKilledAndReplaced() {
		Supervisor supervisor = beating(2);
		supervisor.heartbeat(2, vitals(0, 0, 0), STABLE);
		long silent = HEARTBEAT + 1;
		supervisor.tick(silent - 1);
		assertThat(this.effects.taken()).isEmpty();
		supervisor.tick(silent);
		supervisor.tick(silent + DUMP - 1);
		assertThat(this.effects.taken()).containsExactly("dump threads 1");
		supervisor.heartbeat(2, vitals(0, 0, 0), silent + DUMP);
		supervisor.tick(silent + DUMP);
		assertThat(this.effects.taken()).containsExactly("kill 1");
		supervisor.tick(silent + DUMP + 1);
		this.effects.exit(supervisor, 1, 137, 6000);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0");
		assertThat(this.journal.taken()).containsExactly("silent 1 for 3000", "overdue 1 KILL_SILENT",
				"exited 1 code 137 after 6000 restart in 0");
	}

	@Test
	void heartbeatsKeepAWorker() {
		Supervisor supervisor = beating(1);
		for (long now = HEARTBEAT; now < 20 * HEARTBEAT; now += HEARTBEAT) {
			supervisor.tick(now);
			supervisor.heartbeat(1, vitals(0, 0, 0), now);
		}
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void workerThatIsOnlineIsJudgedAndOneThatStartsIsNot() {
		Supervisor supervisor = beating(1);
		supervisor.restart(1, 0);
		supervisor.heartbeat(1, vitals(0, 0, 0), 50_000);
		supervisor.tick(50_000);
		assertThat(this.effects.taken()).containsExactly("fork 2 slot 0");
		supervisor.online(2, 50_000);
		supervisor.heartbeat(1, vitals(0, 0, 0), 60_000);
		supervisor.tick(60_000);
		assertThat(this.effects.taken()).containsExactly("dump threads 2");
	}

	@Test
	void workerThatDrainsIsNotJudged() {
		Supervisor supervisor = beating(2);
		supervisor.disconnect(2, 0);
		supervisor.heartbeat(1, vitals(0, 0, 0), DRAIN - 1);
		supervisor.tick(DRAIN - 1);
		supervisor.heartbeat(2, vitals(0, 0, 2 * REQUEST), DRAIN - 1);
		supervisor.broken(2, DRAIN - 1);
		assertThat(this.effects.taken()).containsExactly("disconnect 2");
	}

	@Test
	void requestThatIsTooOldHasItsWorkerDrainedAndReplaced() {
		Supervisor supervisor = beating(2);
		supervisor.heartbeat(1, vitals(0, 0, REQUEST), 2 * STABLE);
		assertThat(this.effects.taken()).isEmpty();
		supervisor.heartbeat(1, vitals(0, 0, REQUEST + 1), 2 * STABLE);
		assertThat(this.effects.taken()).containsExactly("dump threads 1", "disconnect 1", "fork 3 slot 0");
		supervisor.heartbeat(1, vitals(0, 0, REQUEST + 1000), 3 * STABLE);
		this.effects.exit(supervisor, 1, 0, 3 * STABLE);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(this.journal.taken())
			.startsWith("broken 1 (a request has been with its thread for 60 s) restart in 0");
	}

	@ParameterizedTest
	@CsvSource({ "ON_FAILURE,true", "ALWAYS,true", "NEVER,false" })
	void brokenWorkerIsDrainedAndReplacedByThePolicy(Mode mode, boolean replaced) {
		Supervisor supervisor = beating(2, mode);
		supervisor.broken(1, 1000);
		assertThat(this.effects.taken()).containsExactly("disconnect 1");
		supervisor.broken(1, 1001);
		this.effects.exit(supervisor, 1, 0, 1050);
		supervisor.tick(1100);
		assertThat(this.effects.taken()).isEqualTo(replaced ? List.of("fork 3 slot 0") : List.of());
	}

	@Test
	void brokenReplacementFailsTheReload() {
		Supervisor supervisor = beating(2);
		reload(supervisor, 1000);
		supervisor.broken(3, 1100);
		assertThat(this.effects.taken()).containsExactly("kill 3");
		this.effects.exit(supervisor, 3, 137, 1200);
		assertThat(supervisor.reload().state()).isEqualTo(ReloadStatus.State.FAILED);
	}

	@Test
	void workerThatBreaksWhileItIsReplacedIsReplacedOnce() {
		Supervisor supervisor = beating(2);
		reload(supervisor, 1000);
		this.journal.taken();
		supervisor.broken(1, 1100);
		supervisor.tick(2000);
		assertThat(this.effects.taken()).containsExactly("disconnect 1");
		assertThat(this.journal.taken()).containsExactly("broken while replaced 1 (its liveness state is BROKEN)");
		supervisor.accepting(3, 2100);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 1 generation 2");
	}

}
