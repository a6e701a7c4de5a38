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
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.clusterboot.primary.RestartPolicy.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoggingJournal}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LoggingJournalTests {

	private static final String HINT = "code before SpringApplication.run runs in every worker; "
			+ "does it take a lock, a port or a file that another process has?";

	private static final LoggingSystem LOGGING = LoggingSystem.get(LoggingJournalTests.class.getClassLoader());

	private final LoggingJournal journal = new LoggingJournal(LoggerFactory.getLogger(LoggingJournalTests.class));

	/**
	 * Other tests have set levels above it.
	 */
	@BeforeEach
	void show() {
		LOGGING.setLogLevel(LoggingJournalTests.class.getName(), LogLevel.INFO);
	}

	@AfterEach
	void inherit() {
		LOGGING.setLogLevel(LoggingJournalTests.class.getName(), null);
	}

	@Test
	void whatEndsBeforeItIsOnlineGetsAHint(CapturedOutput output) {
		assertThat(lineOf(output, false, (worker) -> exited(worker, 1, new Verdict.Restart(Duration.ZERO, 1))))
			.contains(" WARN ", "restart now", HINT);
		assertThat(lineOf(output, false, (worker) -> exited(worker, 0, new Verdict.LetGo()))).contains(" WARN ",
				"not restarted", HINT);
		assertThat(lineOf(output, false, (worker) -> this.journal.firstStartFailed(worker, Exit.of(1), Duration.ZERO)))
			.contains(HINT);
		assertThat(lineOf(output, false, (worker) -> this.journal.replacementFailed(worker, Exit.of(1), Duration.ZERO)))
			.contains(HINT);
	}

	@Test
	void whatWasOnlineOrNeverAProcessGetsNone(CapturedOutput output) {
		assertThat(lineOf(output, true, (worker) -> exited(worker, 1, new Verdict.Restart(Duration.ZERO, 1))))
			.contains(" WARN ")
			.doesNotContain(HINT);
		assertThat(lineOf(output, true, (worker) -> exited(worker, 0, new Verdict.LetGo()))).contains(" INFO ")
			.doesNotContain(HINT);
		assertThat(lineOf(output, false, (worker) -> {
			worker.notForked("no such file");
			exited(worker, 1, new Verdict.Restart(Duration.ZERO, 1));
		})).doesNotContain(HINT);
	}

	private void exited(WorkerHandle worker, int code, Verdict verdict) {
		this.journal.exited(worker, Exit.of(code), Duration.ZERO, verdict);
	}

	private static String lineOf(CapturedOutput output, boolean online, Consumer<WorkerHandle> event) {
		int before = output.length();
		WorkerHandle worker = new WorkerHandle(1, new Slot(0, 1), 1, RecyclePolicy.NEVER, 0, Instant.EPOCH);
		if (online) {
			worker.online(0);
		}
		event.accept(worker);
		return output.toString().substring(before);
	}

}
