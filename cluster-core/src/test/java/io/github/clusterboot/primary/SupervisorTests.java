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
import java.time.InstantSource;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.clusterboot.ipc.Message.Heartbeat;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.primary.RestartPolicy.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Supervisor}.
 */
class SupervisorTests {

	private static final int TERM = 143;

	private static final int KILLED = 137;

	private static final long STARTUP = 120_000;

	private static final long DRAIN = 30_000;

	private static final long KILL = 10_000;

	private static final long STABLE = 5_000;

	private static final int MAX_FAILURES = 3;

	private static final Heartbeat HEARTBEAT = new Heartbeat(0, 0, 0, 0, 0, 0, 0, 0d);

	private final RecordingEffects effects = new RecordingEffects();

	private final RecordingJournal journal = new RecordingJournal();

	@Test
	void firstWorkerStartsAloneAndTheOthersFollowOnceItListens() {
		Supervisor supervisor = supervisor(3);
		supervisor.start(0);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0");
		supervisor.forked(1, 4711);
		supervisor.online(1, 0);
		assertThat(this.effects.taken()).isEmpty();
		supervisor.accepting(1, 2000);
		assertThat(this.effects.taken()).containsExactly("fork 2 slot 1", "fork 3 slot 2");
		assertThat(this.journal.taken()).containsExactly("forked 1", "online 1", "listening 1 after 2000");
	}

	@Test
	void onlyTheFirstListeningForksTheOthers() {
		Supervisor supervisor = listening(2);
		supervisor.refusing(1, 50);
		supervisor.accepting(1, 100);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(this.journal.taken()).containsExactly("refusing 1", "accepting again 1");
	}

	@Test
	void refusingIsToldOnlyOfAWorkerThatListens() {
		Supervisor supervisor = supervisor(1);
		supervisor.start(0);
		supervisor.refusing(1, 50);
		assertThat(this.journal.taken()).isEmpty();
	}

