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
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.clusterboot.fleet.RestartPolicy.Mode;
import io.github.clusterboot.ipc.ClusterCounts;
import io.github.clusterboot.ipc.ClusterStatus.Reload;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link Fleet} and {@link Rollouts} do to workers that have not crashed:
 * reload, restart and recycling.
 */
class RolloutsTests extends FleetTestBase {

	// Reload

	@Test
	void reloadReplacesOneSlotAfterTheOtherReplacementFirst() {
		DrivenFleet fleet = listening(3);
		fleet.reload(1000);
		assertThat(this.effects.taken()).containsExactly("prepare 2");
		assertThat(fleet.reload()).isEqualTo(new Reload("IN_PROGRESS", 2, null));
		this.effects.prepared(fleet, 1100);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 0 generation 2");
		fleet.online(4, 1200);
		fleet.tick(1300);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(fleet.generation()).isEqualTo(1);
		fleet.accepting(4, 2000);
		assertThat(this.effects.taken()).containsExactly("disconnect 1");
		assertThat(fleet.generation()).isEqualTo(2);
		fleet.tick(2100);
		assertThat(this.effects.taken()).as("until the old one is gone").isEmpty();
		this.effects.exit(fleet, 1, 0, 3000);
		assertThat(this.effects.taken()).containsExactly("fork 5 slot 1 generation 2");
		assertThat(this.effects.retained()).containsExactly(1, 2);
		replace(fleet, 5, 2, 4000);
		assertThat(this.effects.taken()).containsExactly("disconnect 2", "fork 6 slot 2 generation 2");
		assertThat(fleet.reload()).isEqualTo(new Reload("IN_PROGRESS", 2, null));
		replace(fleet, 6, 3, 5000);
		assertThat(this.effects.taken()).containsExactly("disconnect 3");
		assertThat(fleet.reload()).isEqualTo(new Reload("SUCCEEDED", 2, null));
		assertThat(this.effects.retained()).containsExactly(2);
		assertThat(fleet.slots()).allMatch((slot) -> slot.generation == 2 && slot.restarts == 0);
		assertThat(this.journal.taken())
			.startsWith("Reload to generation 2 begins", "4 is online", "4 is listening after 0.9 s")
			.endsWith("3 stopped, as asked (reload)", "Reload to generation 2 succeeded");
	}

	// The pause of a reload

	@Test
	void reloadPausesAfterEachReplacementThatListensButTheLast() {
		DrivenFleet fleet = pausing(3);
		reload(fleet, 1000);
		replace(fleet, 4, 1, 2000);
		assertThat(this.effects.taken()).containsExactly("disconnect 1");
		fleet.tick(2000 + PAUSE - 1);
		assertThat(this.effects.taken()).isEmpty();
		fleet.tick(2000 + PAUSE);
		assertThat(this.effects.taken()).containsExactly("fork 5 slot 1 generation 2");
		replace(fleet, 5, 2, 50_000);
		fleet.tick(50_000 + PAUSE);
		replace(fleet, 6, 3, 80_000);
		assertThat(fleet.reload().state()).as("nobody waits for the last one").isEqualTo("SUCCEEDED");
	}

	@Test
	void pauseCountsFromListeningAndNotFromTheEndOfTheOldWorker() {
		DrivenFleet fleet = pausing(2);
		reload(fleet, 1000);
		fleet.accepting(3, 2000);
		this.effects.taken();
		this.effects.exit(fleet, 1, 0, 2000 + PAUSE + 5000);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 1 generation 2");
	}

	@Test
	void canaryIsForkedWithoutAPause() {
		DrivenFleet fleet = pausing(2);
		fleet.reload(1000);
		this.effects.prepared(fleet, 1000);
		assertThat(this.effects.taken()).containsExactly("prepare 2", "fork 3 slot 0 generation 2");
	}

	@Test
	void slotThatIsAddedMeanwhileDoesNotWait() {
		DrivenFleet fleet = pausing(3);
		reload(fleet, 1000);
		replace(fleet, 4, 1, 2000);
		fleet.scale(4, 2500);
		assertThat(this.effects.taken()).containsExactly("disconnect 1", "fork 5 slot 3 generation 2");
	}

