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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link Supervisor} does when somebody wants more or fewer workers, or
 * others.
 */
class ScaleTests extends SupervisorTestBase {

	@Test
	void scaleUpForksInTheLowestFreeSlots() {
		Supervisor supervisor = listening(2);
		supervisor.scale(4, 1000);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 2", "fork 4 slot 3");
		assertThat(supervisor.wanted()).isEqualTo(4);
		assertThat(this.journal.taken()).containsExactly("scaling from 2 to 4");
		supervisor.disconnect(2, 2000);
		supervisor.scaleBy(1, 2001);
		assertThat(this.effects.taken()).containsExactly("disconnect 2", "fork 5 slot 1");
		assertThat(supervisor.slots()).extracting(Slot::index).containsExactly(0, 1, 2, 3);
	}

	@Test
	void scaleDownDrainsTheHighestSlots() {
		Supervisor supervisor = listening(4);
		supervisor.scale(2, 1000);
		assertThat(this.effects.taken()).containsExactly("disconnect 4", "disconnect 3");
		this.effects.exit(supervisor, 3, 0, 1100);
		this.effects.exit(supervisor, 4, 1, 1100);
		assertThat(this.journal.taken()).containsExactly("scaling from 4 to 2", "exited as asked (scale down) 3 code 0",
				"exited as asked (scale down) 4 code 1");
		supervisor.tick(10_000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(supervisor.workers()).extracting(WorkerHandle::id).containsExactly(1, 2);
	}

	@Test
	void scaleDownForgetsARestartThatIsDue() {
		Supervisor supervisor = listening(2);
		this.effects.exit(supervisor, 2, 1, 1000);
		supervisor.scale(1, 1010);
		supervisor.tick(9000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(supervisor.nextDeadline()).isEmpty();
	}

	@Test
	void scaleToWhatIsThereChangesNothing() {
		Supervisor supervisor = listening(2);
		supervisor.scale(2, 1000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(this.journal.taken()).isEmpty();
	}

	@Test
	void scaleByKeepsOneWorkerAtLeast() {
		Supervisor supervisor = listening(2);
		supervisor.scaleBy(-5, 1000);
		supervisor.scaleBy(-1, 1001);
		assertThat(this.effects.taken()).containsExactly("disconnect 2");
		assertThat(supervisor.wanted()).isEqualTo(1);
	}

	@Test
	void scaleBeforeAnythingListensForksWhenItDoes() {
		Supervisor supervisor = supervisor(2);
		supervisor.start(0);
		supervisor.scale(3, 10);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0");
		supervisor.accepting(1, 1000);
		assertThat(this.effects.taken()).containsExactly("fork 2 slot 1", "fork 3 slot 2");
	}

	@Test
	void scaleAfterAStopChangesNothing() {
		Supervisor supervisor = listening(2);
		supervisor.stop(143, "SIGTERM", 1000);
		this.effects.taken();
		supervisor.scale(5, 1001);
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void scaleDownOfTheSlotThatIsBeingReplacedDrainsBoth() {
		Supervisor supervisor = listening(2);
		reload(supervisor, 1000);
		replace(supervisor, 3, 1, 2000);
		this.effects.taken();
		supervisor.scale(1, 2100);
		assertThat(this.effects.taken()).containsExactly("disconnect 2", "kill 4");
		supervisor.accepting(4, 2150);
		this.effects.exit(supervisor, 2, 0, 2200);
		this.effects.exit(supervisor, 4, 143, 2300);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(supervisor.reload().state()).isEqualTo(ReloadStatus.State.SUCCEEDED);
		assertThat(this.effects.retained()).containsExactly(2);
	}

	@Test
	void scaleDownDuringAReloadSkipsTheSlotsThatAreGone() {
		Supervisor supervisor = listening(3);
		reload(supervisor, 1000);
		supervisor.scale(1, 1100);
		assertThat(this.effects.taken()).containsExactly("disconnect 3", "disconnect 2");
		replace(supervisor, 4, 1, 2000);
		assertThat(this.effects.taken()).containsExactly("disconnect 1");
		assertThat(supervisor.reload().state()).isEqualTo(ReloadStatus.State.SUCCEEDED);
	}

	@Test
	void scaleUpAfterTheCanaryForksTheNewGeneration() {
		Supervisor supervisor = listening(2);
		reload(supervisor, 1000);
		supervisor.accepting(3, 2000);
		this.effects.taken();
		supervisor.scale(3, 2100);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 2 generation 2");
	}

	@Test
	void disconnectDrainsAWorkerAndWantsOneLess() {
		Supervisor supervisor = listening(3);
		assertThat(supervisor.disconnect(2, 1000)).isNull();
		assertThat(this.effects.taken()).containsExactly("disconnect 2");
		assertThat(supervisor.disconnect(2, 1001)).isEqualTo("worker 2 is being drained already");
		this.effects.exit(supervisor, 2, 0, 1100);
		supervisor.tick(9000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(supervisor.slots()).extracting(Slot::index).containsExactly(0, 2);
		assertThat(this.journal.taken()).containsExactly("scaling from 3 to 2",
				"exited as asked (disconnect) 2 code 0");
	}

	@Test
	void disconnectOfTheOnlyWorkerIsRefused() {
		Supervisor supervisor = listening(1);
		assertThat(supervisor.disconnect(1, 1000)).isEqualTo("worker 1 is the only one");
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void killedWorkerIsReplacedAsIfItHadCrashed() {
		Supervisor supervisor = listening(2);
		supervisor.kill(1);
		assertThat(this.effects.taken()).containsExactly("kill 1");
		this.effects.exit(supervisor, 1, 137, STABLE);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0");
		assertThat(supervisor.knows(1)).isFalse();
		assertThat(supervisor.knows(3)).isTrue();
	}

}
