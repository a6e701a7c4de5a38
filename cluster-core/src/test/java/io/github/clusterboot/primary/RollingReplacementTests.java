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
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.clusterboot.ipc.ClusterCounts;
import io.github.clusterboot.primary.RestartPolicy.Mode;
import io.github.clusterboot.primary.WorkerHandle.State;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link Supervisor} and {@link RollingReplacement} do to workers that
 * have not crashed: reload, restart and recycling.
 */
class RollingReplacementTests extends SupervisorTestBase {

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
			.endsWith("exited as asked (reload) 3 code 0", "reloaded 2");
	}

	@Test
	void reloadGoesOnWhenTheOthersHaveSettled() {
		Supervisor supervisor = settling(3);
		compile(supervisor, 0, 800, 1, 2, 3);
		compile(supervisor, 0, 900, 1, 2, 3);
		reload(supervisor, 1000);
		compile(supervisor, 0.7, 1500, 4);
		this.journal.taken();
		replace(supervisor, 4, 1, 2000);
		assertThat(this.effects.taken()).containsExactly("disconnect 1");
		assertThat(this.journal.taken()).endsWith("settling before 2");
		assertThat(supervisor.nextDeadline()).hasValue(2000 + SETTLE);
		compile(supervisor, 1.2, 3000, 4);
		compile(supervisor, 0.09, 4000, 4);
		compile(supervisor, 0.3, 5000, 4);
		compile(supervisor, 0, 5000, 2, 3);
		compile(supervisor, 0, 6000, 2, 3, 4);
		assertThat(this.effects.taken()).as("once may be chance").isEmpty();
		compile(supervisor, 0.01, 7000, 4);
		assertThat(this.effects.taken()).containsExactly("fork 5 slot 1 generation 2");
		assertThat(supervisor.nextDeadline()).hasValue(7000 + STARTUP);
		assertThat(this.journal.taken()).isEmpty();
	}

	@Test
	void workerThatIsReplacedNeedNotSettle() {
		Supervisor supervisor = settling(2);
		reload(supervisor, 1000, 1, 2);
		supervisor.accepting(3, 2000);
		this.effects.exit(supervisor, 1, 0, 2000);
		this.effects.taken();
		compile(supervisor, 2, 3000, 2);
		compile(supervisor, 0, 3000, 3);
		compile(supervisor, 0, 4000, 3);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 1 generation 2");
	}

	@Test
	void firstWorkerOfAReloadStaysToo() {
		Supervisor supervisor = settling(2);
		compile(supervisor, 1, 900, 2);
		supervisor.reload(1000);
		this.effects.prepared(supervisor, 1000);
		assertThat(this.effects.taken()).containsExactly("prepare 2");
		compile(supervisor, 0, 2000, 2);
		compile(supervisor, 0, 3000, 2);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0 generation 2");
	}

	@Test
	void reloadGoesOnWhenSettlingTakesTooLong() {
		Supervisor supervisor = settling(2);
		reload(supervisor, 1000, 1, 2);
		replace(supervisor, 3, 1, 2000);
		this.effects.taken();
		compile(supervisor, 1, 2000 + SETTLE - 1, 3);
		supervisor.tick(2000 + SETTLE - 1);
		assertThat(this.effects.taken()).isEmpty();
		supervisor.tick(2000 + SETTLE);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 1 generation 2");
		replace(supervisor, 4, 2, 50_000);
		assertThat(supervisor.reload().state()).as("nobody waits for the last one")
			.isEqualTo(ReloadStatus.State.SUCCEEDED);
	}

	@Test
	void workerThatIsStartedMeanwhileIsWaitedForToo() {
		Supervisor supervisor = settling(2);
		reload(supervisor, 1000, 1, 2);
		replace(supervisor, 3, 1, 2000);
		this.effects.taken();
		this.effects.exit(supervisor, 3, 1, 4000);
		supervisor.tick(5000);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 0 generation 2");
		supervisor.online(4, 6000);
		supervisor.accepting(4, 7000);
		compile(supervisor, 0, 8000, 4);
		assertThat(this.effects.taken()).isEmpty();
		compile(supervisor, 0, 9000, 4);
		assertThat(this.effects.taken()).containsExactly("fork 5 slot 1 generation 2");
	}

	@Test
	void whoHasSettledDoesSoAgainWhenAnotherOneDies() {
		Supervisor supervisor = settling(3);
		reload(supervisor, 1000, 1, 2, 3);
		replace(supervisor, 4, 1, 2000);
		compile(supervisor, 0, 3000, 3, 4);
		this.effects.taken();
		this.effects.exit(supervisor, 3, 1, 3500);
		supervisor.tick(4000);
		assertThat(this.effects.taken()).containsExactly("fork 5 slot 2");
		supervisor.accepting(5, 5000);
		compile(supervisor, 0, 5500, 4, 5);
		assertThat(this.effects.taken()).as("the one since the death").isEmpty();
		compile(supervisor, 0, 6500, 4, 5);
		assertThat(this.effects.taken()).containsExactly("fork 6 slot 1 generation 2");
	}

	@Test
	void slotThatIsAddedMeanwhileIsNext() {
		Supervisor supervisor = settling(3);
		reload(supervisor, 1000, 1, 2, 3);
		supervisor.scale(4, 1500);
		replace(supervisor, 4, 1, 2000);
		assertThat(this.effects.taken()).containsExactly("disconnect 1", "fork 5 slot 3 generation 2");
	}

	@Test
	void renewalDoesNotWaitForAnybodyToSettle() {
		Supervisor supervisor = settling(2);
		compile(supervisor, 1, 1000, 1, 2);
		supervisor.restart(1, 2000);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0");
	}

	@Test
	void whoStaysForOthersAndIsBrokenIsReplacedAtOnce() {
		Supervisor supervisor = settling(2);
		reload(supervisor, 1000, 1, 2);
		replace(supervisor, 3, 1, 2000);
		this.effects.taken();
		supervisor.broken(2, 3000);
		assertThat(this.effects.taken()).containsExactly("disconnect 2", "fork 4 slot 1 generation 2");
	}

	@Test
	void whoStaysForOthersAndCrashesIsReplacedAtOnce() {
		Supervisor supervisor = settling(2);
		reload(supervisor, 1000, 1, 2);
		replace(supervisor, 3, 1, 2000);
		this.effects.taken();
		this.effects.exit(supervisor, 2, 1, 3000);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 1 generation 2");
		assertThat(supervisor.nextDeadline()).hasValue(3000 + STARTUP);
		assertThat(supervisor.reload().state()).isEqualTo(ReloadStatus.State.IN_PROGRESS);
	}

	@Test
	void stopDoesNotWaitForAnybodyToSettle() {
		Supervisor supervisor = settling(2);
		reload(supervisor, 1000, 1, 2);
		replace(supervisor, 3, 1, 2000);
		this.effects.taken();
		supervisor.stop(143, "SIGTERM", 3000);
		assertThat(this.effects.taken()).containsExactly("close listeners", "disconnect 2", "disconnect 3");
		supervisor.tick(2000 + SETTLE);
		assertThat(this.effects.taken()).isEmpty();
	}

	/**
	 * Begins a reload of workers that have settled.
	 */
	private void reload(Supervisor supervisor, long now, int... ids) {
		compile(supervisor, 0, now, ids);
		compile(supervisor, 0, now, ids);
		reload(supervisor, now);
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
	void reloadToWhatCannotBeClusteredFailsWithThatReason() {
		Supervisor supervisor = listening(2);
		reload(supervisor, 0);
		supervisor.online(3, 0);
		supervisor.unclustered(3, "it is Jetty", false, 100);
		assertThat(this.effects.taken()).containsExactly("kill 3");
		this.effects.exit(supervisor, 3, 137, 200);
		assertThat(supervisor.reload().state()).isEqualTo(ReloadStatus.State.FAILED);
		assertThat(supervisor.reload().message()).isEqualTo("worker 3 cannot be clustered: it is Jetty");
		assertThat(this.effects.taken()).isEmpty();
		assertThat(states(supervisor)).containsExactly(WorkerHandle.State.LISTENING, WorkerHandle.State.LISTENING);
		assertThat(supervisor.unclustered()).isNull();
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
		this.effects.looked(supervisor);
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
		this.effects.looked(supervisor);
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

	@Test
	void aReloadThatBeginsWhileSomebodyLooksIsNotFollowedByAnother() {
		Supervisor supervisor = listening(1);
		this.effects.outdated(true);
		reload(supervisor, 1000);
		supervisor.reload(1100);
		replace(supervisor, 2, 1, 2000);
		supervisor.reload(2100);
		this.effects.looked(supervisor);
		assertThat(this.effects.taken()).containsExactly("disconnect 1", "prepare 3");
		assertThat(supervisor.reload().state()).isEqualTo(ReloadStatus.State.IN_PROGRESS);
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
		this.effects.looked(supervisor);
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
		assertThat(this.effects.taken()).as("never listened").containsExactly("kill 4");
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
	void onlyTheFirstOfAGenerationMayTakeItsTimeToEndWhileItStarts() {
		Supervisor supervisor = listening(2);
		reload(supervisor, 1000);
		replace(supervisor, 3, 1, 2000);
		this.effects.taken();
		supervisor.stop(143, "SIGTERM", 2500);
		assertThat(this.effects.taken()).containsExactly("close listeners", "disconnect 2", "disconnect 3", "kill 4");
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
	void stopDoesNotWaitForThePreparation(boolean fails) {
		Supervisor supervisor = listening(1);
		supervisor.reload(1000);
		supervisor.stop(143, "SIGTERM", 1500);
		this.effects.exit(supervisor, 1, 0, 1600);
		assertThat(this.effects.taken()).containsExactly("prepare 2", "close listeners", "disconnect 1", "end 143");
		if (fails) {
			this.effects.notPrepared(supervisor, "no room", 1700);
		}
		else {
			this.effects.prepared(supervisor, 1700);
		}
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void lastWorkerThatEndsWhileAReloadIsPreparedDoesNotEndThePrimary() {
		Supervisor supervisor = listening(1);
		supervisor.reload(1000);
		this.effects.exit(supervisor, 1, 0, 1100);
		this.effects.prepared(supervisor, 1200);
		assertThat(this.effects.taken()).containsExactly("prepare 2", "fork 2 slot 0 generation 2");
	}

	// Restart

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
			if (this.effects.looks() && random.nextBoolean()) {
				this.effects.looked(supervisor);
			}
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

}
