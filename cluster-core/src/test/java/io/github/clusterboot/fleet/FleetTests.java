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
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.clusterboot.fleet.RestartPolicy.Mode;
import io.github.clusterboot.ipc.ClusterStatus.LastExit;
import io.github.clusterboot.ipc.Message.Heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Fleet}.
 */
class FleetTests {

	private static final int TERM = 143;

	private static final int KILLED = 137;

	private static final long STARTUP = 120_000;

	private static final long DRAIN = 30_000;

	private static final long KILL = 10_000;

	private static final long DEATH = 2_000;

	private static final long STABLE = 5_000;

	private static final int MAX_FAILURES = 3;

	private static final Heartbeat HEARTBEAT = new Heartbeat(0, 0, 0, 0, 0, 0, 0);

	private final RecordingEffects effects = new RecordingEffects();

	private final RecordingJournal journal = new RecordingJournal();

	@Test
	void firstWorkerStartsAloneAndTheOthersFollowOnceItListens() {
		DrivenFleet fleet = fleet(3);
		fleet.start(0);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0");
		fleet.forked(1, 4711);
		fleet.online(1, 0);
		assertThat(this.effects.taken()).isEmpty();
		fleet.accepting(1, 2000);
		assertThat(this.effects.taken()).containsExactly("fork 2 slot 1", "fork 3 slot 2");
		assertThat(this.journal.taken()).containsExactly("1 forked", "1 is online", "1 is listening after 2.0 s");
	}

	@Test
	void onlyTheFirstListeningForksTheOthers() {
		DrivenFleet fleet = listening(2);
		fleet.refusing(1, 50);
		fleet.accepting(1, 100);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(this.journal.taken()).containsExactly("1 refuses traffic", "1 accepts traffic again");
	}

	@Test
	void refusingIsToldOnlyOfAWorkerThatListens() {
		DrivenFleet fleet = fleet(1);
		fleet.start(0);
		fleet.refusing(1, 50);
		assertThat(this.journal.taken()).isEmpty();
	}