	@Test
	void renewalDoesNotPause() {
		DrivenFleet fleet = pausing(2);
		fleet.restart(1, 2000);
		fleet.restart(2, 2000);
		this.effects.taken();
		replace(fleet, 3, 1, 3000);
		assertThat(this.effects.taken()).containsExactly("disconnect 1", "fork 4 slot 1");
	}

	@Test
	void whoIsNextAndIsBrokenIsReplacedAtOnce() {
		DrivenFleet fleet = pausing(2);
		reload(fleet, 1000);
		replace(fleet, 3, 1, 2000);
		this.effects.taken();
		fleet.broken(2, 3000);
		assertThat(this.effects.taken()).containsExactly("disconnect 2", "fork 4 slot 1 generation 2");
	}

	@Test
	void whoIsNextAndCrashesIsReplacedAtOnce() {
		DrivenFleet fleet = pausing(2);
		reload(fleet, 1000);
		replace(fleet, 3, 1, 2000);
		this.effects.taken();
		this.effects.exit(fleet, 2, 1, 3000);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 1 generation 2");
		assertThat(fleet.nextDeadline()).hasValue(3000 + STARTUP);
		assertThat(fleet.reload().state()).isEqualTo("IN_PROGRESS");
	}

	@Test
	void whoIsNextAndCrashesWhileAnotherDrainsIsRestartedAtOnce() {
		DrivenFleet fleet = listening(3);
		reload(fleet, 1000);
		fleet.accepting(4, 2000);
		assertThat(this.effects.taken()).containsExactly("disconnect 1");
		this.effects.exit(fleet, 2, 1, 2000 + STABLE);
		assertThat(this.effects.taken()).containsExactly("fork 5 slot 1");
		this.effects.exit(fleet, 1, 0, 3000 + STABLE);
		assertThat(this.effects.taken()).containsExactly("fork 6 slot 1 generation 2");
	}

	@Test
	void stopDoesNotWaitForThePause() {
		DrivenFleet fleet = pausing(2);
		reload(fleet, 1000);
		replace(fleet, 3, 1, 2000);
		this.effects.taken();
		fleet.stop(143, "SIGTERM", 3000);
		assertThat(this.effects.taken()).containsExactly("close listeners", "disconnect 2", "disconnect 3");
		fleet.tick(2000 + PAUSE);
		assertThat(this.effects.taken()).isEmpty();
	}

	// A copy that takes too long

	@Test
	void copyThatIsNeverMadeFailsTheReloadAndTheNextOneWorks() {
		DrivenFleet fleet = listening(1);
		fleet.reload(1000);
		fleet.tick(1000 + STARTUP);
		assertThat(fleet.reload()).isEqualTo(new Reload("FAILED", 2, "no copy was made within PT2M"));
		assertThat(fleet.nextDeadline()).isEmpty();
		this.effects.prepared(fleet, 200_000);
		assertThat(this.effects.taken()).as("too late").containsExactly("prepare 2");
		assertThat(this.effects.retained()).as("and removed").containsExactly(1);
		fleet.reload(300_000);
		this.effects.prepared(fleet, 300_000);
		assertThat(this.effects.taken()).containsExactly("prepare 3", "fork 2 slot 0 generation 3");
	}

	// Counts

	@Test
	void restartsAreCountedBySlot() {
		DrivenFleet fleet = listening(2);
		this.effects.exit(fleet, 2, 1, 100_000);
		fleet.tick(200_000);
		assertThat(fleet.counts().restarts()).isEqualTo(Map.of(0, 0, 1, 1));
		fleet.scale(1, 200_000);
		ClusterCounts counts = fleet.counts();
		assertThat(counts.wanted()).isEqualTo(1);
		assertThat(counts.restarts()).isEqualTo(Map.of(0, 0));
		assertThat(counts.workers()).isEqualTo(Map.of("LISTENING", 1, "DRAINING", 1));
	}

