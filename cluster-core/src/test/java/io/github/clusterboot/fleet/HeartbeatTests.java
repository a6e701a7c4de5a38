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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.clusterboot.fleet.FleetEvent.Kind;
import io.github.clusterboot.fleet.RestartPolicy.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link Fleet} does about workers that hang or are broken.
 */
class HeartbeatTests extends FleetTestBase {

	@Test
	void silentWorkerWritesItsThreadsAndIsKilledAndReplaced() {
		DrivenFleet fleet = beating(2);
		fleet.heartbeat(2, vitals(0, 0, 0), HEARTBEAT);
		long silent = HEARTBEAT + 1;
		fleet.tick(silent - 1);
		assertThat(this.effects.taken()).isEmpty();
		fleet.tick(silent);
		fleet.tick(silent + DUMP - 1);
		assertThat(this.effects.taken()).containsExactly("dump threads 1");
		fleet.heartbeat(2, vitals(0, 0, 0), silent + DUMP);
		fleet.tick(silent + DUMP);
		assertThat(this.effects.taken()).containsExactly("kill 1");
		fleet.tick(silent + DUMP + 1);
		this.effects.exit(fleet, 1, 137, 6000);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0");
		assertThat(this.journal.taken()).containsExactly(
				"1 has been silent for 3.0 s; asking for its threads, then killing it", "1 is killed",
				"1 exited with code 137 (SIGKILL) after 6.0 s; restart now");
	}

	@Test
	void heartbeatsKeepAWorker() {
		DrivenFleet fleet = beating(1);
		for (long now = HEARTBEAT; now < 20 * HEARTBEAT; now += HEARTBEAT) {
			fleet.tick(now);
			fleet.heartbeat(1, vitals(0, 0, 0), now);
		}
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void workerThatIsOnlineIsJudgedAndOneThatStartsIsNot() {
		DrivenFleet fleet = beating(1);
		fleet.restart(1, 0);
		fleet.heartbeat(1, vitals(0, 0, 0), 50_000);
		fleet.tick(50_000);
		assertThat(this.effects.taken()).containsExactly("fork 2 slot 0");
		fleet.online(2, 50_000);
		fleet.heartbeat(1, vitals(0, 0, 0), 60_000);
		fleet.tick(60_000);
		assertThat(this.effects.taken()).containsExactly("dump threads 2");
	}

	@Test
	void workerThatDrainsIsNotJudged() {
		DrivenFleet fleet = beating(2);
		fleet.disconnect(2, 0);
		fleet.heartbeat(1, vitals(0, 0, 0), DRAIN - 1);
		fleet.tick(DRAIN - 1);
		fleet.heartbeat(2, vitals(0, 0, 2 * REQUEST), DRAIN - 1);
		fleet.broken(2, DRAIN - 1);
		assertThat(this.effects.taken()).containsExactly("disconnect 2");
	}

	@Test
	void requestThatIsTooOldHasItsWorkerDrainedAndReplaced() {
		DrivenFleet fleet = beating(2);
		fleet.heartbeat(1, vitals(0, 0, 0), HEARTBEAT);
		fleet.heartbeat(2, vitals(0, 0, 0), HEARTBEAT);
		fleet.heartbeat(1, vitals(0, 0, REQUEST), STABLE);
		assertThat(this.effects.taken()).isEmpty();
		fleet.heartbeat(1, vitals(0, 0, REQUEST + 1), STABLE);
		assertThat(this.effects.taken()).containsExactly("dump threads 1", "disconnect 1", "fork 3 slot 0");
		fleet.heartbeat(1, vitals(0, 0, REQUEST + 1000), STABLE + 1);
		this.effects.exit(fleet, 1, 0, STABLE + 1);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(this.journal.taken())
			.startsWith("1 is drained: a request has been with its thread for 60 s; restart now");
	}

	@ParameterizedTest
	@CsvSource({ "ON_FAILURE,true", "ALWAYS,true", "NEVER,false" })
	void brokenWorkerIsDrainedAndReplacedByThePolicy(Mode mode, boolean replaced) {
		DrivenFleet fleet = beating(2, mode);
		fleet.broken(1, 1000);
		assertThat(this.effects.taken()).containsExactly("disconnect 1");
		fleet.broken(1, 1001);
		this.effects.exit(fleet, 1, 0, 1050);
		fleet.tick(1100);
		assertThat(this.effects.taken()).isEqualTo(replaced ? List.of("fork 3 slot 0") : List.of());
	}

	@Test
	void firstWorkerThatIsBrokenIsReplacedAndDoesNotEndThePrimary() {
		DrivenFleet fleet = fleet(2);
		fleet.start(0);
		fleet.online(1, 400);
		this.effects.taken();
		fleet.broken(1, 500);
		assertThat(this.effects.taken()).containsExactly("terminate 1");
		this.effects.exit(fleet, 1, 143, 550);
		fleet.tick(600);
		assertThat(this.effects.taken()).containsExactly("fork 2 slot 0");
	}

	@Test
	void brokenReplacementFailsTheReload() {
		DrivenFleet fleet = beating(2);
		reload(fleet, 1000);
		fleet.broken(3, 1100);
		assertThat(this.effects.taken()).containsExactly("kill 3");
		this.effects.exit(fleet, 3, 137, 1200);
		assertThat(fleet.reload().state()).isEqualTo("FAILED");
	}

	@Test
	void workerThatBreaksWhileItIsReplacedIsReplacedOnce() {
		DrivenFleet fleet = beating(2);
		reload(fleet, 1000);
		this.journal.taken();
		fleet.broken(1, 1100);
		fleet.tick(2000);
		assertThat(this.effects.taken()).containsExactly("disconnect 1");
		assertThat(this.journal.taken())
			.containsExactly("1 is drained: its liveness state is BROKEN; its replacement is on its way");
		fleet.accepting(3, 2100);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 1 generation 2");
	}

	@Test
	void aDisconnectIsToldOnceAndBeforeTheExitWhicheverIsNoticedFirst() {
		DrivenFleet fleet = listening(2);
		fleet.disconnected(1, 10);
		this.effects.exit(fleet, 1, 137, 20);
		this.effects.exit(fleet, 2, 137, 20);
		fleet.disconnected(2, 30);
		assertThat(this.journal.kinds()).filteredOn((kind) -> kind == Kind.DISCONNECTED || kind == Kind.EXITED)
			.containsExactly(Kind.DISCONNECTED, Kind.EXITED, Kind.DISCONNECTED, Kind.EXITED);
	}

}
