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
import java.time.InstantSource;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.clusterboot.ipc.ClusterStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Leadership}, by what a {@link Fleet} does.
 */
class LeadershipTests extends FleetTestBase {

	@Test
	void theFirstWorkerLeadsFromItsStart() {
		DrivenFleet fleet = fleet(2);
		fleet.start(0);
		assertThat(this.effects.leadership()).as("it cannot be told yet").isEmpty();
		fleet.online(1, 0);
		assertThat(this.effects.leadership()).containsExactly("lead 1");
		fleet.accepting(1, 0);
		fleet.online(2, 0);
		fleet.accepting(2, 0);
		assertThat(this.effects.leadership()).isEmpty();
		assertThat(leaders(fleet)).containsExactly(1);
	}

	@Test
	void itMovesWhenTheProcessIsGoneAndNotBefore() {
		DrivenFleet fleet = led(3);
		fleet.disconnected(1, 10);
		assertThat(this.effects.leadership()).containsExactly("stop leading 1");
		fleet.tick(9_000);
		assertThat(this.effects.leadership()).as("its process may live").isEmpty();
		this.effects.exit(fleet, 1, 137, 9_500);
		assertThat(this.effects.leadership()).containsExactly("lead 2");
	}

	@Test
	void aLeaderThatDrainsIsFollowedWhenItHasStopped() {
		DrivenFleet fleet = led(2);
		fleet.disconnect(1, 10);
		assertThat(this.effects.leadership()).containsExactly("stop leading 1");
		fleet.tick(20_000);
		assertThat(this.effects.leadership()).as("what it runs has not ended").isEmpty();
		fleet.stoppedLeading(1, true, 20_500);
		assertThat(this.effects.leadership()).containsExactly("lead 2");
	}

	@Test
	void aHungLeaderIsKilledFirst() {
		DrivenFleet fleet = beating(2);
		this.effects.leadership();
		fleet.heartbeat(2, vitals(0, 0, 0), HEARTBEAT + 1);
		assertThat(this.effects.leadership()).containsExactly("stop leading 1");
		fleet.heartbeat(2, vitals(0, 0, 0), HEARTBEAT + DUMP + 1);
		assertThat(this.effects.taken()).contains("kill 1");
		assertThat(this.effects.leadership()).isEmpty();
		this.effects.exit(fleet, 1, 137, HEARTBEAT + DUMP + 2);
		assertThat(this.effects.leadership()).containsExactly("lead 2");
	}

	@Test
	void oneThatRefusesTrafficForAMomentStaysLeader() {
		DrivenFleet fleet = led(2);
		fleet.refusing(1, 0);
		fleet.tick(9_000);
		fleet.accepting(1, 9_000);
		fleet.tick(30_000);
		assertThat(this.effects.leadership()).isEmpty();
		fleet.refusing(1, 30_000);
		fleet.tick(40_001);
		assertThat(this.effects.leadership()).containsExactly("stop leading 1");
		fleet.stoppedLeading(1, false, 41_000);
		assertThat(this.effects.leadership()).containsExactly("lead 2");
	}

	@Test
	void oneThatRefusesTrafficStaysLeaderWhereNobodyElseServes() {
		DrivenFleet fleet = led(2);
		fleet.refusing(1, 0);
		fleet.refusing(2, 0);
		fleet.tick(60_000);
		assertThat(this.effects.leadership()).isEmpty();
		this.effects.exit(fleet, 1, 137, 60_000);
		assertThat(this.effects.leadership()).containsExactly("lead 2");
	}

	@Test
	void itMovesOnceInAReload() {
		DrivenFleet fleet = led(3);
		reload(fleet, 0);
		fleet.online(4, 0);
		fleet.accepting(4, 0);
		assertThat(this.effects.leadership()).containsExactly("stop leading 1");
		fleet.stoppedLeading(1, true, 0);
		assertThat(this.effects.leadership()).containsExactly("lead 4");
		this.effects.exit(fleet, 1, 0, 0);
		replace(fleet, 5, 2, 0);
		replace(fleet, 6, 3, 0);
		assertThat(fleet.reload().state()).isEqualTo("SUCCEEDED");
		assertThat(this.effects.leadership()).isEmpty();
	}

	@Test
	void oneThatHasNotListenedMakesRoom() {
		DrivenFleet fleet = led(2);
		this.effects.exit(fleet, 1, 137, 0);
		this.effects.exit(fleet, 2, 137, 0);
		fleet.tick(1_000);
		fleet.online(3, 1_000);
		fleet.online(4, 1_000);
		assertThat(this.effects.leadership()).containsExactly("lead 2", "lead 3");
		fleet.accepting(4, 2_000);
		assertThat(this.effects.leadership()).containsExactly("stop leading 3");
		fleet.stoppedLeading(3, false, 2_000);
		assertThat(this.effects.leadership()).containsExactly("lead 4");
	}

	@Test
	void oneThatSaysByItselfThatItLeadsNoMoreIsNotAskedAgain() {
		DrivenFleet fleet = led(1);
		fleet.stoppedLeading(1, true, 10);
		fleet.tick(20_000);
		assertThat(this.effects.leadership()).isEmpty();
		assertThat(leaders(fleet)).isEmpty();
	}

	@Test
	void nobodyLeadsOnceEverythingEnds() {
		DrivenFleet fleet = led(2);
		fleet.stop(143, "SIGTERM", 0);
		assertThat(this.effects.leadership()).containsExactly("stop leading 1");
		fleet.stoppedLeading(1, true, 1);
		assertThat(this.effects.leadership()).isEmpty();
	}

	private DrivenFleet led(int workers) {
		DrivenFleet fleet = listening(workers);
		assertThat(this.effects.leadership()).containsExactly("lead 1");
		return fleet;
	}

	private static List<Integer> leaders(DrivenFleet fleet) {
		ClusterStatus.Primary primary = new ClusterStatus.Primary(1, InstantSource.system().instant(), Duration.ZERO);
		return fleet.fleet()
			.status(primary, "os", List.of(), 0)
			.workers()
			.stream()
			.filter((worker) -> Boolean.TRUE.equals(worker.leader()))
			.map(ClusterStatus.Worker::id)
			.toList();
	}

}