	@Test
	void reloadsAreCountedByTheirOutcome() {
		DrivenFleet fleet = reloaded(1);
		assertThat(fleet.counts().succeededReloads()).isEqualTo(1);
		reload(fleet, 10_000);
		this.effects.exit(fleet, 3, 1, 11_000);
		ClusterCounts counts = fleet.counts();
		assertThat(counts.succeededReloads()).isEqualTo(1);
		assertThat(counts.failedReloads()).isEqualTo(1);
	}

	@Test
	void crashAfterAReloadIsReplacedByOneOfTheNewGeneration() {
		DrivenFleet fleet = reloaded(1);
		this.effects.exit(fleet, 2, 1, 10_000);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0 generation 2");
	}

	@Test
	void canaryThatExitsFailsTheReloadAndTouchesNothing() {
		DrivenFleet fleet = listening(2);
		reload(fleet, 1000);
		this.journal.taken();
		this.effects.exit(fleet, 3, 1, 1500);
		assertThat(this.effects.taken()).isEmpty();
		String reason = "worker 3 exited with code 1 before it was listening";
		assertThat(fleet.reload()).isEqualTo(new Reload("FAILED", 2, reason));
		assertThat(fleet.generation()).isEqualTo(1);
		assertThat(this.effects.retained()).containsExactly(1);
		assertThat(states(fleet)).containsExactly(Stage.LISTENING, Stage.LISTENING);
		assertThat(fleet.nextDeadline()).isEmpty();
		assertThat(this.journal.taken()).containsExactly(
				"3 exited with code 1 after 0.5 s; it was to replace another one",
				"Reload to generation 2 failed: " + reason);
	}