	@Test
	void failedFirstStartEndsWithOneAndRestartsNothing() {
		DrivenFleet fleet = fleet(3);
		fleet.start(0);
		fleet.online(1, 0);
		this.effects.exit(fleet, 1, 7, 1500);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0", "close listeners", "end 1");
		assertThat(this.journal.taken()).containsExactly("1 is online",
				"1 exited with code 7 after 1.5 s; the application does not start");
		assertThat(fleet.nextDeadline()).isEmpty();
		fleet.tick(1_000_000);
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void firstWorkerThatCannotBeClusteredEndsThePrimaryWhichKnowsWhy() {
		DrivenFleet fleet = fleet(3);
		fleet.start(0);
		fleet.online(1, 0);
		fleet.unclustered(1, "it is Jetty", false, 1000);
		fleet.unclustered(1, "it is Jetty", false, 1000);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0", "kill 1");
		assertThat(fleet.unclustered()).isNull();
		this.effects.exit(fleet, 1, KILLED, 1500);
		assertThat(this.effects.taken()).containsExactly("close listeners", "end 1");
		assertThat(fleet.unclustered()).isEqualTo("it is Jetty");
		assertThat(this.journal.taken()).containsExactly("1 is online", "1 is killed");
	}

	@Test
	void firstWorkerThatRunsUnclusteredIsTerminatedAndKilledIfItDoesNotEnd() {
		DrivenFleet fleet = fleet(3);
		fleet.start(0);
		fleet.online(1, 0);
		fleet.unclustered(1, "no port", true, 1000);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0", "terminate 1");
		fleet.tick(1000 + KILL);
		assertThat(this.effects.taken()).containsExactly("kill 1");
		this.effects.exit(fleet, 1, KILLED, 12_000);
		assertThat(this.effects.taken()).containsExactly("close listeners", "end 1");
		assertThat(fleet.unclustered()).isEqualTo("no port");
	}

	@Test
	void stopOutdoesWhatTheFirstWorkerFinds() {
		DrivenFleet fleet = fleet(2);
		fleet.start(0);
		fleet.online(1, 0);
		fleet.unclustered(1, "it is Jetty", false, 1000);
		fleet.stop(TERM, "SIGTERM", 1000);
		this.effects.exit(fleet, 1, KILLED, 1500);
		assertThat(this.effects.taken()).endsWith("end " + TERM);
		assertThat(fleet.unclustered()).isNull();
	}

	@Test
	void laterWorkerThatCannotBeClusteredIsAFailureOfItsSlot() {
		DrivenFleet fleet = listening(2);
		this.effects.exit(fleet, 1, 1, 100);
		fleet.tick(1000);
		int other = this.effects.lastForked();
		fleet.online(other, 1000);
		fleet.unclustered(other, "it is Jetty", false, 1100);
		this.journal.taken();
		this.effects.exit(fleet, other, KILLED, 1200);
		assertThat(this.journal.taken()).singleElement().asString().startsWith(other + " exited").contains("restart");
		assertThat(fleet.unclustered()).isNull();
		assertThat(this.effects.ended()).isFalse();
	}

	@ParameterizedTest
	@EnumSource(Mode.class)
	void failedFirstStartCountsAsSuchUnderEveryMode(Mode mode) {
		DrivenFleet fleet = fleet(2, mode);
		fleet.start(0);
		this.effects.taken();
		this.effects.exit(fleet, 1, 1, 10);
		assertThat(this.effects.taken()).containsExactly("close listeners", "end 1");
	}

	@Test
	void firstWorkerThatEndsWithZeroEndsThePrimaryWithZero() {
		DrivenFleet fleet = fleet(3);
		fleet.start(0);
		this.effects.taken();
		this.effects.exit(fleet, 1, 0, 1500);
		assertThat(this.effects.taken()).containsExactly("end 0");
	}

	@Test
	void exitWithZeroIsNotReplacedUnderOnFailureAndTheOthersGoOn() {
		DrivenFleet fleet = listening(2);
		this.effects.exit(fleet, 1, 0, 100);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(fleet.nextDeadline()).isEmpty();
		this.effects.exit(fleet, 2, 0, 200);
		assertThat(this.effects.taken()).containsExactly("end 0");
	}

	@Test
	void exitWithZeroIsReplacedUnderAlways() {
		DrivenFleet fleet = listening(1, Mode.ALWAYS);
		this.effects.exit(fleet, 1, 0, 100);
		assertThat(fleet.nextDeadline()).hasValue(200);
		fleet.tick(200);
		assertThat(this.effects.taken()).containsExactly("fork 2 slot 0");
	}

	@Test
	void failureUnderNeverEndsWithOne() {
		DrivenFleet fleet = listening(2, Mode.NEVER);
		this.effects.exit(fleet, 2, KILLED, 100);
		assertThat(this.effects.taken()).isEmpty();
		this.effects.exit(fleet, 1, 0, 100);
		assertThat(this.effects.taken()).containsExactly("end 1");
	}

	@Test
	void crashedWorkerIsReplacedInItsSlotByOneWithANewId() {
		DrivenFleet fleet = listening(3);
		this.effects.exit(fleet, 2, KILLED, 1000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(fleet.nextDeadline()).hasValue(1100);
		fleet.tick(1099);
		assertThat(this.effects.taken()).isEmpty();
		fleet.tick(1100);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 1");
		fleet.tick(1101);
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void stableWorkerIsReplacedAtOnce() {
		DrivenFleet fleet = listening(2);
		this.effects.exit(fleet, 1, KILLED, STABLE);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0");
		assertThat(this.journal.taken()).containsExactly("1 exited with code 137 (SIGKILL) after 5.0 s; restart now");
	}

	@Test
	void workerIsNotStableAMomentEarlier() {
		DrivenFleet fleet = listening(2);
		this.effects.exit(fleet, 1, KILLED, STABLE - 1);
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void refusingForAWhileLeavesAWorkerStable() {
		DrivenFleet fleet = listening(1);
		fleet.refusing(1, 50);
		fleet.accepting(1, STABLE - 1);
		this.effects.exit(fleet, 1, KILLED, STABLE);
		assertThat(this.effects.taken()).containsExactly("fork 2 slot 0");
	}

	@Test
	void timeBeforeListeningDoesNotMakeAWorkerStable() {
		DrivenFleet fleet = fleet(1);
		fleet.start(0);
		fleet.accepting(1, 10 * STABLE);
		this.effects.taken();
		this.effects.exit(fleet, 1, 1, 11 * STABLE - 1);
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void crashLoopIsGivenUpWhileTheOthersGoOn() {
		DrivenFleet fleet = listening(2);
		this.journal.taken();
		this.effects.exit(fleet, 2, 1, 1000);
		fleet.tick(1100);
		this.effects.exit(fleet, 3, 1, 2000);
		fleet.tick(2200);
		this.effects.exit(fleet, 4, 1, 3000);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 1", "fork 4 slot 1");
		assertThat(this.journal.taken()).containsExactly("2 exited with code 1 after 1.0 s; restart in 100 ms",
				"3 exited with code 1 after 0.9 s; restart in 200 ms",
				"4 exited with code 1 after 0.8 s; not restarted", "slot 1 failed 3 times in a row and is given up");
		assertThat(fleet.nextDeadline()).isEmpty();
		this.effects.exit(fleet, 1, KILLED, 1_000_000);
		assertThat(this.effects.taken()).containsExactly("fork 5 slot 0");
	}

	@Test
	void stableWorkerForgivesTheFailuresBeforeIt() {
		DrivenFleet fleet = listening(2);
		this.effects.exit(fleet, 2, 1, 1000);
		fleet.tick(1100);
		this.effects.exit(fleet, 3, 1, 2000);
		fleet.tick(2200);
		fleet.accepting(4, 3000);
		this.effects.exit(fleet, 4, 1, 3000 + STABLE);
		this.effects.exit(fleet, 5, 1, 9000);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 1", "fork 4 slot 1", "fork 5 slot 1");
		assertThat(fleet.nextDeadline()).as("one more restart").isPresent();
	}

	@Test
	void endsWithOneWhenAllSlotsAreGivenUp() {
		DrivenFleet fleet = listening(2);
		long now = 1000;
		int[] workers = { 1, 2 };
		for (int failure = 1; failure < MAX_FAILURES; failure++) {
			for (int i = 0; i < workers.length; i++) {
				this.effects.exit(fleet, workers[i], 1, now);
				now += 1000;
				fleet.tick(now);
				workers[i] = this.effects.lastForked();
			}
		}
		this.effects.taken();
		this.effects.exit(fleet, workers[0], 1, now);
		assertThat(this.effects.taken()).isEmpty();
		this.effects.exit(fleet, workers[1], 1, now);
		assertThat(this.effects.taken()).containsExactly("end 1");
	}

	@Test
	void slotThatWasGivenUpCountsAsAFailureWhateverItsWorkersEndedWith() {
		DrivenFleet fleet = listening(1, Mode.ALWAYS);
		this.effects.exit(fleet, 1, 0, 1000);
		fleet.tick(1100);
		this.effects.exit(fleet, 2, 0, 2000);
		fleet.tick(2200);
		this.effects.taken();
		this.effects.exit(fleet, 3, 0, 3000);
		assertThat(this.effects.taken()).containsExactly("end 1");
	}

	@Test
	void workerThatIsNotListeningInTimeIsKilledAndReplaced() {
		DrivenFleet fleet = listening(2);
		this.effects.exit(fleet, 2, 1, 0);
		fleet.tick(100);
		fleet.online(3, 0);
		this.effects.taken();
		this.journal.taken();
		fleet.tick(100 + STARTUP - 1);
		assertThat(this.effects.taken()).isEmpty();
		fleet.tick(100 + STARTUP);
		assertThat(this.effects.taken()).containsExactly("kill 3");
		fleet.tick(100 + STARTUP + 1);
		assertThat(this.effects.taken()).as("not again").isEmpty();
		this.effects.exit(fleet, 3, KILLED, 200_000);
		assertThat(this.journal.taken()).containsExactly("3 is not listening within the start-up timeout; killing it",
				"3 exited with code 137 (SIGKILL) after 199.9 s; restart in 200 ms");
	}

	@Test
	void firstWorkerThatIsNotListeningInTimeEndsThePrimaryWithOne() {
		DrivenFleet fleet = fleet(2);
		fleet.start(0);
		assertThat(fleet.nextDeadline()).hasValue(STARTUP);
		fleet.tick(STARTUP);
		this.effects.exit(fleet, 1, KILLED, STARTUP + 5);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0", "kill 1", "close listeners", "end 1");
	}

	@Test
	void listeningEndsTheStartUpTimeout() {
		DrivenFleet fleet = listening(2);
		assertThat(fleet.nextDeadline()).isEmpty();
		fleet.refusing(1, 50);
		fleet.tick(10 * STARTUP);
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void crashWithAnArchiveIsTriedAgainWithoutEvenAtTheFirstStart() {
		DrivenFleet fleet = fleet(2);
		fleet.start(0);
		this.effects.archived(1);
		this.effects.exit(fleet, 1, 139, 500);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0", "fork 2 slot 0");
		this.effects.exit(fleet, 2, 139, 900);
		assertThat(this.effects.taken()).as("it had none").containsExactly("close listeners", "end 1");
	}

	@Test
	void theArchiveIsNotToBlameWhereTheApplicationSaysWhyItEnds() {
		DrivenFleet fleet = fleet(2);
		fleet.start(0);
		fleet.online(1, 400);
		this.effects.archived(1);
		this.effects.exit(fleet, 1, 1, 500);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0", "close listeners", "end 1");
	}

	@Test
	void theArchiveIsToBlameForACrashOfTheApplicationAsItStarts() {
		DrivenFleet fleet = fleet(2);
		fleet.start(0);
		fleet.online(1, 400);
		this.effects.archived(1);
		this.effects.exit(fleet, 1, 139, 500);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0", "fork 2 slot 0");
	}

	@Test
	void workerThatHasRecordedIsRenewed() {
		DrivenFleet fleet = listening(2);
		this.effects.recording(1);
		fleet.heartbeat(1, HEARTBEAT, 100);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0");
		fleet.heartbeat(1, HEARTBEAT, 400);
		fleet.accepting(3, 500);
		assertThat(this.effects.taken()).containsExactly("disconnect 1");
	}

	@Test
	void stopKillsAWorkerThatStartsWhereAnotherHasStarted() {
		DrivenFleet fleet = fleet(2);
		fleet.start(0);
		fleet.accepting(1, 0);
		fleet.online(2, 100);
		this.effects.taken();
		this.journal.taken();
		fleet.stop(TERM, "SIGTERM", 500);
		assertThat(this.effects.taken()).containsExactly("close listeners", "disconnect 1", "kill 2");
		assertThat(this.journal.taken()).containsExactly("Stopping 2 workers (SIGTERM)");
	}

	@Test
	void stopLetsAWorkerCloseItsContextThoughItServesNobodyYet() {
		DrivenFleet fleet = fleet(3);
		fleet.start(0);
		fleet.accepting(1, 0);
		fleet.online(2, 100);
		fleet.refreshed(2);
		fleet.online(3, 100);
		this.effects.taken();
		fleet.stop(TERM, "SIGTERM", 500);
		assertThat(this.effects.taken()).containsExactly("close listeners", "disconnect 1", "terminate 2", "kill 3");
		fleet.tick(500 + KILL);
		assertThat(this.effects.taken()).contains("kill 2");
	}

	@Test
	void stopDuringStartUpTerminatesTheFirstWorker() {
		DrivenFleet fleet = fleet(3);
		fleet.start(0);
		fleet.online(1, 0);
		this.effects.taken();
		fleet.stop(TERM, "SIGTERM", 500);
		assertThat(this.effects.taken()).containsExactly("close listeners", "terminate 1");
		assertThat(fleet.nextDeadline()).hasValue(500 + KILL);
		this.effects.exit(fleet, 1, TERM, 600);
		assertThat(this.effects.taken()).containsExactly("end 143");
		assertThat(this.journal.taken()).containsExactly("1 is online", "Stopping 1 worker (SIGTERM)",
				"1 stopped, as asked (SIGTERM), with code 143 (SIGTERM)");
	}

	@Test
	void workerThatListensWhenTheStopIsUnderWayChangesNothing() {
		DrivenFleet fleet = fleet(3);
		fleet.start(0);
		fleet.stop(TERM, "SIGTERM", 500);
		this.effects.taken();
		fleet.accepting(1, 510);
		assertThat(this.effects.taken()).isEmpty();
		fleet.tick(500 + KILL);
		assertThat(this.effects.taken()).containsExactly("kill 1");
	}

	@Test
	void stopDuringBackOffForksNothingMore() {
		DrivenFleet fleet = listening(2);
		this.effects.exit(fleet, 2, 1, 1000);
		fleet.stop(TERM, "SIGTERM", 1010);
		assertThat(this.effects.taken()).containsExactly("close listeners", "disconnect 1");
		fleet.tick(5000);
		assertThat(this.effects.taken()).isEmpty();
		this.effects.exit(fleet, 1, 0, 6000);
		assertThat(this.effects.taken()).containsExactly("end 143");
	}

	@Test
	void stopDuringBackOffOfTheOnlySlotEndsAtOnce() {
		DrivenFleet fleet = listening(1);
		this.effects.exit(fleet, 1, 1, 1000);
		fleet.stop(130, "SIGINT", 1010);
		assertThat(this.effects.taken()).containsExactly("close listeners", "end 130");
		fleet.tick(5000);
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void secondStopWhileDrainingChangesNothing() {
		DrivenFleet fleet = listening(2);
		fleet.stop(TERM, "SIGTERM", 1000);
		this.effects.taken();
		fleet.stop(130, "SIGINT", 2000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(fleet.nextDeadline()).as("not prolonged").hasValue(1000 + DRAIN);
		this.effects.exit(fleet, 1, 0, 3000);
		this.effects.exit(fleet, 2, 1, 3000);
		assertThat(this.effects.taken()).containsExactly("end 143");
	}

	@ParameterizedTest
	@ValueSource(ints = { 143, 130 })
	void stopEndsWithTheCodeOfItsSignalWhateverTheWorkersEndWith(int code) {
		DrivenFleet fleet = listening(3);
		fleet.stop(code, "signal", 1000);
		assertThat(this.effects.taken()).containsExactly("close listeners", "disconnect 1", "disconnect 2",
				"disconnect 3");
		this.effects.exit(fleet, 2, 0, 1100);
		this.effects.exit(fleet, 1, 1, 1200);
		assertThat(this.effects.taken()).isEmpty();
		this.effects.exit(fleet, 3, KILLED, 1300);
		assertThat(this.effects.taken()).containsExactly("end " + code);
	}

	@Test
	void workerThatDoesNotDrainInTimeIsTerminatedAndThenKilled() {
		DrivenFleet fleet = listening(1);
		fleet.stop(TERM, "SIGTERM", 1000);
		this.effects.taken();
		this.journal.taken();
		fleet.tick(1000 + DRAIN - 1);
		assertThat(this.effects.taken()).isEmpty();
		fleet.tick(1000 + DRAIN);
		assertThat(this.effects.taken()).containsExactly("terminate 1");
		assertThat(fleet.nextDeadline()).hasValue(1000 + DRAIN + KILL);
		fleet.tick(1000 + DRAIN + KILL);
		assertThat(this.effects.taken()).containsExactly("kill 1");
		this.effects.exit(fleet, 1, KILLED, 50_000);
		assertThat(this.effects.taken()).containsExactly("end 143");
		assertThat(this.journal.taken()).containsExactly("1 has not drained within the drain timeout; terminating it",
				"1 has not exited within the kill timeout; killing it",
				"1 stopped, as asked (SIGTERM), with code 137 (SIGKILL)");
	}

	@Test
	void workerWhoseLinkIsLostIsKilledUnlessItExitsInTime() {
		DrivenFleet fleet = listening(2);
		fleet.disconnected(1, 1000);
		fleet.disconnected(2, 1000);
		this.effects.exit(fleet, 2, 1, 1500);
		fleet.tick(1600);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 1");
		fleet.tick(1000 + KILL);
		assertThat(this.effects.taken()).containsExactly("kill 1");
	}

	@Test
	void workerThatDrainsMayCloseItsLink() {
		DrivenFleet fleet = listening(1);
		fleet.stop(TERM, "SIGTERM", 1000);
		fleet.disconnected(1, 1001);
		assertThat(fleet.nextDeadline()).hasValue(1000 + DRAIN);
	}

	@Test
	void killKillsWhatIsLeft() {
		DrivenFleet fleet = listening(2);
		fleet.stop(130, "SIGINT", 1000);
		this.effects.exit(fleet, 2, 0, 1100);
		this.effects.taken();
		fleet.hurry("SIGINT again", 1150);
		assertThat(this.effects.taken()).containsExactly("kill 1");
		this.effects.exit(fleet, 1, KILLED, 1200);
		assertThat(this.effects.taken()).containsExactly("end 130");
	}

	@Test
	void aProcessThatCannotBeKilledIsLeftBehind() {
		DrivenFleet fleet = listening(1);
		fleet.stop(130, "SIGINT", 1000);
		fleet.hurry("SIGINT again", 1100);
		this.effects.taken();
		fleet.tick(3099);
		assertThat(this.effects.taken()).isEmpty();
		fleet.tick(3100);
		assertThat(this.effects.taken()).containsExactly("end 130");
		assertThat(this.journal.taken()).contains("1 was killed and has not ended; it is left behind");
	}

	@Test
	void aProcessThatDiesInGoodTimeAfterAPlannedStopIsWaitedFor() {
		DrivenFleet fleet = listening(1);
		fleet.stop(TERM, "SIGTERM", 0);
		fleet.tick(DRAIN);
		fleet.tick(DRAIN + KILL);
		assertThat(this.effects.taken()).contains("kill 1");
		fleet.tick(DRAIN + KILL + DEATH - 1);
		assertThat(this.effects.taken()).isEmpty();
		fleet.tick(DRAIN + KILL + DEATH);
		assertThat(this.effects.taken()).containsExactly("end 143");
	}

	@Test
	void aProcessThatCouldNotBeKilledBeforeTheStopIsLeftBehind() {
		DrivenFleet fleet = listening(2);
		fleet.disconnect(2, 0);
		fleet.tick(DRAIN);
		fleet.tick(DRAIN + KILL);
		assertThat(this.effects.taken()).contains("kill 2");
		fleet.stop(TERM, "SIGTERM", 50_000);
		this.effects.exit(fleet, 1, 0, 50_100);
		this.effects.taken();
		fleet.tick(50_000 + DEATH);
		assertThat(this.effects.taken()).containsExactly("end 143");
	}

	@Test
	void aProcessThatCouldNotBeKilledAsItStartedIsLeftBehind() {
		DrivenFleet fleet = fleet(3);
		fleet.start(0);
		fleet.accepting(1, 0);
		fleet.online(2, 0);
		fleet.disconnect(2, 100);
		fleet.tick(STARTUP);
		assertThat(this.effects.taken()).contains("kill 2", "kill 3");
		fleet.stop(TERM, "SIGTERM", STARTUP + 10);
		this.effects.exit(fleet, 1, 0, STARTUP + 20);
		assertThat(this.effects.taken()).as("the dead are asked nothing")
			.containsExactly("close listeners", "disconnect 1");
		fleet.tick(STARTUP + 10 + DEATH);
		assertThat(this.effects.taken()).containsExactly("end 143");
	}

	@Test
	void lateEventsOfWorkersThatAreGoneChangeNothing() {
		DrivenFleet fleet = listening(2);
		this.effects.exit(fleet, 2, 1, 1000);
		fleet.tick(1100);
		fleet.accepting(3, 1200);
		this.effects.taken();
		this.journal.taken();
		fleet.forked(2, 4711);
		this.effects.notForked(fleet, 2, "no", 1300);
		fleet.online(2, 0);
		fleet.accepting(2, 1300);
		fleet.refusing(2, 50);
		fleet.disconnected(2, 1300);
		this.effects.exit(fleet, 2, 1, 1300);
		fleet.tick(1_000_000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(this.journal.taken()).isEmpty();
	}

	@Test
	void firstWorkerThatCannotBeForkedEndsThePrimaryWithOne() {
		DrivenFleet fleet = fleet(2);
		fleet.start(0);
		this.effects.notForked(fleet, 1, "No such file or directory", 10);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0", "close listeners", "end 1");
		assertThat(this.journal.taken())
			.containsExactly("1 could not be forked: No such file or directory; the application does not start");
	}

	@Test
	void workerThatCannotBeForkedIsTriedAgainAtTheLongestDelayForAsLongAsAnotherLives() {
		DrivenFleet fleet = listening(2);
		fleet.forked(2, 4711);
		this.effects.exit(fleet, 1, KILLED, STABLE);
		this.effects.taken();
		this.journal.taken();
		long now = STABLE;
		for (int id = 3; id < 3 + 5 * MAX_FAILURES; id++) {
			this.effects.notForked(fleet, id, "EAGAIN", now);
			assertThat(this.journal.taken()).containsExactly(id + " could not be forked: EAGAIN; restart in 400 ms");
			assertThat(fleet.nextDeadline()).hasValue(now + 400);
			now += 400;
			fleet.tick(now);
			assertThat(this.effects.taken()).containsExactly("fork " + (id + 1) + " slot 0");
		}
		assertThat(fleet.slots().get(0).failures).isZero();
		assertThat(fleet.slots().get(0).lastExit).as("the last process").extracting(LastExit::code).isEqualTo(KILLED);
	}

	@Test
	void workerThatCannotBeForkedWhereNoneLivesIsTriedAgainUntilGivenUp() {
		DrivenFleet fleet = listening(1);
		this.effects.exit(fleet, 1, KILLED, STABLE);
		this.effects.taken();
		this.journal.taken();
		this.effects.notForked(fleet, 2, "EAGAIN", STABLE + 10);
		fleet.tick(STABLE + 110);
		this.effects.notForked(fleet, 3, "EAGAIN", STABLE + 120);
		fleet.tick(STABLE + 320);
		this.effects.notForked(fleet, 4, "EAGAIN", STABLE + 330);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0", "fork 4 slot 0", "end 1");
		assertThat(this.journal.taken()).containsExactly("2 could not be forked: EAGAIN; restart in 100 ms",
				"3 could not be forked: EAGAIN; restart in 200 ms", "4 could not be forked: EAGAIN; not restarted",
				"slot 0 failed 3 times in a row and is given up");
	}

	@Test
	void workerThatCannotBeForkedWhileStoppingIsNotTriedAgain() {
		DrivenFleet fleet = listening(2);
		this.effects.exit(fleet, 2, KILLED, STABLE);
		fleet.stop(TERM, "SIGTERM", STABLE + 1);
		this.effects.notForked(fleet, 3, "EAGAIN", STABLE + 2);
		fleet.tick(1_000_000);
		this.effects.exit(fleet, 1, 0, 1_000_000);
		assertThat(this.effects.taken()).doesNotContain("fork 4 slot 1").endsWith("end 143");
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 5, 8, 13, 21, 34, 55, 89 })
	void whateverHappensTheRulesHold(long seed) {
		Random random = new Random(seed);
		DrivenFleet fleet = fleet(4);
		fleet.start(0);
		long now = 0;
		for (int step = 0; step < 2000 && !this.effects.ended(); step++) {
			now += random.nextInt(2000);
			List<Integer> alive = this.effects.alive();
			int id = alive.isEmpty() ? 1 : alive.get(random.nextInt(alive.size()));
			switch (random.nextInt(8)) {
				case 0 -> fleet.online(id, now);
				case 1, 2 -> fleet.accepting(id, now);
				case 3 -> fleet.refusing(id, now);
				case 4 -> this.effects.exit(fleet, id, random.nextInt(3), now);
				case 5 -> fleet.disconnected(id, now);
				default -> fleet.tick(now);
			}
			if (step == 1500) {
				fleet.stop(TERM, "SIGTERM", now);
				this.effects.forbidForks();
			}
		}
		for (int id : this.effects.alive()) {
			this.effects.exit(fleet, id, 0, now);
		}
		fleet.tick(now + STARTUP);
		if (fleet.isStopping()) {
			assertThat(this.effects.ended()).isTrue();
		}
	}

	private DrivenFleet fleet(int workers) {
		return fleet(workers, Mode.ON_FAILURE);
	}

	private DrivenFleet fleet(int workers, Mode mode) {
		RestartPolicy policy = new RestartPolicy(mode, Duration.ofMillis(100), Duration.ofMillis(400),
				Duration.ofMillis(STABLE), MAX_FAILURES);
		FleetSettings settings = new FleetSettings(workers, 0, policy, Duration.ofMillis(STARTUP),
				Duration.ofMillis(DRAIN), Duration.ofMillis(KILL), Duration.ofDays(1), Duration.ZERO,
				RecyclePolicy.NEVER, Duration.ZERO);
		return new DrivenFleet(settings, this.effects, this.journal, () -> 0, InstantSource.system());
	}

	private DrivenFleet listening(int workers) {
		return listening(workers, Mode.ON_FAILURE);
	}

	/**
	 * A fleet whose workers 1 to N listen since the time 0.
	 */
	private DrivenFleet listening(int workers, Mode mode) {
		DrivenFleet fleet = fleet(workers, mode);
		fleet.start(0);
		for (int id = 1; id <= workers; id++) {
			fleet.accepting(id, 0);
		}
		this.effects.taken();
		this.journal.taken();
		return fleet;
	}

}
