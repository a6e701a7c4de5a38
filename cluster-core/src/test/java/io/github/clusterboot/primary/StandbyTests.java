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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.clusterboot.ipc.Message.Heartbeat;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.primary.RestartPolicy.Mode;
import io.github.clusterboot.primary.WorkerHandle.State;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link Supervisor} and {@link RollingReplacement} do where workers stand
 * by.
 */
class StandbyTests {

	private static final int KILLED = 137;

	private static final long STARTUP = 120_000;

	private static final long DRAIN = 30_000;

	private static final long STABLE = 5_000;

	private static final long HEARTBEAT = 3_000;

	private final RecordingEffects effects = new RecordingEffects();

	private final RecordingJournal journal = new RecordingJournal();

	// Start

	@Test
	void workersThatStandByStartAfterThoseThatServe() {
		Supervisor supervisor = supervisor(2, 1);
		supervisor.start(0);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0");
		supervisor.ready(1, 1, 1000);
		assertThat(this.effects.taken()).containsExactly("serve 1");
		supervisor.accepting(1, 1001);
		assertThat(this.effects.taken()).containsExactly("fork 2 slot 1");
		supervisor.ready(2, 1, 2000);
		assertThat(this.effects.taken()).containsExactly("serve 2");
		supervisor.accepting(2, 2001);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 2");
		supervisor.ready(3, 1, 3000);
		supervisor.tick(3001);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(this.journal.taken()).containsExactly("listening 1 after 1001", "listening 2 after 1000",
				"standing by 3 after 999");
		assertThat(supervisor.wanted()).isEqualTo(2);
		assertThat(supervisor.standby()).isEqualTo(1);
		assertThat(states(supervisor)).containsExactly(State.LISTENING, State.LISTENING, State.STARTING);
	}

	@Test
	void failedFirstStartEndsWithOneThoughTheWorkerWasReady() {
		Supervisor supervisor = supervisor(2, 1);
		supervisor.start(0);
		supervisor.ready(1, 1, 1000);
		this.effects.exit(supervisor, 1, 1, 1001);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0", "serve 1", "close listeners", "end 1");
	}

	@Test
	void firstWorkerThatRefusesBeforeItListensIsKilledInTheEnd() {
		Supervisor supervisor = supervisor(2, 1);
		supervisor.start(0);
		supervisor.ready(1, 1, 1000);
		supervisor.refusing(1, 1001);
		this.effects.taken();
		supervisor.tick(1000 + STARTUP);
		assertThat(this.effects.taken()).containsExactly("kill 1");
	}

	@Test
	void firstWorkerThatRefusesAndIsReadyAgainServes() {
		Supervisor supervisor = supervisor(2, 1);
		supervisor.start(0);
		supervisor.ready(1, 1, 1000);
		supervisor.refusing(1, 1001);
		this.effects.taken();
		supervisor.ready(1, 2, 2000);
		supervisor.tick(1000 + STARTUP);
		assertThat(this.effects.taken()).containsExactly("serve 1 number 2");
	}

	@Test
	void slotThatCannotBeFilledLeavesItsPlaceToAnotherOne() {
		Supervisor supervisor = supervisor(2, 1);
		supervisor.start(0);
		serve(supervisor, 1, 0);
		this.effects.taken();
		this.effects.exit(supervisor, 2, 1, 100);
		assertThat(this.effects.taken()).as("while slot 1 waits").containsExactly("fork 3 slot 2");
		supervisor.ready(3, 1, 150);
		assertThat(this.effects.taken()).containsExactly("serve 3");
	}

