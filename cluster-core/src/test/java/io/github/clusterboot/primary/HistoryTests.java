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
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.clusterboot.ipc.ClusterEvent;
import io.github.clusterboot.primary.RestartPolicy.Verdict;
import io.github.clusterboot.primary.WorkerHandle.Deadline.Step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link History}.
 */
class HistoryTests {

	private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

	private static final Duration UPTIME = Duration.ofMillis(1234);

	private final RecordingJournal next = new RecordingJournal();

	private final History history = new History(this.next, () -> NOW.plusSeconds(this.time++));

	private final WorkerHandle worker = new WorkerHandle(3, new Slot(1, 2), 2, RecyclePolicy.NEVER, 0, NOW);

	private long time;

	@Test
	void knowsNothingAtFirst() {
		assertThat(this.history.after(0)).isEmpty();
	}

	@Test
	void keepsWhatHappensToAWorkerInItsOrder() {
		this.worker.forked(90);
		this.history.forked(this.worker);
		this.history.listening(this.worker, UPTIME);
		this.history.exited(this.worker, Exit.of(137), UPTIME, new Verdict.Restart(Duration.ZERO, 0));
		assertThat(this.history.after(0))
			.containsExactly(new ClusterEvent(1, NOW, "FORKED", 1, 3, 90L, 2, null, "forked"),
					new ClusterEvent(2, NOW.plusSeconds(1), "LISTENING", 1, 3, 90L, 2, null, "listening after 1.2 s"),
					new ClusterEvent(3, NOW.plusSeconds(2), "EXITED", 1, 3, 90L, 2,
							new ClusterEvent.Exit(137, "SIGKILL"),
							"exited with code 137 (SIGKILL) after 1.2 s; restart now"));
	}

	@Test
	void workerWithoutAProcessHasNoPid() {
		this.history.notForked(this.worker, "no such file");
		assertThat(last()).extracting(ClusterEvent::type, ClusterEvent::pid, ClusterEvent::text)
			.containsExactly("NOT_FORKED", null, "could not be forked: no such file");
	}

	@Test
	void slotThatIsGivenUpIsAnEventOfItsOwn() {
		this.history.exited(this.worker, Exit.of(1), UPTIME, new Verdict.GiveUp(8));
		assertThat(this.history.after(0))
			.extracting(ClusterEvent::type, ClusterEvent::slot, ClusterEvent::worker, ClusterEvent::text)
			.containsExactly(tuple("EXITED", 1, 3, "exited with code 1 after 1.2 s; not restarted"),
					tuple("GIVEN_UP", 1, null, "failed 8 times in a row and is given up"));
	}

	@Test
	void everyWayToExitSaysWhatFollows() {
		this.worker.draining("scale down");
		this.history.exitedAsAsked(this.worker, Exit.of(0));
		this.history.exitedAsAsked(this.worker, Exit.of(137));
		this.history.exitedWhileReplaced(this.worker, Exit.of(1), UPTIME);
		this.history.replacementFailed(this.worker, Exit.of(1), UPTIME);
		this.history.firstStartFailed(this.worker, Exit.of(1), UPTIME);
		this.history.exited(this.worker, Exit.of(1), UPTIME, new Verdict.Restart(Duration.ofMillis(200), 1));
		assertThat(this.history.after(0)).allMatch((event) -> event.type().equals("EXITED"))
			.extracting(ClusterEvent::text)
			.containsExactly("stopped, as asked (scale down)",
					"stopped, as asked (scale down), with code 137 (SIGKILL)",
					"exited with code 1 after 1.2 s; its replacement is on its way",
					"exited with code 1 after 1.2 s; it was to replace another one",
					"exited with code 1 after 1.2 s; the application does not start",
					"exited with code 1 after 1.2 s; restart in 200 ms");
	}

	@Test
	void keepsWhatHappensToTheCluster() {
		this.history.reloading(2);
		this.history.reloadFailed(2, "worker 3 exited");
		this.history.reloadSucceeded(3);
		this.history.scaling(2, 3);
		this.history.stopping(3, "SIGTERM");
		this.history.killing(1, "SIGINT again");
		assertThat(this.history.after(0)).extracting(ClusterEvent::type, ClusterEvent::generation, ClusterEvent::text)
			.containsExactly(tuple("RELOADING", 2, "reload to generation 2 begins"),
					tuple("RELOAD_FAILED", 2, "reload to generation 2 failed: worker 3 exited"),
					tuple("RELOADED", 3, "reload to generation 3 succeeded"),
					tuple("SCALING", null, "scaling from 2 to 3"),
					tuple("STOPPING", null, "all workers are stopped (SIGTERM)"),
					tuple("STOPPING", null, "all workers are killed (SIGINT again)"));
	}

	@Test
	void keepsWhatIsWrongWithAWorker() {
		this.history.silent(this.worker, Duration.ofSeconds(30));
		this.history.broken(this.worker, "its liveness state is BROKEN", new Verdict.LetGo());
		this.history.refusing(this.worker);
		this.history.acceptingAgain(this.worker);
		this.history.renewing(this.worker, "asked for");
		this.history.renewalFailed(this.worker.slot(), "worker 4 exited");
		assertThat(this.history.after(0)).extracting(ClusterEvent::type)
			.containsExactly("HUNG", "BROKEN", "REFUSING", "LISTENING", "REPLACING", "REPLACING_FAILED");
		assertThat(this.history.after(0)).allMatch((event) -> event.slot() != null && event.slot() == 1);
	}

	@ParameterizedTest
	@EnumSource(Step.class)
	void deadlineThatIsMissedIsKeptUnlessItsCauseWas(Step step) {
		this.history.overdue(this.worker, step);
		assertThat(this.history.after(0)).hasSize((step != Step.KILL_SILENT && step != Step.KILL_ASKED) ? 1 : 0)
			.allMatch((event) -> event.type().equals("OVERDUE"));
	}

	@Test
	void forgetsTheOldestAndGoesOnCounting() {
		for (int i = 0; i < History.CAPACITY + 5; i++) {
			this.history.scaling(i, i + 1);
		}
		List<ClusterEvent> events = this.history.after(0);
		assertThat(events).hasSize(History.CAPACITY);
		assertThat(events.get(0).number()).isEqualTo(6);
		assertThat(last().number()).isEqualTo(History.CAPACITY + 5);
		assertThat(this.history.after(History.CAPACITY + 3)).hasSize(2);
		assertThat(this.history.after(History.CAPACITY + 5)).isEmpty();
	}

	@Test
	void cutsTextsThatAreTooLongForAMessageOfAllOfThem() {
		this.history.reloadFailed(2, "x".repeat(100_000));
		assertThat(last().text()).hasSizeLessThan(600).startsWith("reload to generation 2 failed: x").endsWith("…");
	}

	@Test
	void tellsEverythingToTheNextJournal() {
		this.history.forked(this.worker);
		this.history.online(this.worker);
		this.history.reloadJoined();
		this.history.overdue(this.worker, Step.KILL_SILENT);
		assertThat(this.next.taken()).containsExactly("forked 3", "online 3", "reload joined", "overdue 3 KILL_SILENT");
	}

	private ClusterEvent last() {
		List<ClusterEvent> events = this.history.after(0);
		return events.get(events.size() - 1);
	}

}
