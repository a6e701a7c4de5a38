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

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.event.Level;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.clusterboot.fleet.Exit;
import io.github.clusterboot.fleet.FleetEvent;
import io.github.clusterboot.fleet.FleetEvent.Kind;
import io.github.clusterboot.ipc.LoggedEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventLog}.
 */
@ExtendWith(OutputCaptureExtension.class)
class EventLogTests {

	private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

	private final EventLog log = new EventLog(Runnable::run, () -> NOW.plusSeconds(this.time++));

	private long time;

	@Test
	void knowsNothingAtFirst() {
		assertThat(this.log.after(0)).isEmpty();
	}

	@Test
	void keepsAndLogsWhatHappensInItsOrder(CapturedOutput output) {
		this.log.accept(of(Kind.FORKED, 90, null, "forked"));
		this.log.accept(of(Kind.EXITED, 90, Exit.of(137), "exited with code 137 (SIGKILL) after 1.2 s; restart now"));
		this.log
			.accept(new FleetEvent(Kind.GIVEN_UP, Level.ERROR, 1, null, null, null, null, false, null, "is given up"));
		this.log.accept(
				new FleetEvent(Kind.RELOADING, Level.INFO, null, null, null, 2, null, false, null, "Reload begins"));
		assertThat(this.log.after(0)).containsExactly(
				new LoggedEvent(1, NOW, "FORKED", 1, 3, 90L, 2, null, null, "forked"),
				new LoggedEvent(2, NOW.plusSeconds(1), "EXITED", 1, 3, 90L, 2,
						new LoggedEvent.Exit(137, "SIGKILL", false), null,
						"exited with code 137 (SIGKILL) after 1.2 s; restart now"),
				new LoggedEvent(3, NOW.plusSeconds(2), "GIVEN_UP", 1, null, null, null, null, null, "is given up"),
				new LoggedEvent(4, NOW.plusSeconds(3), "RELOADING", null, null, null, 2, null, null, "Reload begins"));
		assertThat(output.toString().lines()).satisfiesExactly(
				(line) -> assertThat(line).contains("INFO").endsWith("Worker 3 (slot 1, pid 90) forked"),
				(line) -> assertThat(line).endsWith("exited with code 137 (SIGKILL) after 1.2 s; restart now"),
				(line) -> assertThat(line).contains("ERROR").endsWith("Slot 1 is given up"),
				(line) -> assertThat(line).endsWith("Reload begins"));
	}

	@Test
	void workerWithoutAProcessHasNoPid(CapturedOutput output) {
		this.log.accept(of(Kind.NOT_FORKED, 0, null, "could not be forked: no such file"));
		assertThat(last().pid()).isNull();
		assertThat(output).contains("Worker 3 (slot 1) could not be forked: no such file");
	}

	@Test
	void whoSubscribesIsToldWhatHappensUntilItIsGone() {
		List<LoggedEvent> told = new ArrayList<>();
		this.log.accept(of(Kind.FORKED, 90, null, "forked"));
		this.log.subscribe(3, told::add);
		this.log.accept(of(Kind.ONLINE, 90, null, "is online"));
		this.log.accept(of(Kind.LISTENING, 90, null, "is listening"));
		this.log.unsubscribe(3);
		this.log.accept(of(Kind.DISCONNECTED, 90, null, "has disconnected"));
		assertThat(told).extracting(LoggedEvent::type).containsExactly("ONLINE", "LISTENING");
		assertThat(told).isEqualTo(this.log.after(1).subList(0, 2));
	}

	@Test
	void forgetsTheOldestAndGoesOnCounting() {
		for (int i = 0; i < EventLog.CAPACITY + 5; i++) {
			this.log.accept(of(Kind.FORKED, 90, null, "forked"));
		}
		List<LoggedEvent> events = this.log.after(0);
		assertThat(events).hasSize(EventLog.CAPACITY);
		assertThat(events.get(0).number()).isEqualTo(6);
		assertThat(last().number()).isEqualTo(EventLog.CAPACITY + 5);
		assertThat(this.log.after(EventLog.CAPACITY + 3)).hasSize(2);
		assertThat(this.log.after(EventLog.CAPACITY + 5)).isEmpty();
	}

	@Test
	void cutsTextsThatAreTooLongForAMessageOfAllOfThem() {
		this.log.accept(of(Kind.RELOAD_FAILED, 0, null, "x".repeat(100_000)));
		assertThat(last().text()).hasSizeLessThan(600).startsWith("x").endsWith("…");
	}

	private static FleetEvent of(Kind kind, long pid, Exit exit, String text) {
		return new FleetEvent(kind, Level.INFO, 1, 3, (pid != 0) ? pid : null, 2, exit, false, null, text);
	}

	private LoggedEvent last() {
		List<LoggedEvent> events = this.log.after(0);
		return events.get(events.size() - 1);
	}

}
