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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Exit}.
 */
class ExitTests {

	@ParameterizedTest
	@CsvSource({ "129,SIGHUP", "130,SIGINT", "131,SIGQUIT", "132,SIGILL", "134,SIGABRT", "135,SIGBUS", "137,SIGKILL",
			"139,SIGSEGV", "141,SIGPIPE", "143,SIGTERM", "138,signal 10", "192,signal 64" })
	void codesAbove128NameTheirSignal(int code, String signal) {
		Exit exit = Exit.of(code);
		assertThat(exit).isEqualTo(new Exit(code, signal));
		assertThat(exit).hasToString(code + " (" + signal + ")");
		assertThat(exit.failed()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 1, 42, 127, 128, 193, 255 })
	void otherCodesNameNone(int code) {
		Exit exit = Exit.of(code);
		assertThat(exit.signal()).isNull();
		assertThat(exit).hasToString(String.valueOf(code));
		assertThat(exit.failed()).isTrue();
	}

	@Test
	void aKillThatTheKernelCountsIsItsOwn(@TempDir Path root) throws IOException {
		Path events = Files.createDirectories(root.resolve("sys/fs/cgroup")).resolve("memory.events");
		Files.writeString(events, "oom 3\noom_kill 2\n");
		OomKills oomKills = new OomKills(root);
		assertThat(Exit.of(137, oomKills, 0)).isEqualTo(Exit.of(137));
		Files.writeString(events, "oom 4\noom_kill 3\n");
		assertThat(Exit.of(1, oomKills, 0)).as("not by a signal").isEqualTo(Exit.of(1));
		Exit killed = Exit.of(137, oomKills, 0);
		assertThat(killed).hasToString("137 (SIGKILL, probably the kernel's OOM killer)");
		assertThat(killed.signal()).isEqualTo("SIGKILL");
		assertThat(Exit.of(137, oomKills, 0)).isEqualTo(Exit.of(137));
	}

	@Test
	void zeroIsNoFailure() {
		assertThat(Exit.of(0).failed()).isFalse();
		assertThat(Exit.of(0)).hasToString("0");
	}

}