	@Test
	void failedFirstStartEndsWithOneAndRestartsNothing() {
		Supervisor supervisor = supervisor(3);
		supervisor.start(0);
		supervisor.online(1, 0);
		this.effects.exit(supervisor, 1, 7, 1500);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0", "close listeners", "end 1");
		assertThat(this.journal.taken()).containsExactly("online 1", "first start failed 1 code 7 after 1500");
		assertThat(supervisor.nextDeadline()).isEmpty();
		supervisor.tick(1_000_000);
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void firstWorkerThatCannotBeClusteredEndsThePrimaryWhichKnowsWhy() {
		Supervisor supervisor = supervisor(3);
		supervisor.start(0);
		supervisor.online(1, 0);
		supervisor.unclustered(1, "it is Jetty", false, 1000);
		supervisor.unclustered(1, "it is Jetty", false, 1000);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0", "kill 1");
		assertThat(supervisor.unclustered()).isNull();
		this.effects.exit(supervisor, 1, KILLED, 1500);
		assertThat(this.effects.taken()).containsExactly("close listeners", "end 1");
		assertThat(supervisor.unclustered()).isEqualTo("it is Jetty");
		assertThat(this.journal.taken()).containsExactly("online 1");
	}

	@Test
	void firstWorkerThatRunsUnclusteredIsTerminatedAndKilledIfItDoesNotEnd() {
		Supervisor supervisor = supervisor(3);
		supervisor.start(0);
		supervisor.online(1, 0);
		supervisor.unclustered(1, "no port", true, 1000);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0", "terminate 1");
		supervisor.tick(1000 + KILL);
		assertThat(this.effects.taken()).containsExactly("kill 1");
		this.effects.exit(supervisor, 1, KILLED, 12_000);
		assertThat(this.effects.taken()).containsExactly("close listeners", "end 1");
		assertThat(supervisor.unclustered()).isEqualTo("no port");
	}

	@Test
	void stopOutdoesWhatTheFirstWorkerFinds() {
		Supervisor supervisor = supervisor(2);
		supervisor.start(0);
		supervisor.online(1, 0);
		supervisor.unclustered(1, "it is Jetty", false, 1000);
		supervisor.stop(TERM, "SIGTERM", 1000);
		this.effects.exit(supervisor, 1, KILLED, 1500);
		assertThat(this.effects.taken()).endsWith("end " + TERM);
		assertThat(supervisor.unclustered()).isNull();
	}

	@Test
	void laterWorkerThatCannotBeClusteredIsAFailureOfItsSlot() {
		Supervisor supervisor = listening(2);
		this.effects.exit(supervisor, 1, 1, 100);
		supervisor.tick(1000);
		int other = this.effects.lastForked();
		supervisor.online(other, 1000);
		supervisor.unclustered(other, "it is Jetty", false, 1100);
		this.journal.taken();
		this.effects.exit(supervisor, other, KILLED, 1200);
		assertThat(this.journal.taken()).singleElement().asString().startsWith("exited " + other).contains("restart");
		assertThat(supervisor.unclustered()).isNull();
		assertThat(this.effects.ended()).isFalse();
	}

	@ParameterizedTest
	@EnumSource(Mode.class)
	void failedFirstStartCountsAsSuchUnderEveryMode(Mode mode) {
		Supervisor supervisor = supervisor(2, mode);
		supervisor.start(0);
		this.effects.taken();
		this.effects.exit(supervisor, 1, 1, 10);
		assertThat(this.effects.taken()).containsExactly("close listeners", "end 1");
	}

	@Test
	void firstWorkerThatEndsWithZeroEndsThePrimaryWithZero() {
		Supervisor supervisor = supervisor(3);
		supervisor.start(0);
		this.effects.taken();
		this.effects.exit(supervisor, 1, 0, 1500);
		assertThat(this.effects.taken()).containsExactly("end 0");
	}

	@Test
	void exitWithZeroIsNotReplacedUnderOnFailureAndTheOthersGoOn() {
		Supervisor supervisor = listening(2);
		this.effects.exit(supervisor, 1, 0, 100);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(supervisor.nextDeadline()).isEmpty();
		this.effects.exit(supervisor, 2, 0, 200);
		assertThat(this.effects.taken()).containsExactly("end 0");
	}

	@Test
	void exitWithZeroIsReplacedUnderAlways() {
		Supervisor supervisor = listening(1, Mode.ALWAYS);
		this.effects.exit(supervisor, 1, 0, 100);
		assertThat(supervisor.nextDeadline()).hasValue(200);
		supervisor.tick(200);
		assertThat(this.effects.taken()).containsExactly("fork 2 slot 0");
	}

	@Test
	void failureUnderNeverEndsWithOne() {
		Supervisor supervisor = listening(2, Mode.NEVER);
		this.effects.exit(supervisor, 2, KILLED, 100);
		assertThat(this.effects.taken()).isEmpty();
		this.effects.exit(supervisor, 1, 0, 100);
		assertThat(this.effects.taken()).containsExactly("end 1");
	}

	@Test
	void crashedWorkerIsReplacedInItsSlotByOneWithANewId() {
		Supervisor supervisor = listening(3);
		this.effects.exit(supervisor, 2, KILLED, 1000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(supervisor.nextDeadline()).hasValue(1100);
		supervisor.tick(1099);
		assertThat(this.effects.taken()).isEmpty();
		supervisor.tick(1100);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 1");
		supervisor.tick(1101);
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void stableWorkerIsReplacedAtOnce() {
		Supervisor supervisor = listening(2);
		this.effects.exit(supervisor, 1, KILLED, STABLE);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0");
		assertThat(this.journal.taken()).containsExactly("exited 1 code 137 after 5000 restart in 0");
	}

	@Test
	void workerIsNotStableAMomentEarlier() {
		Supervisor supervisor = listening(2);
		this.effects.exit(supervisor, 1, KILLED, STABLE - 1);
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void refusingForAWhileLeavesAWorkerStable() {
		Supervisor supervisor = listening(1);
		supervisor.refusing(1, 50);
		supervisor.accepting(1, STABLE - 1);
		this.effects.exit(supervisor, 1, KILLED, STABLE);
		assertThat(this.effects.taken()).containsExactly("fork 2 slot 0");
	}

	@Test
	void timeBeforeListeningDoesNotMakeAWorkerStable() {
		Supervisor supervisor = supervisor(1);
		supervisor.start(0);
		supervisor.accepting(1, 10 * STABLE);
		this.effects.taken();
		this.effects.exit(supervisor, 1, 1, 11 * STABLE - 1);
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void crashLoopIsGivenUpWhileTheOthersGoOn() {
		Supervisor supervisor = listening(2);
		this.journal.taken();
		this.effects.exit(supervisor, 2, 1, 1000);
		supervisor.tick(1100);
		this.effects.exit(supervisor, 3, 1, 2000);
		supervisor.tick(2200);
		this.effects.exit(supervisor, 4, 1, 3000);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 1", "fork 4 slot 1");
		assertThat(this.journal.taken()).containsExactly("exited 2 code 1 after 1000 restart in 100",
				"exited 3 code 1 after 900 restart in 200", "exited 4 code 1 after 800 given up after 3");
		assertThat(supervisor.nextDeadline()).isEmpty();
		this.effects.exit(supervisor, 1, KILLED, 1_000_000);
		assertThat(this.effects.taken()).containsExactly("fork 5 slot 0");
	}

	@Test
	void stableWorkerForgivesTheFailuresBeforeIt() {
		Supervisor supervisor = listening(2);
		this.effects.exit(supervisor, 2, 1, 1000);
		supervisor.tick(1100);
		this.effects.exit(supervisor, 3, 1, 2000);
		supervisor.tick(2200);
		supervisor.accepting(4, 3000);
		this.effects.exit(supervisor, 4, 1, 3000 + STABLE);
		this.effects.exit(supervisor, 5, 1, 9000);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 1", "fork 4 slot 1", "fork 5 slot 1");
		assertThat(supervisor.nextDeadline()).as("one more restart").isPresent();
	}

	@Test
	void endsWithOneWhenAllSlotsAreGivenUp() {
		Supervisor supervisor = listening(2);
		long now = 1000;
		int[] workers = { 1, 2 };
		for (int failure = 1; failure < MAX_FAILURES; failure++) {
			for (int i = 0; i < workers.length; i++) {
				this.effects.exit(supervisor, workers[i], 1, now);
				now += 1000;
				supervisor.tick(now);
				workers[i] = this.effects.lastForked();
			}
		}
		this.effects.taken();
		this.effects.exit(supervisor, workers[0], 1, now);
		assertThat(this.effects.taken()).isEmpty();
		this.effects.exit(supervisor, workers[1], 1, now);
		assertThat(this.effects.taken()).containsExactly("end 1");
	}

	@Test
	void slotThatWasGivenUpCountsAsAFailureWhateverItsWorkersEndedWith() {
		Supervisor supervisor = listening(1, Mode.ALWAYS);
		this.effects.exit(supervisor, 1, 0, 1000);
		supervisor.tick(1100);
		this.effects.exit(supervisor, 2, 0, 2000);
		supervisor.tick(2200);
		this.effects.taken();
		this.effects.exit(supervisor, 3, 0, 3000);
		assertThat(this.effects.taken()).containsExactly("end 1");
	}

	@Test
	void workerThatIsNotListeningInTimeIsKilledAndReplaced() {
		Supervisor supervisor = listening(2);
		this.effects.exit(supervisor, 2, 1, 0);
		supervisor.tick(100);
		supervisor.online(3, 0);
		this.effects.taken();
		this.journal.taken();
		supervisor.tick(100 + STARTUP - 1);
		assertThat(this.effects.taken()).isEmpty();
		supervisor.tick(100 + STARTUP);
		assertThat(this.effects.taken()).containsExactly("kill 3");
		supervisor.tick(100 + STARTUP + 1);
		assertThat(this.effects.taken()).as("not again").isEmpty();
		this.effects.exit(supervisor, 3, KILLED, 200_000);
		assertThat(this.journal.taken()).containsExactly("overdue 3 KILL_UNSTARTED",
				"exited 3 code 137 after 199900 restart in 200");
	}

	@Test
	void firstWorkerThatIsNotListeningInTimeEndsThePrimaryWithOne() {
		Supervisor supervisor = supervisor(2);
		supervisor.start(0);
		assertThat(supervisor.nextDeadline()).hasValue(STARTUP);
		supervisor.tick(STARTUP);
		this.effects.exit(supervisor, 1, KILLED, STARTUP + 5);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0", "kill 1", "close listeners", "end 1");
	}

	@Test
	void listeningEndsTheStartUpTimeout() {
		Supervisor supervisor = listening(2);
		assertThat(supervisor.nextDeadline()).isEmpty();
		supervisor.refusing(1, 50);
		supervisor.tick(10 * STARTUP);
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void crashWithAnArchiveIsTriedAgainWithoutEvenAtTheFirstStart() {
		Supervisor supervisor = supervisor(2);
		supervisor.start(0);
		this.effects.archived(1);
		this.effects.exit(supervisor, 1, 139, 500);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0", "fork 2 slot 0");
		this.effects.exit(supervisor, 2, 139, 900);
		assertThat(this.effects.taken()).as("it had none").containsExactly("close listeners", "end 1");
	}

	@Test
	void applicationThatFailsIsNotTriedAgainForItsArchive() {
		Supervisor supervisor = supervisor(2);
		supervisor.start(0);
		supervisor.online(1, 100);
		this.effects.archived(1);
		this.effects.exit(supervisor, 1, 1, 500);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0", "close listeners", "end 1");
	}

	@Test
	void workerThatHasRecordedIsRenewedOnceAllListen() {
		Supervisor supervisor = supervisor(2);
		supervisor.start(0);
		supervisor.accepting(1, 0);
		this.effects.recording(1);
		this.effects.taken();
		supervisor.heartbeat(1, HEARTBEAT, 100);
		assertThat(this.effects.taken()).as("not all listen").isEmpty();
		supervisor.accepting(2, 200);
		supervisor.heartbeat(2, HEARTBEAT, 300);
		assertThat(this.effects.taken()).as("not the one that records").isEmpty();
		supervisor.heartbeat(1, HEARTBEAT, 300);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0");
		supervisor.heartbeat(1, HEARTBEAT, 400);
		supervisor.accepting(3, 500);
		assertThat(this.effects.taken()).containsExactly("disconnect 1");
	}

	@Test
	void stopDoesNotWaitLongForWhatAWorkerHasRecorded() {
		Supervisor supervisor = listening(1);
		this.effects.recording(1);
		supervisor.stop(TERM, "SIGTERM", 0);
		supervisor.disconnected(1, 1000);
		this.effects.taken();
		supervisor.tick(5999);
		assertThat(this.effects.taken()).isEmpty();
		supervisor.tick(6000);
		assertThat(this.effects.taken()).containsExactly("kill 1");
	}

	@Test
	void stopKillsAWorkerThatStartsWhereAnotherHasStarted() {
		Supervisor supervisor = supervisor(2);
		supervisor.start(0);
		supervisor.accepting(1, 0);
		supervisor.online(2, 100);
		this.effects.taken();
		this.journal.taken();
		supervisor.stop(TERM, "SIGTERM", 500);
		assertThat(this.effects.taken()).containsExactly("close listeners", "disconnect 1", "kill 2");
		assertThat(this.journal.taken()).containsExactly("stopping 2 (SIGTERM)", "killed as it starts 2");
	}

	@Test
	void stopLetsAWorkerCloseItsContextThoughItServesNobodyYet() {
		Supervisor supervisor = supervisor(3);
		supervisor.start(0);
		supervisor.accepting(1, 0);
		supervisor.online(2, 100);
		supervisor.refreshed(2);
		supervisor.online(3, 100);
		this.effects.taken();
		this.journal.taken();
		supervisor.stop(TERM, "SIGTERM", 500);
		assertThat(this.effects.taken()).containsExactly("close listeners", "disconnect 1", "terminate 2", "kill 3");
		assertThat(this.journal.taken()).containsExactly("stopping 3 (SIGTERM)",
				"refreshed, and terminated 2 within " + KILL, "killed as it starts 3");
		supervisor.tick(500 + KILL);
		assertThat(this.effects.taken()).contains("kill 2");
	}

	@Test
	void stopDuringStartUpTerminatesTheFirstWorker() {
		Supervisor supervisor = supervisor(3);
		supervisor.start(0);
		supervisor.online(1, 0);
		this.effects.taken();
		supervisor.stop(TERM, "SIGTERM", 500);
		assertThat(this.effects.taken()).containsExactly("close listeners", "terminate 1");
		assertThat(supervisor.nextDeadline()).hasValue(500 + KILL);
		this.effects.exit(supervisor, 1, TERM, 600);
		assertThat(this.effects.taken()).containsExactly("end 143");
		assertThat(this.journal.taken()).containsExactly("online 1", "stopping 1 (SIGTERM)",
				"first to start, and terminated 1 within " + KILL, "exited as asked (SIGTERM) 1 code 143");
	}

	@Test
	void workerThatListensWhenTheStopIsUnderWayChangesNothing() {
		Supervisor supervisor = supervisor(3);
		supervisor.start(0);
		supervisor.stop(TERM, "SIGTERM", 500);
		this.effects.taken();
		supervisor.accepting(1, 510);
		assertThat(this.effects.taken()).isEmpty();
		supervisor.tick(500 + KILL);
		assertThat(this.effects.taken()).containsExactly("kill 1");
	}

	@Test
	void stopDuringBackOffForksNothingMore() {
		Supervisor supervisor = listening(2);
		this.effects.exit(supervisor, 2, 1, 1000);
		supervisor.stop(TERM, "SIGTERM", 1010);
		assertThat(this.effects.taken()).containsExactly("close listeners", "disconnect 1");
		supervisor.tick(5000);
		assertThat(this.effects.taken()).isEmpty();
		this.effects.exit(supervisor, 1, 0, 6000);
		assertThat(this.effects.taken()).containsExactly("end 143");
	}

	@Test
	void stopDuringBackOffOfTheOnlySlotEndsAtOnce() {
		Supervisor supervisor = listening(1);
		this.effects.exit(supervisor, 1, 1, 1000);
		supervisor.stop(130, "SIGINT", 1010);
		assertThat(this.effects.taken()).containsExactly("close listeners", "end 130");
		supervisor.tick(5000);
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void secondStopWhileDrainingChangesNothing() {
		Supervisor supervisor = listening(2);
		supervisor.stop(TERM, "SIGTERM", 1000);
		this.effects.taken();
		supervisor.stop(130, "SIGINT", 2000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(supervisor.nextDeadline()).as("not prolonged").hasValue(1000 + DRAIN);
		this.effects.exit(supervisor, 1, 0, 3000);
		this.effects.exit(supervisor, 2, 1, 3000);
		assertThat(this.effects.taken()).containsExactly("end 143");
	}

	@ParameterizedTest
	@ValueSource(ints = { 143, 130 })
	void stopEndsWithTheCodeOfItsSignalWhateverTheWorkersEndWith(int code) {
		Supervisor supervisor = listening(3);
		supervisor.stop(code, "signal", 1000);
		assertThat(this.effects.taken()).containsExactly("close listeners", "disconnect 1", "disconnect 2",
				"disconnect 3");
		this.effects.exit(supervisor, 2, 0, 1100);
		this.effects.exit(supervisor, 1, 1, 1200);
		assertThat(this.effects.taken()).isEmpty();
		this.effects.exit(supervisor, 3, KILLED, 1300);
		assertThat(this.effects.taken()).containsExactly("end " + code);
	}

	@Test
	void workerThatDoesNotDrainInTimeIsTerminatedAndThenKilled() {
		Supervisor supervisor = listening(1);
		supervisor.stop(TERM, "SIGTERM", 1000);
		this.effects.taken();
		this.journal.taken();
		supervisor.tick(1000 + DRAIN - 1);
		assertThat(this.effects.taken()).isEmpty();
		supervisor.tick(1000 + DRAIN);
		assertThat(this.effects.taken()).containsExactly("terminate 1");
		assertThat(supervisor.nextDeadline()).hasValue(1000 + DRAIN + KILL);
		supervisor.tick(1000 + DRAIN + KILL);
		assertThat(this.effects.taken()).containsExactly("kill 1");
		this.effects.exit(supervisor, 1, KILLED, 50_000);
		assertThat(this.effects.taken()).containsExactly("end 143");
		assertThat(this.journal.taken()).containsExactly("overdue 1 TERMINATE", "overdue 1 KILL",
				"exited as asked (SIGTERM) 1 code 137");
	}

	@Test
	void workerWhoseLinkIsLostIsKilledUnlessItExitsInTime() {
		Supervisor supervisor = listening(2);
		supervisor.disconnected(1, 1000);
		supervisor.disconnected(2, 1000);
		this.effects.exit(supervisor, 2, 1, 1500);
		supervisor.tick(1600);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 1");
		supervisor.tick(1000 + KILL);
		assertThat(this.effects.taken()).containsExactly("kill 1");
	}

	@Test
	void workerThatDrainsMayCloseItsLink() {
		Supervisor supervisor = listening(1);
		supervisor.stop(TERM, "SIGTERM", 1000);
		supervisor.disconnected(1, 1001);
		assertThat(supervisor.nextDeadline()).hasValue(1000 + DRAIN);
	}

	@Test
	void killKillsWhatIsLeft() {
		Supervisor supervisor = listening(2);
		supervisor.stop(130, "SIGINT", 1000);
		this.effects.exit(supervisor, 2, 0, 1100);
		this.effects.taken();
		supervisor.kill("SIGINT again", 1150);
		assertThat(this.effects.taken()).containsExactly("kill 1");
		this.effects.exit(supervisor, 1, KILLED, 1200);
		assertThat(this.effects.taken()).containsExactly("end 130");
	}

	@Test
	void aProcessThatCannotBeKilledIsLeftBehind() {
		Supervisor supervisor = listening(1);
		supervisor.stop(130, "SIGINT", 1000);
		supervisor.kill("SIGINT again", 1100);
		this.effects.taken();
		supervisor.tick(3099);
		assertThat(this.effects.taken()).isEmpty();
		supervisor.tick(3100);
		assertThat(this.effects.taken()).containsExactly("end 130");
		assertThat(this.journal.taken()).contains("overdue 1 LEAVE");
	}

	@Test
	void aProcessThatDiesInGoodTimeAfterAPlannedStopIsWaitedFor() {
		Supervisor supervisor = listening(1);
		supervisor.stop(TERM, "SIGTERM", 0);
		supervisor.tick(DRAIN);
		supervisor.tick(DRAIN + KILL);
		assertThat(this.effects.taken()).contains("kill 1");
		supervisor.tick(DRAIN + KILL + KILL - 1);
		assertThat(this.effects.taken()).isEmpty();
		supervisor.tick(DRAIN + KILL + KILL);
		assertThat(this.effects.taken()).containsExactly("end 143");
	}

	@Test
	void aProcessThatCouldNotBeKilledBeforeTheStopIsLeftBehind() {
		Supervisor supervisor = listening(2);
		supervisor.disconnect(2, 0);
		supervisor.tick(DRAIN);
		supervisor.tick(DRAIN + KILL);
		assertThat(this.effects.taken()).contains("kill 2");
		supervisor.stop(TERM, "SIGTERM", 50_000);
		this.effects.exit(supervisor, 1, 0, 50_100);
		this.effects.taken();
		supervisor.tick(50_000 + KILL);
		assertThat(this.effects.taken()).containsExactly("end 143");
	}

	@Test
	void aProcessThatCouldNotBeKilledAsItStartedIsLeftBehind() {
		Supervisor supervisor = supervisor(3);
		supervisor.start(0);
		supervisor.accepting(1, 0);
		supervisor.online(2, 0);
		supervisor.disconnect(2, 100);
		supervisor.tick(STARTUP);
		assertThat(this.effects.taken()).contains("kill 2", "kill 3");
		supervisor.stop(TERM, "SIGTERM", STARTUP + 10);
		this.effects.exit(supervisor, 1, 0, STARTUP + 20);
		assertThat(this.effects.taken()).as("the dead are asked nothing")
			.containsExactly("close listeners", "disconnect 1");
		supervisor.tick(STARTUP + 10 + KILL);
		assertThat(this.effects.taken()).containsExactly("end 143");
	}

	@Test
	void lateEventsOfWorkersThatAreGoneChangeNothing() {
		Supervisor supervisor = listening(2);
		this.effects.exit(supervisor, 2, 1, 1000);
		supervisor.tick(1100);
		supervisor.accepting(3, 1200);
		this.effects.taken();
		this.journal.taken();
		supervisor.forked(2, 4711);
		this.effects.notForked(supervisor, 2, "no", 1300);
		supervisor.online(2, 0);
		supervisor.accepting(2, 1300);
		supervisor.refusing(2, 50);
		supervisor.disconnected(2, 1300);
		this.effects.exit(supervisor, 2, 1, 1300);
		supervisor.tick(1_000_000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(this.journal.taken()).isEmpty();
	}

	@Test
	void firstWorkerThatCannotBeForkedEndsThePrimaryWithOne() {
		Supervisor supervisor = supervisor(2);
		supervisor.start(0);
		this.effects.notForked(supervisor, 1, "No such file or directory", 10);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0", "close listeners", "end 1");
		assertThat(this.journal.taken()).containsExactly("not forked 1 No such file or directory",
				"first start failed 1 code 1 after 10");
	}

	@Test
	void laterWorkerThatCannotBeForkedIsTriedAgainUntilGivenUp() {
		Supervisor supervisor = listening(2);
		this.effects.exit(supervisor, 1, KILLED, STABLE);
		this.journal.taken();
		this.effects.notForked(supervisor, 3, "EAGAIN", STABLE + 10);
		assertThat(supervisor.nextDeadline()).hasValue(STABLE + 110);
		supervisor.tick(STABLE + 110);
		this.effects.notForked(supervisor, 4, "EAGAIN", STABLE + 120);
		supervisor.tick(STABLE + 320);
		this.effects.notForked(supervisor, 5, "EAGAIN", STABLE + 330);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0", "fork 4 slot 0", "fork 5 slot 0");
		assertThat(this.journal.taken()).containsExactly("not forked 3 EAGAIN",
				"exited 3 code 1 after 10 restart in 100", "not forked 4 EAGAIN",
				"exited 4 code 1 after 10 restart in 200", "not forked 5 EAGAIN",
				"exited 5 code 1 after 10 given up after 3");
		assertThat(supervisor.nextDeadline()).isEmpty();
	}

	@Test
	void workerThatCannotBeForkedWhileStoppingIsNotTriedAgain() {
		Supervisor supervisor = listening(2);
		this.effects.exit(supervisor, 2, KILLED, STABLE);
		supervisor.stop(TERM, "SIGTERM", STABLE + 1);
		this.effects.notForked(supervisor, 3, "EAGAIN", STABLE + 2);
		supervisor.tick(1_000_000);
		this.effects.exit(supervisor, 1, 0, 1_000_000);
		assertThat(this.effects.taken()).doesNotContain("fork 4 slot 1").endsWith("end 143");
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 5, 8, 13, 21, 34, 55, 89 })
	void whateverHappensTheRulesHold(long seed) {
		Random random = new Random(seed);
		Supervisor supervisor = supervisor(4);
		supervisor.start(0);
		long now = 0;
		for (int step = 0; step < 2000 && !this.effects.ended(); step++) {
			now += random.nextInt(2000);
			List<Integer> alive = this.effects.alive();
			int id = alive.isEmpty() ? 1 : alive.get(random.nextInt(alive.size()));
			switch (random.nextInt(8)) {
				case 0 -> supervisor.online(id, now);
				case 1, 2 -> supervisor.accepting(id, now);
				case 3 -> supervisor.refusing(id, now);
				case 4 -> this.effects.exit(supervisor, id, random.nextInt(3), now);
				case 5 -> supervisor.disconnected(id, now);
				default -> supervisor.tick(now);
			}
			if (step == 1500) {
				supervisor.stop(TERM, "SIGTERM", now);
				this.effects.forbidForks();
			}
		}
		for (int id : this.effects.alive()) {
			this.effects.exit(supervisor, id, 0, now);
		}
		supervisor.tick(now + STARTUP);
		if (supervisor.isStopping()) {
			assertThat(this.effects.ended()).isTrue();
		}
	}

	private Supervisor supervisor(int workers) {
		return supervisor(workers, Mode.ON_FAILURE);
	}

	private Supervisor supervisor(int workers, Mode mode) {
		RestartPolicy policy = new RestartPolicy(mode, Duration.ofMillis(100), Duration.ofMillis(400),
				Duration.ofMillis(STABLE), MAX_FAILURES);
		PrimarySettings settings = new PrimarySettings(workers, 0, SchedulingPolicy.OS, policy,
				Duration.ofMillis(STARTUP), Duration.ofMillis(DRAIN), Duration.ofMillis(KILL), Duration.ofDays(1),
				Duration.ZERO, RecyclePolicy.NEVER, Duration.ZERO, CpuAffinity.OFF);
		return new Supervisor(settings, this.effects, this.journal, () -> 0, InstantSource.system());
	}

	private Supervisor listening(int workers) {
		return listening(workers, Mode.ON_FAILURE);
	}

	/**
	 * A supervisor whose workers 1 to N listen since the time 0.
	 */
	private Supervisor listening(int workers, Mode mode) {
		Supervisor supervisor = supervisor(workers, mode);
		supervisor.start(0);
		for (int id = 1; id <= workers; id++) {
			supervisor.accepting(id, 0);
		}
		this.effects.taken();
		this.journal.taken();
		return supervisor;
	}

}