	@Test
	void readinessEndsTheStartUpTimeout() {
		Supervisor supervisor = serving(1, 1);
		supervisor.tick(10 * STARTUP);
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void workerThatDoesNotListenWhenItIsToldToIsKilled() {
		Supervisor supervisor = serving(1, 1);
		this.effects.exit(supervisor, 1, KILLED, STABLE);
		this.effects.taken();
		supervisor.tick(STABLE + STARTUP - 1);
		assertThat(this.effects.taken()).isEmpty();
		supervisor.ready(3, 1, STABLE + STARTUP - 1);
		supervisor.tick(STABLE + STARTUP);
		assertThat(this.effects.taken()).as("covered as well").containsExactly("kill 2", "serve 3");
	}

	// Death

	@Test
	void deathIsCoveredBeforeAnythingIsForked() {
		Supervisor supervisor = serving(2, 1);
		this.effects.exit(supervisor, 1, KILLED, STABLE);
		assertThat(this.effects.taken()).containsExactly("serve 3", "fork 4 slot 0");
		supervisor.accepting(3, STABLE + 4);
		assertThat(this.journal.taken()).containsExactly("exited 1 code 137 after 5000 restart in 0",
				"taken over 3 within 4");
		supervisor.ready(4, 1, 2 * STABLE);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(this.journal.taken()).containsExactly("standing by 4 after 5000");
		this.effects.exit(supervisor, 3, KILLED, 3 * STABLE);
		assertThat(this.effects.taken()).containsExactly("serve 4", "fork 5 slot 2");
	}

	@Test
	void deathIsCoveredWhenTheLinkIsLostAndOnce() {
		Supervisor supervisor = serving(2, 2);
		supervisor.disconnected(1, 1000);
		assertThat(this.effects.taken()).containsExactly("serve 3");
		this.effects.exit(supervisor, 1, KILLED, STABLE);
		assertThat(this.effects.taken()).containsExactly("fork 5 slot 0");
	}

	@Test
	void deathOfAWorkerThatHasServedForAMomentIsAFailureHoweverLongItStoodBy() {
		Supervisor supervisor = serving(1, 1);
		this.effects.exit(supervisor, 1, KILLED, 100 * STABLE);
		supervisor.accepting(2, 100 * STABLE);
		this.effects.taken();
		this.journal.taken();
		this.effects.exit(supervisor, 2, 1, 100 * STABLE + 10);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(this.journal.taken()).containsExactly("exited 2 code 1 after 500010 restart in 100");
		supervisor.tick(100 * STABLE + 110);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 1");
	}

	@Test
	void crashLoopOfThoseThatServeIsGivenUpInEachSlot() {
		Supervisor supervisor = serving(1, 1);
		long now = 0;
		int rounds = 0;
		while (!this.effects.ended() && rounds < 100) {
			now += 1000;
			supervisor.tick(now);
			for (int id : this.effects.alive()) {
				supervisor.ready(id, 1, now);
			}
			for (WorkerHandle worker : supervisor.workers()) {
				if (worker.serves()) {
					supervisor.accepting(worker.id(), now);
					this.effects.exit(supervisor, worker.id(), 1, now + 1);
				}
			}
			rounds++;
		}
		assertThat(this.effects.taken()).contains("end 1");
		assertThat(supervisor.slots()).allMatch((slot) -> slot.isFailed() && slot.failures() == 3);
	}

	@Test
	void crashLoopOfOnesThatStandByBacksOffAndIsGivenUp() {
		Supervisor supervisor = serving(1, 1);
		this.effects.exit(supervisor, 2, 1, 1000);
		assertThat(this.effects.taken()).isEmpty();
		supervisor.tick(1100);
		supervisor.ready(3, 1, 2000);
		this.effects.exit(supervisor, 3, 1, 2000 + STABLE - 1);
		supervisor.tick(10_000);
		this.effects.exit(supervisor, 4, 1, 10_001);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 1", "fork 4 slot 1");
		assertThat(this.journal.taken()).containsExactly("exited 2 code 1 after 1000 restart in 100",
				"standing by 3 after 900", "exited 3 code 1 after 5899 restart in 200",
				"exited 4 code 1 after 1 given up after 3");
		this.effects.exit(supervisor, 1, KILLED, 20_000);
		assertThat(this.effects.taken()).as("the others go on").containsExactly("fork 5 slot 0");
	}

	@Test
	void oneThatHasStoodByForLongEnoughIsReplacedAtOnce() {
		Supervisor supervisor = serving(1, 1);
		this.effects.exit(supervisor, 2, 1, STABLE);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 1");
	}

	@ParameterizedTest
	@EnumSource(Mode.class)
	void endOfAWorkerIsCoveredUnderEveryMode(Mode mode) {
		Supervisor supervisor = serving(1, 1, mode);
		this.effects.exit(supervisor, 1, 0, STABLE);
		assertThat(this.effects.taken()).startsWith("serve 2");
		supervisor.accepting(2, STABLE);
		if (mode != Mode.ALWAYS) {
			this.effects.exit(supervisor, 2, 0, 2 * STABLE);
			assertThat(this.effects.taken()).containsExactly("end 0");
		}
	}

	@Test
	void promotedOneThatDiesBeforeItListensIsFollowedByTheNext() {
		Supervisor supervisor = serving(1, 2);
		this.effects.exit(supervisor, 1, KILLED, STABLE);
		assertThat(this.effects.taken()).containsExactly("serve 2", "fork 4 slot 0");
		this.effects.exit(supervisor, 2, KILLED, STABLE + 1);
		assertThat(this.effects.taken()).containsExactly("serve 3", "fork 5 slot 1");
	}

	@Test
	void promotionThatCrossesARefusalGoesToTheNext() {
		Supervisor supervisor = serving(1, 2);
		this.effects.exit(supervisor, 1, KILLED, STABLE);
		this.effects.taken();
		supervisor.refusing(2, STABLE + 1);
		assertThat(this.effects.taken()).containsExactly("serve 3");
		supervisor.ready(2, 2, STABLE + 2);
		supervisor.accepting(3, STABLE + 3);
		assertThat(this.effects.taken()).as("not needed any more").isEmpty();
		this.effects.exit(supervisor, 3, KILLED, 3 * STABLE);
		assertThat(this.effects.taken()).startsWith("serve 2 number 2");
	}

	@Test
	void workerThatIsReadyWhileNobodyServesIsPromotedAtOnce() {
		Supervisor supervisor = serving(1, 1);
		this.effects.exit(supervisor, 1, KILLED, STABLE);
		supervisor.accepting(2, STABLE);
		this.effects.exit(supervisor, 2, KILLED, 2 * STABLE);
		assertThat(this.effects.taken()).containsExactly("serve 2", "fork 3 slot 0", "fork 4 slot 1");
		supervisor.ready(4, 1, 2 * STABLE + 1);
		supervisor.ready(3, 1, 2 * STABLE + 2);
		assertThat(this.effects.taken()).containsExactly("serve 4");
	}

	@Test
	void readinessOfOneThatIsAboutToBeKilledCountsForNothing() {
		Supervisor supervisor = serving(1, 1);
		supervisor.killSoon(2, STABLE);
		this.effects.exit(supervisor, 1, KILLED, STABLE + 1);
		supervisor.tick(STABLE + 1000);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0", "kill 2");
	}

	@Test
	void refusalOfAWorkerThatServesIsNotCovered() {
		Supervisor supervisor = serving(1, 1);
		supervisor.refusing(1, 1000);
		supervisor.accepting(1, 2000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(this.journal.taken()).containsExactly("refusing 1", "accepting again 1");
	}

	@Test
	void silentOneThatStandsByIsKilledAndSilentOneThatServesIsCovered() {
		Supervisor supervisor = serving(1, 1, Mode.ON_FAILURE, Duration.ofMillis(HEARTBEAT));
		supervisor.online(2, 0);
		supervisor.heartbeat(1, vitals(0), HEARTBEAT);
		supervisor.tick(HEARTBEAT + 1);
		assertThat(this.effects.taken()).containsExactly("dump threads 2");
		supervisor.heartbeat(1, vitals(0), HEARTBEAT + 2001);
		supervisor.tick(HEARTBEAT + 2001);
		this.effects.exit(supervisor, 2, KILLED, HEARTBEAT + 2002);
		supervisor.ready(3, 1, HEARTBEAT + 3000);
		assertThat(this.effects.taken()).containsExactly("kill 2", "fork 3 slot 1");
		supervisor.tick(2 * HEARTBEAT + 2002);
		assertThat(this.effects.taken()).as("before it is killed").containsExactly("dump threads 1", "serve 3");
	}

	@Test
	void brokenWorkerIsCovered() {
		Supervisor supervisor = serving(2, 1);
		supervisor.broken(1, STABLE);
		assertThat(this.effects.taken()).containsExactly("disconnect 1", "serve 3", "fork 4 slot 0");
	}

	@Test
	void workerThatAcceptsWithoutBeingToldServes() {
		Supervisor supervisor = supervisor(1, 1);
		supervisor.start(0);
		supervisor.accepting(1, 1000);
		supervisor.accepting(2, 2000);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0", "fork 2 slot 1");
		this.effects.exit(supervisor, 1, KILLED, 10_000);
		assertThat(this.effects.taken()).as("another one does").containsExactly("fork 3 slot 0");
	}

	// Scale, disconnect, restart, recycle, stop

	@Test
	void scaleUpOpensAGateAndForksOneToStandBy() {
		Supervisor supervisor = serving(1, 1);
		supervisor.scale(2, 1000);
		assertThat(this.effects.taken()).containsExactly("serve 2");
		supervisor.accepting(2, 1001);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 2");
		supervisor.ready(3, 1, 2000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(supervisor.wanted()).isEqualTo(2);
		assertThat(supervisor.standby()).isEqualTo(1);
	}

	@Test
	void scaleDownDrainsOneThatServes() {
		Supervisor supervisor = serving(2, 1);
		supervisor.scale(1, 1000);
		assertThat(this.effects.taken()).containsExactly("disconnect 2");
		assertThat(supervisor.slots()).extracting(Slot::index).containsExactly(0, 2);
		this.effects.exit(supervisor, 2, 0, 1100);
		this.effects.exit(supervisor, 1, KILLED, STABLE);
		assertThat(this.effects.taken()).containsExactly("serve 3", "fork 4 slot 0");
	}

	@Test
	void theOnlyOneThatIsWantedIsNotDisconnectedWhileAnotherTakesOver() {
		Supervisor supervisor = serving(1, 1);
		reload(supervisor, 1000);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 1 generation 2");
		supervisor.ready(3, 1, 2000);
		this.effects.exit(supervisor, 2, 0, 2100);
		assertThat(this.effects.taken()).contains("serve 3");
		assertThat(supervisor.disconnect(1, 2200)).isEqualTo("worker 1 is the only one");
		assertThat(supervisor.wanted()).isEqualTo(1);
	}

	@Test
	void disconnectOfOneThatStandsByWantsOneLessOfThose() {
		Supervisor supervisor = serving(1, 1);
		assertThat(supervisor.disconnect(2, 1000)).isNull();
		assertThat(this.effects.taken()).containsExactly("disconnect 2");
		assertThat(supervisor.standby()).isZero();
		assertThat(supervisor.wanted()).isEqualTo(1);
		assertThat(this.journal.taken()).containsExactly("scaling standby from 1 to 0");
		this.effects.exit(supervisor, 2, 0, 1100);
		assertThat(supervisor.disconnect(1, 2000)).isEqualTo("worker 1 is the only one");
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void disconnectOfTheOnlyOneThatServesIsRefusedThoughAnotherStandsBy() {
		Supervisor supervisor = serving(1, 1);
		assertThat(supervisor.disconnect(1, 1000)).isEqualTo("worker 1 is the only one");
	}

	@Test
	void restartHandsOverToOneThatStandsByAndNeedsNoFurtherProcess() {
		Supervisor supervisor = serving(2, 1);
		assertThat(supervisor.restart(1, 1000)).isNull();
		assertThat(this.effects.taken()).containsExactly("serve 3");
		supervisor.accepting(3, 1001);
		assertThat(this.effects.taken()).containsExactly("disconnect 1");
		this.effects.exit(supervisor, 1, 0, 1100);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 0");
		supervisor.ready(4, 1, 2000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(this.journal.taken()).containsExactly("renewing 1 (restart)", "taken over 3 within 1",
				"exited as asked (restart) 1 code 0", "standing by 4 after 900");
	}

	@Test
	void restartOfOneThatStandsByForksItsReplacementFirst() {
		Supervisor supervisor = serving(1, 1);
		assertThat(supervisor.restart(2, 1000)).isNull();
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 1");
		supervisor.ready(3, 1, 2000);
		assertThat(this.effects.taken()).containsExactly("disconnect 2");
	}

	@Test
	void restartWithoutAnyoneThatStandsByForksBesideAndServesBeforeTheOldOneGoes() {
		Supervisor supervisor = serving(1, 1);
		supervisor.disconnect(2, 900);
		this.effects.exit(supervisor, 2, 0, 950);
		supervisor.restart(1, 1000);
		supervisor.ready(3, 1, 2000);
		assertThat(this.effects.taken()).containsExactly("disconnect 2", "fork 3 slot 0", "serve 3");
		supervisor.accepting(3, 2001);
		assertThat(this.effects.taken()).containsExactly("disconnect 1");
		this.effects.exit(supervisor, 1, 0, 2100);
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void recyclingIsForThoseThatServe() {
		Supervisor supervisor = serving(1, 1);
		supervisor.heartbeat(2, vitals(5000), 1000);
		assertThat(this.effects.taken()).isEmpty();
		supervisor.heartbeat(1, vitals(5000), 1000);
		assertThat(this.effects.taken()).containsExactly("serve 2");
	}

	@Test
	void stopDrainsAll() {
		Supervisor supervisor = serving(1, 1);
		supervisor.stop(143, "SIGTERM", 1000);
		this.effects.exit(supervisor, 1, 0, 1100);
		supervisor.refusing(2, 1101);
		this.effects.exit(supervisor, 2, 0, 1200);
		assertThat(this.effects.taken()).containsExactly("close listeners", "disconnect 1", "disconnect 2", "end 143");
	}

	// Reload

	@Test
	void reloadReplacesTheOneThatStandsByFirstThenHandsOver() {
		Supervisor supervisor = serving(2, 1);
		reload(supervisor, 1000);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 2 generation 2");
		supervisor.ready(4, 1, 2000);
		assertThat(this.effects.taken()).containsExactly("disconnect 3");
		this.effects.exit(supervisor, 3, 0, 2100);
		assertThat(this.effects.taken()).containsExactly("serve 4");
		supervisor.accepting(4, 2101);
		assertThat(this.effects.taken()).containsExactly("disconnect 1");
		supervisor.tick(2102);
		assertThat(this.effects.taken()).as("until the old one is gone").isEmpty();
		this.effects.exit(supervisor, 1, 0, 2200);
		assertThat(this.effects.taken()).containsExactly("fork 5 slot 0 generation 2");
		supervisor.ready(5, 1, 3000);
		assertThat(this.effects.taken()).containsExactly("serve 5");
		supervisor.accepting(5, 3001);
		this.effects.exit(supervisor, 2, 0, 3100);
		assertThat(this.effects.taken()).containsExactly("disconnect 2", "fork 6 slot 1 generation 2");
		assertThat(supervisor.reload()).isEqualTo(ReloadStatus.inProgress(2));
		supervisor.ready(6, 1, 4000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(supervisor.reload()).isEqualTo(new ReloadStatus(ReloadStatus.State.SUCCEEDED, 2, null));
		assertThat(this.effects.retained()).containsExactly(2);
		assertThat(supervisor.slots()).allMatch((slot) -> slot.generation() == 2 && slot.restarts() == 0);
	}

	@Test
	void reloadWhoseFirstWorkerFailsTouchesNothing() {
		Supervisor supervisor = serving(2, 1);
		reload(supervisor, 1000);
		this.effects.exit(supervisor, 4, 1, 1500);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 2 generation 2");
		assertThat(supervisor.reload().state()).isEqualTo(ReloadStatus.State.FAILED);
		assertThat(supervisor.generation()).isEqualTo(1);
		this.effects.exit(supervisor, 1, KILLED, STABLE);
		assertThat(this.effects.taken()).containsExactly("serve 3", "fork 5 slot 0");
	}

	@Test
	void laterWorkerThatFailsEndsTheReloadAndNothingServesLess() {
		Supervisor supervisor = serving(1, 1);
		reload(supervisor, 1000);
		supervisor.ready(3, 1, 2000);
		this.effects.exit(supervisor, 2, 0, 2100);
		supervisor.accepting(3, 2101);
		this.effects.exit(supervisor, 1, 0, 2200);
		this.effects.taken();
		this.effects.exit(supervisor, 4, 1, 3000);
		assertThat(supervisor.reload().state()).isEqualTo(ReloadStatus.State.FAILED);
		assertThat(supervisor.reload().message()).contains("1 of 2 slots");
		supervisor.tick(3100);
		assertThat(this.effects.taken()).as("of what its slot ran before").containsExactly("fork 5 slot 0");
		assertThat(supervisor.workers()).filteredOn(WorkerHandle::serves)
			.extracting(WorkerHandle::id)
			.containsExactly(3);
	}

	@Test
	void oldWorkerThatDiesDuringTheHandOverIsNotReplacedTwice() {
		Supervisor supervisor = serving(1, 1);
		reload(supervisor, 1000);
		supervisor.ready(3, 1, 2000);
		this.effects.exit(supervisor, 2, 0, 2100);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 1 generation 2", "disconnect 2", "serve 3");
		this.effects.exit(supervisor, 1, KILLED, STABLE);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 0 generation 2");
		supervisor.accepting(3, STABLE + 1);
		supervisor.ready(4, 1, STABLE + 2);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(supervisor.reload().state()).isEqualTo(ReloadStatus.State.SUCCEEDED);
	}

	@Test
	void deathDuringTheHandOverLeavesTheOldWorkerWhereItIsNeeded() {
		Supervisor supervisor = serving(2, 1);
		reload(supervisor, 1000);
		supervisor.ready(4, 1, 2000);
		this.effects.exit(supervisor, 3, 0, 2100);
		this.effects.taken();
		this.effects.exit(supervisor, 2, KILLED, STABLE);
		supervisor.accepting(4, STABLE + 1);
		assertThat(this.effects.taken()).doesNotContain("disconnect 1");
	}

	@Test
	void standbyThatTookOverIsReplacedAfterItsReplacementServes() {
		Supervisor supervisor = serving(1, 1);
		reload(supervisor, 1000);
		this.effects.exit(supervisor, 1, KILLED, STABLE);
		supervisor.accepting(2, STABLE);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 1 generation 2", "serve 2", "fork 4 slot 0");
		supervisor.ready(3, 1, STABLE + 1);
		assertThat(this.effects.taken()).containsExactly("serve 3");
		supervisor.accepting(3, STABLE + 2);
		assertThat(this.effects.taken()).containsExactly("disconnect 2");
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987 })
	void whateverHappensNoPlaceIsCountedTwice(long seed) {
		Random random = new Random(seed);
		Supervisor supervisor = serving(2, 2, Mode.ALWAYS);
		Map<Integer, Integer> readiness = new HashMap<>(Map.of(1, 1, 2, 1, 3, 1, 4, 1));
		long now = 0;
		for (int step = 0; step < 3000 && !this.effects.ended(); step++) {
			now += random.nextInt(600);
			List<Integer> alive = this.effects.alive();
			int id = alive.isEmpty() ? 1 : alive.get(random.nextInt(alive.size()));
			happen(supervisor, random.nextInt(20), id, readiness, random, now);
			if (this.effects.looks() && random.nextBoolean()) {
				this.effects.looked(supervisor);
			}
			this.effects.outdated(random.nextBoolean());
			assertThat(supervisor.slots()).hasSize(supervisor.wanted() + supervisor.standby());
			long serving = supervisor.workers().stream().filter(WorkerHandle::serves).count();
			boolean someoneStandsBy = supervisor.slots()
				.stream()
				.anyMatch((slot) -> slot.worker() != null && slot.worker().standsBy());
			if (someoneStandsBy && !supervisor.isStopping()) {
				assertThat(serving).as("step %d", step).isGreaterThanOrEqualTo(supervisor.wanted());
			}
			assertThat(serving).isLessThanOrEqualTo(supervisor.wanted() + 1);
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
	}

	private void happen(Supervisor supervisor, int event, int id, Map<Integer, Integer> readiness, Random random,
			long now) {
		boolean told = supervisor.workers().stream().anyMatch((worker) -> worker.id() == id && worker.serves());
		switch (event) {
			case 0 -> supervisor.online(id, now);
			case 1, 2, 3 -> {
				if (!told) {
					supervisor.ready(id, readiness.merge(id, 1, Integer::sum), now);
				}
			}
			case 4, 5, 6 -> {
				if (told) {
					supervisor.accepting(id, now);
				}
			}
			case 7 -> supervisor.refusing(id, now);
			case 8, 9 -> this.effects.exit(supervisor, id, random.nextInt(2), now);
			case 10 -> supervisor.disconnected(id, now);
			case 11 -> supervisor.reload(now);
			case 12 -> supervisor.scale(1 + random.nextInt(4), now);
			case 13 -> supervisor.restart(id, now);
			case 14 -> {
				if (random.nextInt(10) == 0) {
					supervisor.disconnect(id, now);
				}
			}
			case 15 -> supervisor.broken(id, now);
			case 16 -> supervisor.heartbeat(id, vitals(random.nextInt(1100)), now);
			case 17 -> {
				if (this.effects.preparing() != 0) {
					this.effects.prepared(supervisor, now);
				}
			}
			default -> supervisor.tick(now);
		}
	}

	/**
	 * Begins a reload, up to the fork of its first replacement.
	 */
	private void reload(Supervisor supervisor, long now) {
		supervisor.reload(now);
		assertThat(this.effects.taken()).containsExactly("prepare 2");
		this.effects.prepared(supervisor, now);
	}

	private static void serve(Supervisor supervisor, int id, long now) {
		supervisor.ready(id, 1, now);
		supervisor.accepting(id, now);
	}

	private Supervisor supervisor(int workers, int standby) {
		return supervisor(workers, standby, Mode.ON_FAILURE, Duration.ofDays(1));
	}

	private Supervisor supervisor(int workers, int standby, Mode mode, Duration heartbeatTimeout) {
		RestartPolicy policy = new RestartPolicy(mode, Duration.ofMillis(100), Duration.ofMillis(400),
				Duration.ofMillis(STABLE), 3);
		PrimarySettings settings = new PrimarySettings(workers, standby, SchedulingPolicy.OS, policy,
				Duration.ofMillis(STARTUP), Duration.ofMillis(DRAIN), Duration.ofSeconds(10), heartbeatTimeout,
				Duration.ZERO, new RecyclePolicy(0, 1000, Duration.ZERO), Duration.ZERO, CpuAffinity.OFF);
		return new Supervisor(settings, this.effects, this.journal, () -> 0, InstantSource.fixed(Instant.EPOCH));
	}

	/**
	 * A supervisor whose first workers listen since the time 0, and the others stand by
	 * since then.
	 */
	private Supervisor serving(int workers, int standby) {
		return serving(workers, standby, Mode.ON_FAILURE);
	}

	private Supervisor serving(int workers, int standby, Mode mode) {
		return serving(workers, standby, mode, Duration.ofDays(1));
	}

	private Supervisor serving(int workers, int standby, Mode mode, Duration heartbeatTimeout) {
		Supervisor supervisor = supervisor(workers, standby, mode, heartbeatTimeout);
		supervisor.start(0);
		for (int id = 1; id <= workers; id++) {
			serve(supervisor, id, 0);
		}
		for (int id = workers + 1; id <= workers + standby; id++) {
			supervisor.ready(id, 1, 0);
		}
		this.effects.taken();
		this.journal.taken();
		return supervisor;
	}

	private static List<State> states(Supervisor supervisor) {
		return supervisor.workers().stream().map(WorkerHandle::state).toList();
	}

	private static Heartbeat vitals(long requests) {
		return new Heartbeat(0, 0, 0, 0, 0, requests, 0, 0d);
	}

}
