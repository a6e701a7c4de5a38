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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link Fleet} does when somebody wants more or fewer workers, or others.
 */
class ScaleTests extends FleetTestBase {

	@Test
	void scaleUpForksInTheLowestFreeSlots() {
		DrivenFleet fleet = listening(2);
		fleet.scale(4, 1000);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 2", "fork 4 slot 3");
		assertThat(fleet.wanted()).isEqualTo(4);
		assertThat(this.journal.taken()).containsExactly("Scaling from 2 workers to 4 workers");
		fleet.disconnect(2, 2000);
		fleet.scaleBy(1, 2001);
		assertThat(this.effects.taken()).containsExactly("disconnect 2", "fork 5 slot 1");
		assertThat(fleet.slots()).extracting((slot) -> slot.index).containsExactly(0, 1, 2, 3);
	}

	@Test
	void scaleDownDrainsTheHighestSlots() {
		DrivenFleet fleet = listening(4);
		fleet.scale(2, 1000);
		assertThat(this.effects.taken()).containsExactly("disconnect 3", "disconnect 4");
		this.effects.exit(fleet, 3, 0, 1100);
		this.effects.exit(fleet, 4, 1, 1100);
		assertThat(this.journal.taken()).containsExactly("Scaling from 4 workers to 2 workers",
				"3 stopped, as asked (scale down)", "4 stopped, as asked (scale down), with code 1");
		fleet.tick(10_000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(fleet.workers()).extracting((worker) -> worker.id).containsExactly(1, 2);
	}

	@Test
	void scaleDownForgetsARestartThatIsDue() {
		DrivenFleet fleet = listening(2);
		this.effects.exit(fleet, 2, 1, 1000);
		fleet.scale(1, 1010);
		fleet.tick(9000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(fleet.nextDeadline()).isEmpty();
	}

	@Test
	void scaleToWhatIsThereChangesNothing() {
		DrivenFleet fleet = listening(2);
		fleet.scale(2, 1000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(this.journal.taken()).isEmpty();
	}

	@Test
	void scaleByKeepsOneWorkerAtLeast() {
		DrivenFleet fleet = listening(2);
		fleet.scaleBy(-5, 1000);
		fleet.scaleBy(-1, 1001);
		assertThat(this.effects.taken()).containsExactly("disconnect 2");
		assertThat(fleet.wanted()).isEqualTo(1);
	}

	@Test
	void scaleBeforeAnythingListensForksWhenItDoes() {
		DrivenFleet fleet = fleet(2);
		fleet.start(0);
		fleet.scale(3, 10);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0");
		fleet.accepting(1, 1000);
		assertThat(this.effects.taken()).containsExactly("fork 2 slot 1", "fork 3 slot 2");
	}

	@Test
	void scaleAfterAStopChangesNothing() {
		DrivenFleet fleet = listening(2);
		fleet.stop(143, "SIGTERM", 1000);
		this.effects.taken();
		fleet.scale(5, 1001);
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void scaleDownOfTheSlotThatIsBeingReplacedDrainsBoth() {
		DrivenFleet fleet = listening(2);
		reload(fleet, 1000);
		replace(fleet, 3, 1, 2000);
		this.effects.taken();
		fleet.scale(1, 2100);
		assertThat(this.effects.taken()).containsExactly("disconnect 2", "kill 4");
		fleet.accepting(4, 2150);
		this.effects.exit(fleet, 2, 0, 2200);
		this.effects.exit(fleet, 4, 143, 2300);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(fleet.reload().state()).isEqualTo("SUCCEEDED");
		assertThat(this.effects.retained()).containsExactly(2);
	}

	@Test
	void scaleDownDuringAReloadSkipsTheSlotsThatAreGone() {
		DrivenFleet fleet = listening(3);
		reload(fleet, 1000);
		fleet.scale(1, 1100);
		assertThat(this.effects.taken()).containsExactly("disconnect 2", "disconnect 3");
		replace(fleet, 4, 1, 2000);
		assertThat(this.effects.taken()).containsExactly("disconnect 1");
		assertThat(fleet.reload().state()).isEqualTo("SUCCEEDED");
	}

	@Test
	void scaleUpAfterTheCanaryForksTheNewGeneration() {
		DrivenFleet fleet = listening(2);
		reload(fleet, 1000);
		fleet.accepting(3, 2000);
		this.effects.taken();
		fleet.scale(3, 2100);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 2 generation 2");
	}

	@Test
	void disconnectDrainsAWorkerAndWantsOneLess() {
		DrivenFleet fleet = listening(3);
		assertThat(fleet.disconnect(2, 1000)).isNull();
		assertThat(this.effects.taken()).containsExactly("disconnect 2");
		assertThat(fleet.disconnect(2, 1001)).isEqualTo("worker 2 is being drained already");
		this.effects.exit(fleet, 2, 0, 1100);
		fleet.tick(9000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(fleet.slots()).extracting((slot) -> slot.index).containsExactly(0, 2);
		assertThat(this.journal.taken()).containsExactly("Scaling from 3 workers to 2 workers",
				"2 stopped, as asked (disconnect)");
	}

	@Test
	void disconnectOfTheOnlyWorkerIsRefused() {
		DrivenFleet fleet = listening(1);
		assertThat(fleet.disconnect(1, 1000)).isEqualTo("worker 1 is the only one");
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void killedWorkerIsReplacedAsIfItHadCrashed() {
		DrivenFleet fleet = listening(2);
		fleet.kill(1, 1000);
		assertThat(this.effects.taken()).containsExactly("kill 1");
		this.effects.exit(fleet, 1, 137, STABLE);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0");
		assertThat(fleet.knows(1)).isFalse();
		assertThat(fleet.knows(3)).isTrue();
	}

}
