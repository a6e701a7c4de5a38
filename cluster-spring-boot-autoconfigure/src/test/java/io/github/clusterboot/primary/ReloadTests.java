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
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.clusterboot.ipc.ClusterCounts;
import io.github.clusterboot.ipc.Message.Heartbeat;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.primary.RestartPolicy.Mode;
import io.github.clusterboot.primary.WorkerHandle.State;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link Supervisor} does to workers that have not crashed: reload, scale,
 * restart, recycle, and the care for those that hang.
 */
class ReloadTests {

	private static final long STARTUP = 120_000;

	private static final long DRAIN = 30_000;

	private static final long KILL = 10_000;

	private static final long STABLE = 5_000;

	private static final long HEARTBEAT = 3_000;

	private static final long REQUEST = 60_000;

	private static final long DUMP = 2_000;

	private final RecordingEffects effects = new RecordingEffects();

	private final RecordingJournal journal = new RecordingJournal();

	// Reload

	@Test
	void reloadReplacesOneSlotAfterTheOtherReplacementFirst() {
		Supervisor supervisor = listening(3);
		supervisor.reload(1000);
		assertThat(this.effects.taken()).containsExactly("prepare 2");
		assertThat(supervisor.reload()).isEqualTo(ReloadStatus.inProgress(2));
		this.effects.prepared(supervisor, 1100);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 0 generation 2");
		supervisor.online(4, 1200);
		supervisor.tick(1300);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(supervisor.generation()).isEqualTo(1);
		supervisor.accepting(4, 2000);
		assertThat(this.effects.taken()).containsExactly("disconnect 1");
		assertThat(supervisor.generation()).isEqualTo(2);
		supervisor.tick(2100);
		assertThat(this.effects.taken()).as("until the old one is gone").isEmpty();
		this.effects.exit(supervisor, 1, 0, 3000);
		assertThat(this.effects.taken()).containsExactly("fork 5 slot 1 generation 2");
		assertThat(this.effects.retained()).containsExactly(1, 2);
		replace(supervisor, 5, 2, 4000);
		assertThat(this.effects.taken()).containsExactly("disconnect 2", "fork 6 slot 2 generation 2");
		assertThat(supervisor.reload()).isEqualTo(ReloadStatus.inProgress(2));
		replace(supervisor, 6, 3, 5000);
		assertThat(this.effects.taken()).containsExactly("disconnect 3");
		assertThat(supervisor.reload()).isEqualTo(new ReloadStatus(ReloadStatus.State.SUCCEEDED, 2, null));
		assertThat(this.effects.retained()).containsExactly(2);
		assertThat(supervisor.slots()).allMatch((slot) -> slot.generation() == 2 && slot.restarts() == 0);
		assertThat(this.journal.taken()).startsWith("reloading 2", "online 4", "listening 4 after 900")
			.endsWith("exited as asked 3 code 0 after 5000", "reloaded 2");
	}

	@Test
	void countsOfReloadsAndRestartsNeverGoDown() {
		Supervisor supervisor = listening(2);
		this.effects.exit(supervisor, 2, 1, 100_000);
		supervisor.tick(200_000);
		assertThat(StatusReport.counts(supervisor).restarts()).isEqualTo(Map.of(0, 0, 1, 1));
		supervisor.scale(1, 200_000);
		ClusterCounts counts = StatusReport.counts(supervisor);
		assertThat(counts.wanted()).isEqualTo(1);
		assertThat(counts.restarts()).as("retired slots stay").isEqualTo(Map.of(0, 0, 1, 1));
		assertThat(counts.workers()).isEqualTo(Map.of("LISTENING", 1, "DRAINING", 1));
		supervisor.scale(2, 200_000);
		assertThat(StatusReport.counts(supervisor).restarts()).as("and go on").isEqualTo(Map.of(0, 0, 1, 1));
	}

	@Test
	void reloadsAreCountedByTheirOutcome() {
		Supervisor supervisor = reloaded(1);
		assertThat(StatusReport.counts(supervisor).succeededReloads()).isEqualTo(1);
		reload(supervisor, 10_000);
		this.effects.exit(supervisor, 3, 1, 11_000);
		ClusterCounts counts = StatusReport.counts(supervisor);
		assertThat(counts.succeededReloads()).isEqualTo(1);
		assertThat(counts.failedReloads()).isEqualTo(1);
	}