	@Test
	void canaryThatEndsWithZeroFailsTheReload() {
		DrivenFleet fleet = listening(2);
		reload(fleet, 1000);
		this.effects.exit(fleet, 3, 0, 1500);
		assertThat(fleet.reload().state()).isEqualTo("FAILED");
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void canaryThatIsOverdueIsKilledAndFailsTheReload() {
		DrivenFleet fleet = listening(2);
		reload(fleet, 1000);
		fleet.tick(1000 + STARTUP - 1);
		assertThat(this.effects.taken()).isEmpty();
		fleet.tick(1000 + STARTUP);
		assertThat(this.effects.taken()).containsExactly("kill 3");
		this.effects.exit(fleet, 3, 137, 1001 + STARTUP);
		assertThat(fleet.reload()).isEqualTo(new Reload("FAILED", 2, "worker 3 was not listening within PT2M"));
		assertThat(this.effects.taken()).isEmpty();
		assertThat(states(fleet)).containsExactly(Stage.LISTENING, Stage.LISTENING);
	}

	@Test
	void canaryThatCannotBeForkedFailsTheReload() {
		DrivenFleet fleet = listening(2);
		reload(fleet, 1000);
		this.effects.notForked(fleet, 3, "EAGAIN", 1001);
		assertThat(fleet.reload().state()).isEqualTo("FAILED");
		assertThat(this.effects.taken()).isEmpty();
		assertThat(states(fleet)).containsExactly(Stage.LISTENING, Stage.LISTENING);
	}

	@Test
	void reloadToWhatCannotBeClusteredFailsWithThatReason() {
		DrivenFleet fleet = listening(2);
		reload(fleet, 0);
		fleet.online(3, 0);
		fleet.unclustered(3, "it is Jetty", false, 100);
		assertThat(this.effects.taken()).containsExactly("kill 3");
		this.effects.exit(fleet, 3, 137, 200);
		assertThat(fleet.reload().state()).isEqualTo("FAILED");
		assertThat(fleet.reload().message()).isEqualTo("worker 3 cannot be clustered: it is Jetty");
		assertThat(this.effects.taken()).isEmpty();
		assertThat(states(fleet)).containsExactly(Stage.LISTENING, Stage.LISTENING);
		assertThat(fleet.unclustered()).isNull();
	}

	@Test
	void reloadAfterAFailedOneWorksAndItsGenerationIsNew() {
		DrivenFleet fleet = listening(1);
		reload(fleet, 1000);
		this.effects.exit(fleet, 2, 1, 1500);
		fleet.reload(2000);
		assertThat(this.effects.taken()).containsExactly("prepare 3");
		this.effects.prepared(fleet, 2000);
		replace(fleet, 3, 1, 3000);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0 generation 3", "disconnect 1");
		assertThat(fleet.reload()).isEqualTo(new Reload("SUCCEEDED", 3, null));
		assertThat(fleet.generation()).isEqualTo(3);
		assertThat(this.effects.retained()).containsExactly(3);
	}

	@Test
	void laterReplacementThatFailsEndsTheReloadAndTellsHowFarItCame() {
		DrivenFleet fleet = listening(3);
		reload(fleet, 1000);
		replace(fleet, 4, 1, 2000);
		this.effects.taken();
		this.effects.exit(fleet, 5, 137, 2500);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(fleet.reload().state()).isEqualTo("FAILED");
		assertThat(fleet.reload().message()).startsWith("worker 5 exited with code 137")
			.endsWith("before it was listening");
		assertThat(fleet.workers()).extracting((worker) -> worker.id).containsExactly(2, 3, 4);
		assertThat(this.effects.retained()).containsExactly(1, 2);
		this.effects.exit(fleet, 2, 1, 9000);
		assertThat(this.effects.taken()).as("in its own generation").containsExactly("fork 6 slot 1");
	}

	@Test
	void notPreparedFailsTheReload() {
		DrivenFleet fleet = listening(2);
		fleet.reload(1000);
		this.effects.notPrepared(fleet, "app.jar is no readable jar", 1100);
		assertThat(fleet.reload()).isEqualTo(new Reload("FAILED", 2, "app.jar is no readable jar"));
		assertThat(this.effects.taken()).containsExactly("prepare 2");
		assertThat(this.effects.retained()).containsExactly(1);
		fleet.reload(2000);
		assertThat(this.effects.taken()).containsExactly("prepare 3");
	}

	@Test
	void reloadThatIsWantedWhileTheCopyIsMadeJoins() {
		DrivenFleet fleet = listening(1);
		fleet.reload(1000);
		fleet.reload(1000);
		this.effects.prepared(fleet, 1001);
		replace(fleet, 2, 1, 2000);
		assertThat(this.effects.taken()).containsExactly("prepare 2", "fork 2 slot 0 generation 2", "disconnect 1");
		assertThat(fleet.reload().state()).isEqualTo("SUCCEEDED");
		assertThat(this.journal.taken()).containsOnlyOnce("A reload is under way already");
	}

	@Test
	void reloadsThatAreWantedLaterAreFollowedByOne() {
		DrivenFleet fleet = listening(1);
		fleet.reload(1000);
		fleet.reload(1000);
		this.effects.prepared(fleet, 1001);
		fleet.reload(1002);
		fleet.reload(1003);
		assertThat(this.effects.taken()).containsExactly("prepare 2", "fork 2 slot 0 generation 2");
		replace(fleet, 2, 1, 2000);
		assertThat(this.effects.taken()).containsExactly("disconnect 1", "prepare 3");
		this.effects.prepared(fleet, 2001);
		replace(fleet, 3, 2, 3000);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0 generation 3", "disconnect 2");
		assertThat(fleet.reload().state()).isEqualTo("SUCCEEDED");
	}

	@Test
	void reloadThatIsWantedWhileOneFailsIsNotForgotten() {
		DrivenFleet fleet = listening(1);
		reload(fleet, 1000);
		fleet.reload(1100);
		this.effects.exit(fleet, 2, 1, 1500);
		assertThat(this.effects.taken()).containsExactly("prepare 3");
	}

	@Test
	void reloadThatIsWantedWhileOneIsNotPreparedIsNotForgotten() {
		DrivenFleet fleet = listening(1);
		fleet.reload(1000);
		fleet.reload(1100);
		this.effects.notPrepared(fleet, "app.jar changed while it was copied", 1200);
		assertThat(this.effects.taken()).containsExactly("prepare 2", "prepare 3");
	}

	@Test
	void reloadBeforeAnythingListensWaitsForIt() {
		DrivenFleet fleet = fleet(2);
		fleet.start(0);
		fleet.reload(10);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0");
		fleet.accepting(1, 1000);
		assertThat(this.effects.taken()).containsExactly("fork 2 slot 1", "prepare 2");
	}

	@Test
	void oldWorkerThatDiesWhileItIsReplacedIsNotReplacedTwice() {
		DrivenFleet fleet = listening(2);
		reload(fleet, 1000);
		this.journal.taken();
		this.effects.exit(fleet, 1, 137, 1500);
		fleet.tick(100_000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(this.journal.taken())
			.containsExactly("1 exited with code 137 (SIGKILL) after 1.5 s; its replacement is on its way");
		fleet.accepting(3, 2000);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 1 generation 2");
	}

	@Test
	void slotWhoseOldWorkerDiedIsRestartedWhenItsReplacementFailsToo() {
		DrivenFleet fleet = listening(2);
		reload(fleet, 1000);
		this.effects.exit(fleet, 1, 137, 1500);
		this.effects.exit(fleet, 3, 1, 1600);
		assertThat(fleet.reload().state()).isEqualTo("FAILED");
		fleet.tick(1700);
		assertThat(this.effects.taken()).as("what is known to work").containsExactly("fork 4 slot 0");
	}

	@Test
	void oldWorkerThatDiesBeforeItsTurnIsRestartedAndReplacedInItsTurn() {
		DrivenFleet fleet = listening(2);
		reload(fleet, 1000);
		this.effects.exit(fleet, 2, 137, 2 * STABLE);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 1");
		replace(fleet, 3, 1, 11_000);
		assertThat(this.effects.taken()).containsExactly("disconnect 1", "fork 5 slot 1 generation 2");
		fleet.accepting(5, 12_000);
		assertThat(this.effects.taken()).as("never listened").containsExactly("kill 4");
		this.effects.exit(fleet, 4, 143, 12_100);
		assertThat(fleet.reload().state()).isEqualTo("SUCCEEDED");
		assertThat(fleet.workers()).extracting((worker) -> worker.id).containsExactly(3, 5);
	}

	@Test
	void backOffIsOverWhenTheReloadComesToItsSlot() {
		DrivenFleet fleet = listening(2);
		this.effects.exit(fleet, 1, 1, 1000);
		reload(fleet, 1010);
		fleet.tick(5000);
		assertThat(this.effects.alive()).containsExactly(2, 3);
		assertThat(fleet.slots().get(0).failures).isZero();
		fleet.accepting(3, 6000);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 1 generation 2");
	}

	@Test
	void reloadRevivesASlotThatWasGivenUp() {
		DrivenFleet fleet = listening(2);
		crash(fleet, 2, 3);
		assertThat(fleet.slots().get(1).isGivenUp()).isTrue();
		reload(fleet, 10_000);
		replace(fleet, this.effects.lastForked(), 1, 11_000);
		this.effects.taken();
		assertThat(fleet.slots().get(1).isGivenUp()).isFalse();
		fleet.accepting(this.effects.lastForked(), 12_000);
		assertThat(fleet.reload().state()).isEqualTo("SUCCEEDED");
		assertThat(states(fleet)).containsExactly(Stage.LISTENING, Stage.LISTENING);
	}

	@Test
	void oldWorkerThatDoesNotDrainInTimeDoesNotStopTheReload() {
		DrivenFleet fleet = listening(2);
		reload(fleet, 1000);
		fleet.accepting(3, 2000);
		fleet.tick(2000 + DRAIN);
		fleet.tick(2000 + DRAIN + KILL);
		assertThat(this.effects.taken()).containsExactly("disconnect 1", "terminate 1", "kill 1");
		this.effects.exit(fleet, 1, 137, 50_000);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 1 generation 2");
	}

	@Test
	void onlyTheFirstOfAGenerationMayTakeItsTimeToEndWhileItStarts() {
		DrivenFleet fleet = listening(2);
		reload(fleet, 1000);
		replace(fleet, 3, 1, 2000);
		this.effects.taken();
		fleet.stop(143, "SIGTERM", 2500);
		assertThat(this.effects.taken()).containsExactly("close listeners", "disconnect 2", "disconnect 3", "kill 4");
	}

	@Test
	void stopDuringAReloadEndsItAndForksNothing() {
		DrivenFleet fleet = listening(2);
		reload(fleet, 1000);
		fleet.stop(143, "SIGTERM", 1500);
		assertThat(this.effects.taken()).containsExactly("close listeners", "disconnect 1", "disconnect 2",
				"terminate 3");
		fleet.accepting(3, 1501);
		fleet.reload(1502);
		for (int id = 1; id <= 3; id++) {
			this.effects.exit(fleet, id, 0, 1600);
		}
		assertThat(this.effects.taken()).containsExactly("end 143");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void stopDoesNotWaitForThePreparation(boolean fails) {
		DrivenFleet fleet = listening(1);
		fleet.reload(1000);
		fleet.stop(143, "SIGTERM", 1500);
		this.effects.exit(fleet, 1, 0, 1600);
		assertThat(this.effects.taken()).containsExactly("prepare 2", "close listeners", "disconnect 1", "end 143");
		if (fails) {
			this.effects.notPrepared(fleet, "no room", 1700);
		}
		else {
			this.effects.prepared(fleet, 1700);
		}
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void lastWorkerThatEndsWhileAReloadIsPreparedDoesNotEndThePrimary() {
		DrivenFleet fleet = listening(1);
		fleet.reload(1000);
		this.effects.exit(fleet, 1, 0, 1100);
		this.effects.prepared(fleet, 1200);
		assertThat(this.effects.taken()).containsExactly("prepare 2", "fork 2 slot 0 generation 2");
	}

	// Restart

	@Test
	void restartReplacesAWorkerTheReplacementFirst() {
		DrivenFleet fleet = listening(2);
		assertThat(fleet.restart(2, 1000)).isNull();
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 1");
		assertThat(fleet.restart(2, 1001)).as("again").isNull();
		assertThat(fleet.restart(3, 1001)).isEqualTo("worker 3 is being replaced or drained already");
		fleet.accepting(3, 2000);
		assertThat(this.effects.taken()).containsExactly("disconnect 2");
		assertThat(fleet.restart(2, 2001)).isEqualTo("worker 2 is being replaced or drained already");
		this.effects.exit(fleet, 2, 0, 3000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(fleet.reload()).isEqualTo(new Reload("NONE", 0, null));
		assertThat(fleet.slots().get(1).restarts).as("nothing failed").isZero();
	}

	@Test
	void restartsAreDoneOneAfterTheOther() {
		DrivenFleet fleet = listening(2);
		fleet.restart(1, 1000);
		fleet.restart(2, 1000);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0");
		fleet.accepting(3, 2000);
		this.effects.exit(fleet, 1, 0, 2100);
		assertThat(this.effects.taken()).containsExactly("disconnect 1", "fork 4 slot 1");
	}

	@Test
	void restartWhoseReplacementFailsLeavesTheWorkerAndTheNextOneIsDone() {
		DrivenFleet fleet = listening(2);
		fleet.restart(1, 1000);
		fleet.restart(2, 1000);
		this.effects.exit(fleet, 3, 1, 1500);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0", "fork 4 slot 1");
		assertThat(this.journal.taken())
			.contains("slot 0 keeps its worker: worker 3 exited with code 1 before it was listening");
		assertThat(states(fleet)).startsWith(Stage.LISTENING, Stage.LISTENING);
	}

	@Test
	void restartAfterAStopIsRefused() {
		DrivenFleet fleet = listening(1);
		fleet.stop(143, "SIGTERM", 1000);
		assertThat(fleet.restart(1, 1001)).isNotNull();
	}

	@Test
	void restartOfAWorkerThatDrainsIsRefused() {
		DrivenFleet fleet = listening(2);
		fleet.disconnect(2, 1000);
		assertThat(fleet.restart(2, 1001)).isEqualTo("worker 2 is being replaced or drained already");
	}

	// Recycling

	@Test
	void workerThatHasDoneEnoughIsRecycledReplacementFirstOneAtATimeAndOnce() {
		DrivenFleet fleet = beating(2);
		fleet.heartbeat(1, vitals(0, 999, 0), 100);
		assertThat(this.effects.taken()).isEmpty();
		fleet.heartbeat(1, vitals(0, 1000, 0), 200);
		fleet.heartbeat(2, vitals(1L << 30, 5, 0), 200);
		fleet.heartbeat(1, vitals(0, 1001, 0), 300);
		fleet.heartbeat(2, vitals((1L << 30) + 1, 5, 0), 300);
		fleet.heartbeat(2, vitals((1L << 30) + 1, 6, 0), 400);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0");
		fleet.accepting(3, 1000);
		fleet.heartbeat(1, vitals(0, 1002, 0), 1100);
		this.effects.exit(fleet, 1, 0, 1200);
		assertThat(this.effects.taken()).containsExactly("disconnect 1", "fork 4 slot 1");
		fleet.accepting(4, 2000);
		this.effects.exit(fleet, 2, 0, 2200);
		assertThat(this.effects.taken()).containsExactly("disconnect 2");
		assertThat(this.journal.taken()).contains("1 is replaced: it has served 1000 requests",
				"2 is replaced: it uses 1024 MB of memory");
	}

	@Test
	void reloadReplacesWhatIsDueAnyway() {
		DrivenFleet fleet = beating(2);
		reload(fleet, 1000);
		fleet.heartbeat(1, vitals(0, 5000, 0), 1100);
		fleet.heartbeat(2, vitals(0, 5000, 0), 1100);
		replace(fleet, 3, 1, 2000);
		replace(fleet, 4, 2, 3000);
		assertThat(this.effects.taken()).containsExactly("disconnect 1", "fork 4 slot 1 generation 2", "disconnect 2");
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233 })
	void whateverIsWantedAndHappensTheRulesHold(long seed) {
		Random random = new Random(seed);
		DrivenFleet fleet = beating(3, Mode.ALWAYS);
		long now = 0;
		for (int step = 0; step < 3000 && !this.effects.ended(); step++) {
			now += random.nextInt(600);
			List<Integer> alive = this.effects.alive();
			int id = alive.isEmpty() ? 1 : alive.get(random.nextInt(alive.size()));
			happen(fleet, random.nextInt(20), id, random, now);
			assertThat(fleet.wanted()).isBetween(1, 8);
			assertThat(fleet.slots()).extracting((slot) -> slot.index).doesNotHaveDuplicates().isSorted();
			if (step == 2500) {
				fleet.stop(143, "SIGTERM", now);
				this.effects.forbidForks();
			}
		}
		if (this.effects.preparing() != 0) {
			this.effects.prepared(fleet, now);
		}
		for (int id : this.effects.alive()) {
			this.effects.exit(fleet, id, 0, now);
		}
		if (fleet.isStopping()) {
			assertThat(this.effects.ended()).isTrue();
		}
		assertThat(this.effects.retained()).contains(fleet.generation());
	}

	private void happen(DrivenFleet fleet, int event, int id, Random random, long now) {
		switch (event) {
			case 0, 1 -> fleet.online(id, now);
			case 2, 3, 4, 5 -> fleet.accepting(id, now);
			case 6 -> fleet.refusing(id, now);
			case 7, 8 -> this.effects.exit(fleet, id, random.nextInt(2), now);
			case 9 -> fleet.disconnected(id, now);
			case 10 -> fleet.reload(now);
			case 11 -> fleet.scale(1 + random.nextInt(8), now);
			case 12 -> fleet.restart(id, now);
			case 13 -> fleet.disconnect(id, now);
			case 14 -> fleet.broken(id, now);
			case 15 -> fleet.heartbeat(id, vitals(0, random.nextInt(1100), random.nextInt(61_000)), now);
			case 16, 17 -> prepare(fleet, random.nextInt(4) == 0, now);
			default -> fleet.tick(now);
		}
	}

	private void prepare(DrivenFleet fleet, boolean fails, long now) {
		if (this.effects.preparing() != 0) {
			if (fails) {
				this.effects.notPrepared(fleet, "no room", now);
			}
			else {
				this.effects.prepared(fleet, now);
			}
		}
	}

}
