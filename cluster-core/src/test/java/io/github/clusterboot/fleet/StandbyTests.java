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

import io.github.clusterboot.fleet.RestartPolicy.Mode;
import io.github.clusterboot.ipc.ClusterStatus.Reload;
import io.github.clusterboot.ipc.Message.Heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link Fleet} and {@link Rollouts} do where workers stand by.
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
	void thoseThatAreReadyFirstServeAndTheOthersStandBy() {
		DrivenFleet fleet = fleet(2, 1);
		fleet.start(0);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0");
		fleet.ready(1, 1, 1000);
		assertThat(this.effects.taken()).containsExactly("serve 1");
		fleet.accepting(1, 1001);
		assertThat(this.effects.taken()).containsExactly("fork 2 slot 1", "fork 3 slot 2");
		fleet.ready(3, 1, 2000);
		assertThat(this.effects.taken()).containsExactly("serve 3");
		fleet.accepting(3, 2001);
		fleet.ready(2, 1, 3000);
		fleet.tick(3001);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(this.journal.taken()).containsExactly("1 is listening after 1.0 s", "3 is listening after 1.0 s",
				"2 stands by after 2.0 s");
		assertThat(fleet.wanted()).isEqualTo(2);
		assertThat(fleet.standby()).isEqualTo(1);
		assertThat(states(fleet)).containsExactly(Stage.LISTENING, Stage.STANDING_BY, Stage.LISTENING);
	}

	@Test
	void failedFirstStartEndsWithOneThoughTheWorkerWasReady() {
		DrivenFleet fleet = fleet(2, 1);
		fleet.start(0);
		fleet.ready(1, 1, 1000);
		this.effects.exit(fleet, 1, 1, 1001);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0", "serve 1", "close listeners", "end 1");
	}

	@Test
	void firstWorkerThatRefusesBeforeItListensIsKilledInTheEnd() {
		DrivenFleet fleet = fleet(2, 1);
		fleet.start(0);
		fleet.ready(1, 1, 1000);
		fleet.refusing(1, 1001);
		this.effects.taken();
		fleet.tick(1000 + STARTUP);
		assertThat(this.effects.taken()).containsExactly("kill 1");
	}

	@Test
	void firstWorkerThatRefusesAndIsReadyAgainServes() {
		DrivenFleet fleet = fleet(2, 1);
		fleet.start(0);
		fleet.ready(1, 1, 1000);
		fleet.refusing(1, 1001);
		this.effects.taken();
		fleet.ready(1, 2, 2000);
		fleet.tick(1000 + STARTUP);
		assertThat(this.effects.taken()).containsExactly("serve 1 number 2");
	}

	@Test
	void slotThatCannotBeFilledLeavesItsPlaceToAnotherOne() {
		DrivenFleet fleet = fleet(2, 1);
		fleet.start(0);
		serve(fleet, 1, 0);
		this.effects.taken();
		this.effects.exit(fleet, 2, 1, 100);
		fleet.ready(3, 1, 150);
		assertThat(this.effects.taken()).containsExactly("serve 3");
	}

	@Test
	void readinessEndsTheStartUpTimeout() {
		DrivenFleet fleet = serving(1, 1);
		fleet.tick(10 * STARTUP);
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void workerThatDoesNotListenWhenItIsToldToIsKilled() {
		DrivenFleet fleet = serving(1, 1);
		this.effects.exit(fleet, 1, KILLED, STABLE);
		this.effects.taken();
		fleet.tick(STABLE + STARTUP - 1);
		assertThat(this.effects.taken()).isEmpty();
		fleet.ready(3, 1, STABLE + STARTUP - 1);
		fleet.tick(STABLE + STARTUP);
		assertThat(this.effects.taken()).as("covered as well").containsExactly("kill 2", "serve 3");
	}

	// Death

	@Test
	void deathIsCoveredBeforeAnythingIsForked() {
		DrivenFleet fleet = serving(2, 1);
		this.effects.exit(fleet, 1, KILLED, STABLE);
		assertThat(this.effects.taken()).containsExactly("serve 3", "fork 4 slot 0");
		fleet.accepting(3, STABLE + 4);
		assertThat(this.journal.taken()).containsExactly("1 exited with code 137 (SIGKILL) after 5.0 s; restart now",
				"3 is listening; it stood by");
		fleet.ready(4, 1, 2 * STABLE);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(this.journal.taken()).containsExactly("4 stands by after 5.0 s");
		this.effects.exit(fleet, 3, KILLED, 3 * STABLE);
		assertThat(this.effects.taken()).containsExactly("serve 4", "fork 5 slot 2");
	}

	@Test
	void deathIsCoveredWhenTheLinkIsLostAndOnce() {
		DrivenFleet fleet = serving(2, 2);
		fleet.disconnected(1, 1000);
		assertThat(this.effects.taken()).containsExactly("serve 3");
		this.effects.exit(fleet, 1, KILLED, STABLE);
		assertThat(this.effects.taken()).containsExactly("fork 5 slot 0");
	}

	@Test
	void deathOfAWorkerThatHasServedForAMomentIsAFailureHoweverLongItStoodBy() {
		DrivenFleet fleet = serving(1, 1);
		this.effects.exit(fleet, 1, KILLED, 100 * STABLE);
		fleet.accepting(2, 100 * STABLE);
		this.effects.taken();
		this.journal.taken();
		this.effects.exit(fleet, 2, 1, 100 * STABLE + 10);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(this.journal.taken()).containsExactly("2 exited with code 1 after 500.0 s; restart in 100 ms");
		fleet.tick(100 * STABLE + 110);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 1");
	}

	@Test
	void crashLoopOfThoseThatServeIsGivenUpInEachSlot() {
		DrivenFleet fleet = serving(1, 1);
		long now = 0;
		int rounds = 0;
		while (!this.effects.ended() && rounds < 100) {
			now += 1000;
			fleet.tick(now);
			for (int id : this.effects.alive()) {
				fleet.ready(id, 1, now);
			}
			for (Worker worker : fleet.workers()) {
				if (worker.serves()) {
					fleet.accepting(worker.id, now);
					this.effects.exit(fleet, worker.id, 1, now + 1);
				}
			}
			rounds++;
		}
		assertThat(this.effects.taken()).contains("end 1");
		assertThat(fleet.slots()).allMatch((slot) -> slot.isGivenUp() && slot.failures == 3);
	}

	@Test
	void crashLoopOfOnesThatStandByBacksOffAndIsGivenUp() {
		DrivenFleet fleet = serving(1, 1);
		this.effects.exit(fleet, 2, 1, 1000);
		assertThat(this.effects.taken()).isEmpty();
		fleet.tick(1100);
		fleet.ready(3, 1, 2000);
		this.effects.exit(fleet, 3, 1, 2000 + STABLE - 1);
		fleet.tick(10_000);
		this.effects.exit(fleet, 4, 1, 10_001);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 1", "fork 4 slot 1");
		assertThat(this.journal.taken()).containsExactly("2 exited with code 1 after 1.0 s; restart in 100 ms",
				"3 stands by after 0.9 s", "3 exited with code 1 after 5.9 s; restart in 200 ms",
				"4 exited with code 1 after 0.0 s; not restarted", "slot 1 failed 3 times in a row and is given up");
		this.effects.exit(fleet, 1, KILLED, 20_000);
		assertThat(this.effects.taken()).as("the others go on").containsExactly("fork 5 slot 0");
	}

	@Test
	void oneThatHasStoodByForLongEnoughIsReplacedAtOnce() {
		DrivenFleet fleet = serving(1, 1);
		this.effects.exit(fleet, 2, 1, STABLE);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 1");
	}

	@ParameterizedTest
	@EnumSource(Mode.class)
	void endOfAWorkerIsCoveredUnderEveryMode(Mode mode) {
		DrivenFleet fleet = serving(1, 1, mode);
		this.effects.exit(fleet, 1, 0, STABLE);
		assertThat(this.effects.taken()).startsWith("serve 2");
		fleet.accepting(2, STABLE);
		if (mode != Mode.ALWAYS) {
			this.effects.exit(fleet, 2, 0, 2 * STABLE);
			assertThat(this.effects.taken()).containsExactly("end 0");
		}
	}

	@Test
	void promotedOneThatDiesBeforeItListensIsFollowedByTheNext() {
		DrivenFleet fleet = serving(1, 2);
		this.effects.exit(fleet, 1, KILLED, STABLE);
		assertThat(this.effects.taken()).containsExactly("serve 2", "fork 4 slot 0");
		this.effects.exit(fleet, 2, KILLED, STABLE + 1);
		assertThat(this.effects.taken()).containsExactly("serve 3", "fork 5 slot 1");
	}

	@Test
	void promotionThatCrossesARefusalGoesToTheNext() {
		DrivenFleet fleet = serving(1, 2);
		this.effects.exit(fleet, 1, KILLED, STABLE);
		this.effects.taken();
		fleet.refusing(2, STABLE + 1);
		assertThat(this.effects.taken()).containsExactly("serve 3");
		fleet.ready(2, 2, STABLE + 2);
		fleet.accepting(3, STABLE + 3);
		assertThat(this.effects.taken()).as("not needed any more").isEmpty();
		this.effects.exit(fleet, 3, KILLED, 3 * STABLE);
		assertThat(this.effects.taken()).startsWith("serve 2 number 2");
	}

	@Test
	void workerThatIsReadyWhileNobodyServesIsPromotedAtOnce() {
		DrivenFleet fleet = serving(1, 1);
		this.effects.exit(fleet, 1, KILLED, STABLE);
		fleet.accepting(2, STABLE);
		this.effects.exit(fleet, 2, KILLED, 2 * STABLE);
		assertThat(this.effects.taken()).containsExactly("serve 2", "fork 3 slot 0", "fork 4 slot 1");
		fleet.ready(4, 1, 2 * STABLE + 1);
		fleet.ready(3, 1, 2 * STABLE + 2);
		assertThat(this.effects.taken()).containsExactly("serve 4");
	}

	@Test
	void readinessOfOneThatIsAboutToBeKilledCountsForNothing() {
		DrivenFleet fleet = serving(1, 1);
		fleet.killSoon(2, STABLE);
		this.effects.exit(fleet, 1, KILLED, STABLE + 1);
		fleet.tick(STABLE + 1000);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0", "kill 2");
	}

	@Test
	void refusalOfAWorkerThatServesIsNotCovered() {
		DrivenFleet fleet = serving(1, 1);
		fleet.refusing(1, 1000);
		fleet.accepting(1, 2000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(this.journal.taken()).containsExactly("1 refuses traffic", "1 accepts traffic again");
	}

	@Test
	void silentOneThatStandsByIsKilledAndSilentOneThatServesIsCovered() {
		DrivenFleet fleet = serving(1, 1, Mode.ON_FAILURE, Duration.ofMillis(HEARTBEAT));
		fleet.online(2, 0);
		fleet.heartbeat(1, vitals(0), HEARTBEAT);
		fleet.tick(HEARTBEAT + 1);
		assertThat(this.effects.taken()).containsExactly("dump threads 2");
		fleet.heartbeat(1, vitals(0), HEARTBEAT + 2001);
		fleet.tick(HEARTBEAT + 2001);
		this.effects.exit(fleet, 2, KILLED, HEARTBEAT + 2002);
		fleet.ready(3, 1, HEARTBEAT + 3000);
		assertThat(this.effects.taken()).containsExactly("kill 2", "fork 3 slot 1");
		fleet.tick(2 * HEARTBEAT + 2002);
		assertThat(this.effects.taken()).as("before it is killed").containsExactly("dump threads 1", "serve 3");
	}

	@Test
	void brokenWorkerIsCovered() {
		DrivenFleet fleet = serving(2, 1);
		fleet.broken(1, STABLE);
		assertThat(this.effects.taken()).containsExactly("disconnect 1", "serve 3", "fork 4 slot 0");
	}

	@Test
	void workerThatAcceptsWithoutBeingToldServes() {
		DrivenFleet fleet = fleet(1, 1);
		fleet.start(0);
		fleet.accepting(1, 1000);
		fleet.accepting(2, 2000);
		assertThat(this.effects.taken()).containsExactly("fork 1 slot 0", "fork 2 slot 1");
		this.effects.exit(fleet, 1, KILLED, 10_000);
		assertThat(this.effects.taken()).as("another one does").containsExactly("fork 3 slot 0");
	}

	// Scale, disconnect, restart, recycle, stop

	@Test
	void scaleUpOpensAGateAndForksOneToStandBy() {
		DrivenFleet fleet = serving(1, 1);
		fleet.scale(2, 1000);
		assertThat(this.effects.taken()).containsExactly("serve 2", "fork 3 slot 2");
		fleet.accepting(2, 1001);
		fleet.ready(3, 1, 2000);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(fleet.wanted()).isEqualTo(2);
		assertThat(fleet.standby()).isEqualTo(1);
	}

	@Test
	void scaleDownDrainsOneThatServes() {
		DrivenFleet fleet = serving(2, 1);
		fleet.scale(1, 1000);
		assertThat(this.effects.taken()).containsExactly("disconnect 2");
		assertThat(fleet.slots()).extracting((slot) -> slot.index).containsExactly(0, 2);
		this.effects.exit(fleet, 2, 0, 1100);
		this.effects.exit(fleet, 1, KILLED, STABLE);
		assertThat(this.effects.taken()).containsExactly("serve 3", "fork 4 slot 0");
	}

	@Test
	void disconnectOfOneThatStandsByWantsOneLessOfThose() {
		DrivenFleet fleet = serving(1, 1);
		assertThat(fleet.disconnect(2, 1000)).isNull();
		assertThat(this.effects.taken()).containsExactly("disconnect 2");
		assertThat(fleet.standby()).isZero();
		assertThat(fleet.wanted()).isEqualTo(1);
		assertThat(this.journal.taken()).containsExactly("Scaling from 1 worker to 0 standing by");
		this.effects.exit(fleet, 2, 0, 1100);
		assertThat(fleet.disconnect(1, 2000)).isEqualTo("worker 1 is the only one");
		assertThat(this.effects.taken()).isEmpty();
	}

	@Test
	void disconnectOfTheOnlyOneThatServesIsRefusedThoughAnotherStandsBy() {
		DrivenFleet fleet = serving(1, 1);
		assertThat(fleet.disconnect(1, 1000)).isEqualTo("worker 1 is the only one");
	}

	@Test
	void restartForksBesideAndServesBeforeTheOldOneGoes() {
		DrivenFleet fleet = serving(2, 1);
		assertThat(fleet.restart(1, 1000)).isNull();
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 0");
		fleet.ready(4, 1, 2000);
		assertThat(this.effects.taken()).containsExactly("serve 4");
		fleet.accepting(4, 2001);
		assertThat(this.effects.taken()).containsExactly("disconnect 1");
		this.effects.exit(fleet, 1, 0, 2100);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(this.journal.taken()).containsExactly("1 is replaced: restart", "4 is listening after 1.0 s",
				"1 stopped, as asked (restart)");
	}

	@Test
	void restartOfOneThatStandsByForksItsReplacementFirst() {
		DrivenFleet fleet = serving(1, 1);
		assertThat(fleet.restart(2, 1000)).isNull();
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 1");
		fleet.ready(3, 1, 2000);
		assertThat(this.effects.taken()).containsExactly("disconnect 2");
	}

	@Test
	void recyclingIsForThoseThatServe() {
		DrivenFleet fleet = serving(1, 1);
		fleet.heartbeat(2, vitals(5000), 1000);
		assertThat(this.effects.taken()).isEmpty();
		fleet.heartbeat(1, vitals(5000), 1000);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 0");
	}

	@Test
	void stopDrainsAll() {
		DrivenFleet fleet = serving(1, 1);
		fleet.stop(143, "SIGTERM", 1000);
		this.effects.exit(fleet, 1, 0, 1100);
		fleet.refusing(2, 1101);
		this.effects.exit(fleet, 2, 0, 1200);
		assertThat(this.effects.taken()).containsExactly("close listeners", "disconnect 1", "disconnect 2", "end 143");
	}

	// Reload

	@Test
	void reloadReplacesTheOneThatStandsByFirst() {
		DrivenFleet fleet = serving(2, 1);
		reload(fleet, 1000);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 2 generation 2");
		fleet.ready(4, 1, 2000);
		assertThat(this.effects.taken()).containsExactly("disconnect 3");
		this.effects.exit(fleet, 3, 0, 2100);
		assertThat(this.effects.taken()).containsExactly("fork 5 slot 0 generation 2");
		fleet.ready(5, 1, 3000);
		assertThat(this.effects.taken()).as("in the place of one that serves").containsExactly("serve 5");
		fleet.accepting(5, 3001);
		assertThat(this.effects.taken()).containsExactly("disconnect 1");
		fleet.tick(3002);
		assertThat(this.effects.taken()).as("until the old one is gone").isEmpty();
		this.effects.exit(fleet, 1, 0, 3100);
		assertThat(this.effects.taken()).containsExactly("fork 6 slot 1 generation 2");
		assertThat(fleet.reload()).isEqualTo(new Reload("IN_PROGRESS", 2, null));
		fleet.ready(6, 1, 4000);
		fleet.accepting(6, 4001);
		this.effects.exit(fleet, 2, 0, 4100);
		assertThat(this.effects.taken()).containsExactly("serve 6", "disconnect 2");
		assertThat(fleet.reload()).isEqualTo(new Reload("SUCCEEDED", 2, null));
		assertThat(this.effects.retained()).containsExactly(2);
		assertThat(fleet.slots()).allMatch((slot) -> slot.generation == 2 && slot.restarts == 0);
	}

	@Test
	void reloadWhoseFirstWorkerFailsTouchesNothing() {
		DrivenFleet fleet = serving(2, 1);
		reload(fleet, 1000);
		this.effects.exit(fleet, 4, 1, 1500);
		assertThat(this.effects.taken()).containsExactly("fork 4 slot 2 generation 2");
		assertThat(fleet.reload().state()).isEqualTo("FAILED");
		assertThat(fleet.generation()).isEqualTo(1);
		this.effects.exit(fleet, 1, KILLED, STABLE);
		assertThat(this.effects.taken()).containsExactly("serve 3", "fork 5 slot 0");
	}

	@Test
	void laterWorkerThatFailsEndsTheReloadAndNothingServesLess() {
		DrivenFleet fleet = serving(1, 1);
		reload(fleet, 1000);
		fleet.ready(3, 1, 2000);
		this.effects.exit(fleet, 2, 0, 2100);
		this.effects.taken();
		this.effects.exit(fleet, 4, 1, 3000);
		assertThat(fleet.reload().state()).isEqualTo("FAILED");
		fleet.tick(3100);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(fleet.workers()).filteredOn(Worker::serves).extracting((worker) -> worker.id).containsExactly(1);
	}

	@Test
	void oneThatStandsByServesWhereAnOldWorkerDiesBeforeItsReplacementDoes() {
		DrivenFleet fleet = serving(1, 1);
		reload(fleet, 1000);
		fleet.ready(3, 1, 2000);
		this.effects.exit(fleet, 2, 0, 2100);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 1 generation 2", "disconnect 2",
				"fork 4 slot 0 generation 2");
		this.effects.exit(fleet, 1, KILLED, STABLE);
		assertThat(this.effects.taken()).containsExactly("serve 3");
		fleet.accepting(3, STABLE + 1);
		fleet.ready(4, 1, STABLE + 2);
		assertThat(this.effects.taken()).isEmpty();
		assertThat(fleet.reload().state()).isEqualTo("SUCCEEDED");
	}

	@Test
	void deathWhileAReplacementOpensIsMadeUpForByTheOneThatStandsBy() {
		DrivenFleet fleet = serving(2, 1);
		reload(fleet, 1000);
		fleet.ready(4, 1, 2000);
		this.effects.exit(fleet, 3, 0, 2100);
		fleet.ready(5, 1, 3000);
		assertThat(this.effects.taken()).contains("serve 5").doesNotContain("serve 4");
		this.effects.exit(fleet, 2, KILLED, STABLE);
		assertThat(this.effects.taken()).contains("serve 4");
	}

	@Test
	void standbyThatTookOverIsReplacedAfterItsReplacementServes() {
		DrivenFleet fleet = serving(1, 1);
		reload(fleet, 1000);
		this.effects.exit(fleet, 1, KILLED, STABLE);
		fleet.accepting(2, STABLE);
		assertThat(this.effects.taken()).containsExactly("fork 3 slot 1 generation 2", "serve 2", "fork 4 slot 0");
		fleet.ready(3, 1, STABLE + 1);
		assertThat(this.effects.taken()).containsExactly("serve 3");
		fleet.accepting(3, STABLE + 2);
		assertThat(this.effects.taken()).containsExactly("disconnect 2");
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987 })
	void whateverHappensNoPlaceIsCountedTwice(long seed) {
		Random random = new Random(seed);
		DrivenFleet fleet = serving(2, 2, Mode.ALWAYS);
		Map<Integer, Integer> readiness = new HashMap<>(Map.of(1, 1, 2, 1, 3, 1, 4, 1));
		long now = 0;
		for (int step = 0; step < 3000 && !this.effects.ended(); step++) {
			now += random.nextInt(600);
			List<Integer> alive = this.effects.alive();
			int id = alive.isEmpty() ? 1 : alive.get(random.nextInt(alive.size()));
			happen(fleet, random.nextInt(20), id, readiness, random, now);
			assertThat(fleet.slots()).hasSize(fleet.wanted() + fleet.standby());
			long serving = fleet.workers().stream().filter(Worker::serves).count();
			boolean someoneStandsBy = fleet.slots()
				.stream()
				.anyMatch((slot) -> slot.worker != null && slot.worker.standsBy());
			if (someoneStandsBy && !fleet.isStopping()) {
				assertThat(serving).as("step %d", step).isGreaterThanOrEqualTo(fleet.wanted());
			}
			assertThat(serving).isLessThanOrEqualTo(fleet.wanted() + 1);
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
	}

	private void happen(DrivenFleet fleet, int event, int id, Map<Integer, Integer> readiness, Random random,
			long now) {
		boolean told = fleet.workers().stream().anyMatch((worker) -> worker.id == id && worker.serves());
		switch (event) {
			case 0 -> fleet.online(id, now);
			case 1, 2, 3 -> {
				if (!told) {
					fleet.ready(id, readiness.merge(id, 1, Integer::sum), now);
				}
			}
			case 4, 5, 6 -> {
				if (told) {
					fleet.accepting(id, now);
				}
			}
			case 7 -> fleet.refusing(id, now);
			case 8, 9 -> this.effects.exit(fleet, id, random.nextInt(2), now);
			case 10 -> fleet.disconnected(id, now);
			case 11 -> fleet.reload(now);
			case 12 -> fleet.scale(1 + random.nextInt(4), now);
			case 13 -> fleet.restart(id, now);
			case 14 -> {
				if (random.nextInt(10) == 0) {
					fleet.disconnect(id, now);
				}
			}
			case 15 -> fleet.broken(id, now);
			case 16 -> fleet.heartbeat(id, vitals(random.nextInt(1100)), now);
			case 17 -> {
				if (this.effects.preparing() != 0) {
					this.effects.prepared(fleet, now);
				}
			}
			default -> fleet.tick(now);
		}
	}

	/**
	 * Begins a reload, up to the fork of its first replacement.
	 */
	private void reload(DrivenFleet fleet, long now) {
		fleet.reload(now);
		assertThat(this.effects.taken()).containsExactly("prepare 2");
		this.effects.prepared(fleet, now);
	}

	private static void serve(DrivenFleet fleet, int id, long now) {
		fleet.ready(id, 1, now);
		fleet.accepting(id, now);
	}

	private DrivenFleet fleet(int workers, int standby) {
		return fleet(workers, standby, Mode.ON_FAILURE, Duration.ofDays(1));
	}

	private DrivenFleet fleet(int workers, int standby, Mode mode, Duration heartbeatTimeout) {
		RestartPolicy policy = new RestartPolicy(mode, Duration.ofMillis(100), Duration.ofMillis(400),
				Duration.ofMillis(STABLE), 3);
		FleetSettings settings = new FleetSettings(workers, standby, policy, Duration.ofMillis(STARTUP),
				Duration.ofMillis(DRAIN), Duration.ofSeconds(10), heartbeatTimeout, Duration.ZERO,
				new RecyclePolicy(0, 1000, Duration.ZERO), Duration.ZERO);
		return new DrivenFleet(settings, this.effects, this.journal, () -> 0, InstantSource.fixed(Instant.EPOCH));
	}

	/**
	 * A fleet whose first workers listen since the time 0, and the others stand by since
	 * then.
	 */
	private DrivenFleet serving(int workers, int standby) {
		return serving(workers, standby, Mode.ON_FAILURE);
	}

	private DrivenFleet serving(int workers, int standby, Mode mode) {
		return serving(workers, standby, mode, Duration.ofDays(1));
	}

	private DrivenFleet serving(int workers, int standby, Mode mode, Duration heartbeatTimeout) {
		DrivenFleet fleet = fleet(workers, standby, mode, heartbeatTimeout);
		fleet.start(0);
		for (int id = 1; id <= workers; id++) {
			serve(fleet, id, 0);
		}
		for (int id = workers + 1; id <= workers + standby; id++) {
			fleet.ready(id, 1, 0);
		}
		this.effects.taken();
		this.journal.taken();
		return fleet;
	}

	private static List<Stage> states(DrivenFleet fleet) {
		return fleet.workers().stream().map((worker) -> worker.stage).toList();
	}

	private static Heartbeat vitals(long requests) {
		return new Heartbeat(0, 0, 0, 0, 0, requests, 0);
	}

}