	@Test
	void crashAfterAReloadIsReplacedByOneOfTheNewGeneration() {
		Supervisor supervisor = reloaded(1);
		this.effects.exit(supervisor, 2, 1, 10_000);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0 generation 2");
	}

	@Test
	void canaryThatExitsFailsTheReloadAndTouchesNothing() {
		Supervisor supervisor = listening(2);
		reload(supervisor, 1000);
		this.journal.taken();
		this.effects.exit(supervisor, 3, 1, 1500);
		assertThat(this.effects.taken()).isEmpty();
		String reason = "worker 3 exited with code 1 before it was listening";
		assertThat(supervisor.reload()).isEqualTo(new ReloadStatus(ReloadStatus.State.FAILED, 2, reason));
		assertThat(supervisor.generation()).isEqualTo(1);
		assertThat(this.effects.retained()).containsExactly(1);
		assertThat(states(supervisor)).containsExactly(State.LISTENING, State.LISTENING);
		assertThat(supervisor.nextDeadline()).isEmpty();
		assertThat(this.journal.taken()).containsExactly("replacement failed 3 code 1 after 500",
				"reload failed 2 (" + reason + ")");
	}

	@Test
	void canaryThatEndsWithZeroFailsTheReload() {
		Supervisor supervisor = listening(2);
		reload(supervisor, 1000);
		this.effects.exit(supervisor, 3, 0, 1500);
		assertThat(supervisor.reload().state()).isEqualTo(ReloadStatus.State.FAILED);
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void canaryThatIsOverdueIsKilledAndFailsTheReload() {
		Supervisor supervisor = listening(2);
		reload(supervisor, 1000);
		supervisor.tick(1000 + STARTUP - 1);
		assertThat(this.effects.taken()).isEmpty();
		supervisor.tick(1000 + STARTUP);
		assertThat(this.effects.taken()).containsExactly("kill 3");
		this.effects.exit(supervisor, 3, 137, 1001 + STARTUP);
		assertThat(supervisor.reload())
			.isEqualTo(new ReloadStatus(ReloadStatus.State.FAILED, 2, "worker 3 was not listening within PT2M"));
		assertThat(this.effects.taken()).isEmpty();
		assertThat(states(supervisor)).containsExactly(State.LISTENING, State.LISTENING);
	}

	@Test
	void canaryThatCannotBeForkedFailsTheReload() {
		Supervisor supervisor = listening(2);
		reload(supervisor, 1000);
		this.effects.notForked(supervisor, 3, "EAGAIN", 1001);
		assertThat(supervisor.reload().state()).isEqualTo(ReloadStatus.State.FAILED);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(states(supervisor)).containsExactly(State.LISTENING, State.LISTENING);
	}

	@Test
	void reloadAfterAFailedOneWorksAndItsGenerationIsNew() {
		Supervisor supervisor = listening(1);
		reload(supervisor, 1000);
		this.effects.exit(supervisor, 2, 1, 1500);
		supervisor.reload(2000);
		assertThat(this.effects.taken()).containsExactly("prepare 3");
		this.effects.prepared(supervisor, 2000);
		replace(supervisor, 3, 1, 3000);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0 generation 3", "disconnect 1");
		assertThat(supervisor.reload()).isEqualTo(new ReloadStatus(ReloadStatus.State.SUCCEEDED, 3, null));
		assertThat(supervisor.generation()).isEqualTo(3);
		assertThat(this.effects.retained()).containsExactly(3);
	}

	@Test
	void laterReplacementThatFailsEndsTheReloadAndTellsHowFarItCame() {
		Supervisor supervisor = listening(3);
		reload(supervisor, 1000);
		replace(supervisor, 4, 1, 2000);
		this.effects.taken();
		this.effects.exit(supervisor, 5, 137, 2500);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(supervisor.reload().state()).isEqualTo(ReloadStatus.State.FAILED);
		assertThat(supervisor.reload().message()).startsWith("worker 5 exited with code 137")
			.endsWith("before it was listening; 1 of 3 slots were replaced before it");
		assertThat(supervisor.workers()).extracting(WorkerHandle::id).containsExactly(2, 3, 4);
		assertThat(this.effects.retained()).containsExactly(1, 2);
		this.effects.exit(supervisor, 2, 1, 9000);
		assertThat(this.effects.taken()).as("in its own generation").containsExactly("fork 6 slot 1");
	}

	@Test
	void notPreparedFailsTheReload() {
		Supervisor supervisor = listening(2);
		supervisor.reload(1000);
		this.effects.notPrepared(supervisor, "app.jar is no readable jar", 1100);
		assertThat(supervisor.reload())
			.isEqualTo(new ReloadStatus(ReloadStatus.State.FAILED, 2, "app.jar is no readable jar"));
		assertThat(this.effects.taken()).containsExactly("prepare 2");
		assertThat(this.effects.retained()).containsExactly(1);
		supervisor.reload(2000);
		assertThat(this.effects.taken()).containsExactly("prepare 3");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void reloadsThatJoinAreFollowedByOneIfThereIsSomethingNew(boolean outdated) {
		Supervisor supervisor = listening(1);
		this.effects.outdated(outdated);
		supervisor.reload(1000);
		supervisor.reload(1000);
		this.effects.prepared(supervisor, 1001);
		supervisor.reload(1002);
		supervisor.reload(1003);
		assertThat(this.effects.taken()).containsExactly("prepare 2", "fork 2 slot 0 generation 2");
		replace(supervisor, 2, 1, 2000);
		assertThat(this.effects.taken())
			.isEqualTo(outdated ? List.of("disconnect 1", "prepare 3") : List.of("disconnect 1"));
		if (outdated) {
			this.effects.prepared(supervisor, 2001);
			replace(supervisor, 3, 2, 3000);
			assertThat(this.effects.taken()).containsExactly("fork 3 slot 0 generation 3", "disconnect 2");
		}
		assertThat(supervisor.reload().state()).isEqualTo(ReloadStatus.State.SUCCEEDED);
	}

	@Test
	void reloadThatJoinsOneThatFailsIsNotForgotten() {
		Supervisor supervisor = listening(1);
		this.effects.outdated(true);
		reload(supervisor, 1000);
		supervisor.reload(1100);
		this.effects.exit(supervisor, 2, 1, 1500);
		assertThat(this.effects.taken()).containsExactly("prepare 3");
	}

	@Test
	void reloadThatJoinsOneThatIsNotPreparedIsNotForgotten() {
		Supervisor supervisor = listening(1);
		supervisor.reload(1000);
		supervisor.reload(1100);
		this.effects.notPrepared(supervisor, "app.jar changed while it was copied", 1200);
		assertThat(this.effects.taken()).containsExactly("prepare 2", "prepare 3");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void reloadBeforeAnythingListensWaitsForIt(boolean outdated) {
		Supervisor supervisor = supervisor(2);
		supervisor.start(0);
		this.effects.outdated(outdated);
		supervisor.reload(10);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0");
		supervisor.accepting(1, 1000);
		assertThat(this.effects.taken())
			.isEqualTo(outdated ? List.of("fork 2 slot 1", "prepare 2") : List.of("fork 2 slot 1"));
	}

	@Test
	void oldWorkerThatDiesWhileItIsReplacedIsNotReplacedTwice() {
		Supervisor supervisor = listening(2);
		reload(supervisor, 1000);
		this.journal.taken();
		this.effects.exit(supervisor, 1, 137, 1500);
		supervisor.tick(100_000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(this.journal.taken()).containsExactly("exited while replaced 1 code 137 after 1500");
		supervisor.accepting(3, 2000);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 1 generation 2");
	}

	@Test
	void slotWhoseOldWorkerDiedIsRestartedWhenItsReplacementFailsToo() {
		Supervisor supervisor = listening(2);
		reload(supervisor, 1000);
		this.effects.exit(supervisor, 1, 137, 1500);
		this.effects.exit(supervisor, 3, 1, 1600);
		assertThat(supervisor.reload().state()).isEqualTo(ReloadStatus.State.FAILED);
		supervisor.tick(1700);
		assertThat(this.effects.taken()).as("what is known to work").containsExactly("fork 4 slot 0");
	}

	@Test
	void oldWorkerThatDiesBeforeItsTurnIsRestartedAndReplacedInItsTurn() {
		Supervisor supervisor = listening(2);
		reload(supervisor, 1000);
		this.effects.exit(supervisor, 2, 137, 2 * STABLE);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 1");
		replace(supervisor, 3, 1, 11_000);
		assertThat(this.effects.taken()).containsExactly("disconnect 1", "fork 5 slot 1 generation 2");
		supervisor.accepting(5, 12_000);
		assertThat(this.effects.taken()).as("never listened").containsExactly("terminate 4");
		this.effects.exit(supervisor, 4, 143, 12_100);
		assertThat(supervisor.reload().state()).isEqualTo(ReloadStatus.State.SUCCEEDED);
		assertThat(supervisor.workers()).extracting(WorkerHandle::id).containsExactly(3, 5);
	}

	@Test
	void backOffIsOverWhenTheReloadComesToItsSlot() {
		Supervisor supervisor = listening(2);
		this.effects.exit(supervisor, 1, 1, 1000);
		reload(supervisor, 1010);
		supervisor.tick(5000);
		assertThat(this.effects.alive()).containsExactly(2, 3);
		assertThat(supervisor.slots().get(0).failures()).isZero();
		supervisor.accepting(3, 6000);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 1 generation 2");
	}

	@Test
	void reloadRevivesASlotThatWasGivenUp() {
		Supervisor supervisor = listening(2);
		crash(supervisor, 2, 3);
		assertThat(supervisor.slots().get(1).isFailed()).isTrue();
		reload(supervisor, 10_000);
		replace(supervisor, this.effects.lastForked(), 1, 11_000);
		this.effects.taken();
		assertThat(supervisor.slots().get(1).isFailed()).isFalse();
		supervisor.accepting(this.effects.lastForked(), 12_000);
		assertThat(supervisor.reload().state()).isEqualTo(ReloadStatus.State.SUCCEEDED);
		assertThat(states(supervisor)).containsExactly(State.LISTENING, State.LISTENING);
	}

	@Test
	void oldWorkerThatDoesNotDrainInTimeDoesNotStopTheReload() {
		Supervisor supervisor = listening(2);
		reload(supervisor, 1000);
		supervisor.accepting(3, 2000);
		supervisor.tick(2000 + DRAIN);
		supervisor.tick(2000 + DRAIN + KILL);
		assertThat(this.effects.taken()).containsExactly("disconnect 1", "terminate 1", "kill 1");
		this.effects.exit(supervisor, 1, 137, 50_000);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 1 generation 2");
	}

	@Test
	void stopDuringAReloadEndsItAndForksNothing() {
		Supervisor supervisor = listening(2);
		reload(supervisor, 1000);
		supervisor.stop(143, "SIGTERM", 1500);
		assertThat(this.effects.taken()).containsExactly("close listeners", "disconnect 1", "disconnect 2",
				"terminate 3");
		supervisor.accepting(3, 1501);
		supervisor.reload(1502);
		for (int id = 1; id <= 3; id++) {
			this.effects.exit(supervisor, id, 0, 1600);
		}
		assertThat(this.effects.taken()).containsExactly("end 143");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void stopWaitsForThePreparation(boolean fails) {
		Supervisor supervisor = listening(1);
		supervisor.reload(1000);
		supervisor.stop(143, "SIGTERM", 1500);
		this.effects.exit(supervisor, 1, 0, 1600);
		assertThat(this.effects.taken()).containsExactly("prepare 2", "close listeners", "disconnect 1");
		if (fails) {
			this.effects.notPrepared(supervisor, "no room", 1700);
		}
		else {
			this.effects.prepared(supervisor, 1700);
		}
		assertThat(this.effects.taken()).containsExactly("end 143");
	}

	@Test
	void lastWorkerThatEndsWhileAReloadIsPreparedDoesNotEndThePrimary() {
		Supervisor supervisor = listening(1);
		supervisor.reload(1000);
		this.effects.exit(supervisor, 1, 0, 1100);
		this.effects.prepared(supervisor, 1200);
		assertThat(this.effects.taken()).containsExactly("prepare 2", "fork 2 slot 0 generation 2");
	}

	// Scale

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
		assertThat(this.effects.taken()).containsExactly("disconnect 2", "terminate 4");
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

	// Restart, disconnect, kill

	@Test
	void restartReplacesAWorkerTheReplacementFirst() {
		Supervisor supervisor = listening(2);
		assertThat(supervisor.restart(2, 1000)).isNull();
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 1");
		assertThat(supervisor.restart(2, 1001)).as("again").isNull();
		assertThat(supervisor.restart(3, 1001)).isEqualTo("worker 3 is being replaced or drained already");
		supervisor.accepting(3, 2000);
		assertThat(this.effects.taken()).containsExactly("disconnect 2");
		assertThat(supervisor.restart(2, 2001)).isEqualTo("worker 2 is being replaced or drained already");
		this.effects.exit(supervisor, 2, 0, 3000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(supervisor.reload()).isEqualTo(ReloadStatus.NONE);
		assertThat(supervisor.slots().get(1).restarts()).as("nothing failed").isZero();
	}

	@Test
	void restartsAreDoneOneAfterTheOther() {
		Supervisor supervisor = listening(2);
		supervisor.restart(1, 1000);
		supervisor.restart(2, 1000);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0");
		supervisor.accepting(3, 2000);
		this.effects.exit(supervisor, 1, 0, 2100);
		assertThat(this.effects.taken()).containsExactly("disconnect 1", "fork 4 slot 1");
	}

	@Test
	void restartWhoseReplacementFailsLeavesTheWorkerAndTheNextOneIsDone() {
		Supervisor supervisor = listening(2);
		supervisor.restart(1, 1000);
		supervisor.restart(2, 1000);
		this.effects.exit(supervisor, 3, 1, 1500);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0", "fork 4 slot 1");
		assertThat(this.journal.taken())
			.contains("renewal failed 0 (worker 3 exited with code 1 before it was listening)");
		assertThat(states(supervisor)).startsWith(State.LISTENING, State.LISTENING);
	}

	@Test
	void restartAfterAStopIsRefused() {
		Supervisor supervisor = listening(1);
		supervisor.stop(143, "SIGTERM", 1000);
		assertThat(supervisor.restart(1, 1001)).isNotNull();
	}

	@Test
	void restartOfAWorkerThatDrainsIsRefused() {
		Supervisor supervisor = listening(2);
		supervisor.disconnect(2, 1000);
		assertThat(supervisor.restart(2, 1001)).isEqualTo("worker 2 is being replaced or drained already");
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
		assertThat(this.journal.taken()).startsWith("scaling from 3 to 2");
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

	// Heartbeats

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

	// Recycling

	@Test
	void workerThatHasDoneEnoughIsRecycledReplacementFirstOneAtATimeAndOnce() {
		Supervisor supervisor = beating(2);
		supervisor.heartbeat(1, vitals(0, 999, 0), 100);
		assertThat(this.effects.taken()).isEmpty();
		supervisor.heartbeat(1, vitals(0, 1000, 0), 200);
		supervisor.heartbeat(2, vitals(1L << 30, 5, 0), 200);
		supervisor.heartbeat(1, vitals(0, 1001, 0), 300);
		supervisor.heartbeat(2, vitals((1L << 30) + 1, 5, 0), 300);
		supervisor.heartbeat(2, vitals((1L << 30) + 1, 6, 0), 400);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0");
		supervisor.accepting(3, 1000);
		supervisor.heartbeat(1, vitals(0, 1002, 0), 1100);
		this.effects.exit(supervisor, 1, 0, 1200);
		assertThat(this.effects.taken()).containsExactly("disconnect 1", "fork 4 slot 1");
		supervisor.accepting(4, 2000);
		this.effects.exit(supervisor, 2, 0, 2200);
		assertThat(this.effects.taken()).containsExactly("disconnect 2");
		assertThat(this.journal.taken()).contains("renewing 1 (it has served 1000 requests)",
				"renewing 2 (it uses 1024 MB of memory)");
	}

	@Test
	void reloadReplacesWhatIsDueAnyway() {
		Supervisor supervisor = beating(2);
		reload(supervisor, 1000);
		supervisor.heartbeat(1, vitals(0, 5000, 0), 1100);
		supervisor.heartbeat(2, vitals(0, 5000, 0), 1100);
		replace(supervisor, 3, 1, 2000);
		replace(supervisor, 4, 2, 3000);
		assertThat(this.effects.taken()).containsExactly("disconnect 1", "fork 4 slot 1 generation 2", "disconnect 2");
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233 })
	void whateverIsWantedAndHappensTheRulesHold(long seed) {
		Random random = new Random(seed);
		Supervisor supervisor = beating(3, Mode.ALWAYS);
		long now = 0;
		for (int step = 0; step < 3000 && !this.effects.ended(); step++) {
			now += random.nextInt(600);
			List<Integer> alive = this.effects.alive();
			int id = alive.isEmpty() ? 1 : alive.get(random.nextInt(alive.size()));
			happen(supervisor, random.nextInt(20), id, random, now);
			this.effects.outdated(random.nextBoolean());
			assertThat(supervisor.wanted()).isBetween(1, 8);
			assertThat(supervisor.slots()).extracting(Slot::index).doesNotHaveDuplicates().isSorted();
			if (step == 2500) {
				supervisor.stop(143, "SIGTERM", now);
				this.effects.forbidForks();
			}
		}
		if (this.effects.preparing() != 0) {
			this.effects.prepared(supervisor, now);
		}
		for (int id : this.effects.alive()) {
			this.effects.exit(supervisor, id, 0, now);
		}
		if (supervisor.isStopping()) {
			assertThat(this.effects.ended()).isTrue();
		}
		assertThat(this.effects.retained()).contains(supervisor.generation());
	}

	private void happen(Supervisor supervisor, int event, int id, Random random, long now) {
		switch (event) {
			case 0, 1 -> supervisor.online(id, now);
			case 2, 3, 4, 5 -> supervisor.accepting(id, now);
			case 6 -> supervisor.refusing(id, now);
			case 7, 8 -> this.effects.exit(supervisor, id, random.nextInt(2), now);
			case 9 -> supervisor.disconnected(id, now);
			case 10 -> supervisor.reload(now);
			case 11 -> supervisor.scale(1 + random.nextInt(8), now);
			case 12 -> supervisor.restart(id, now);
			case 13 -> supervisor.disconnect(id, now);
			case 14 -> supervisor.broken(id, now);
			case 15 -> supervisor.heartbeat(id, vitals(0, random.nextInt(1100), random.nextInt(61_000)), now);
			case 16, 17 -> prepare(supervisor, random.nextInt(4) == 0, now);
			default -> supervisor.tick(now);
		}
	}

	private void prepare(Supervisor supervisor, boolean fails, long now) {
		if (this.effects.preparing() != 0) {
			if (fails) {
				this.effects.notPrepared(supervisor, "no room", now);
			}
			else {
				this.effects.prepared(supervisor, now);
			}
		}
	}

	private Supervisor supervisor(int workers) {
		return supervisor(workers, Mode.ON_FAILURE, Duration.ofDays(1));
	}

	private Supervisor supervisor(int workers, Mode mode, Duration heartbeatTimeout) {
		RestartPolicy policy = new RestartPolicy(mode, Duration.ofMillis(100), Duration.ofMillis(400),
				Duration.ofMillis(STABLE), 3);
		PrimarySettings settings = new PrimarySettings(workers, 0, SchedulingPolicy.OS, policy,
				Duration.ofMillis(STARTUP), Duration.ofMillis(DRAIN), Duration.ofMillis(KILL), heartbeatTimeout,
				Duration.ofMillis(REQUEST), new RecyclePolicy(1 << 30, 1000, Duration.ZERO));
		return new Supervisor(settings, this.effects, this.journal, () -> 0, InstantSource.fixed(Instant.EPOCH));
	}

	/**
	 * A supervisor whose workers 1 to N listen since the time 0, and need not beat.
	 */
	private Supervisor listening(int workers) {
		return started(supervisor(workers), workers);
	}

	/**
	 * The same where they need to.
	 */
	private Supervisor beating(int workers) {
		return beating(workers, Mode.ON_FAILURE);
	}

	private Supervisor beating(int workers, Mode mode) {
		return started(supervisor(workers, mode, Duration.ofMillis(HEARTBEAT)), workers);
	}

	private Supervisor started(Supervisor supervisor, int workers) {
		supervisor.start(0);
		for (int id = 1; id <= workers; id++) {
			supervisor.online(id, 0);
			supervisor.accepting(id, 0);
		}
		this.effects.taken();
		this.journal.taken();
		return supervisor;
	}

	private Supervisor reloaded(int workers) {
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
	private void reload(Supervisor supervisor, long now) {
		this.effects.taken();
		supervisor.reload(now);
		this.effects.prepared(supervisor, now);
		assertThat(this.effects.taken()).hasSize(2).element(1).asString().startsWith("fork");
	}

	private void replace(Supervisor supervisor, int replacement, int old, long now) {
		supervisor.accepting(replacement, now);
		this.effects.exit(supervisor, old, 0, now);
	}

	private void crash(Supervisor supervisor, int id, int times) {
		int victim = id;
		for (int i = 1; i <= times; i++) {
			this.effects.exit(supervisor, victim, 1, 1000L * i);
			supervisor.tick(1000L * i + 500);
			victim = this.effects.lastForked();
		}
	}

	private static List<State> states(Supervisor supervisor) {
		return supervisor.workers().stream().map(WorkerHandle::state).toList();
	}

	private static Heartbeat vitals(long rss, long requests, long oldestRequestMillis) {
		return new Heartbeat(rss, 0, 0, 0, 0, requests, oldestRequestMillis);
	}

}
