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

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.clusterboot.fleet.Exit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link WorkerProcess}.
 */
class WorkerProcessTests {

	private final WorkerProcess worker = new WorkerProcess();

	@TempDir
	private Path directory;

	@Test
	void aProgramThatIsMissingMayBeTheOneOfTheJdk() {
		doesNotFork("/nonexistent/java").withMessageEndingWith("was the JDK replaced?");
	}

	@Test
	void aProgramThatMustNotBeRunIsNotMissing() {
		doesNotFork(this.directory.toString()).withMessageNotContaining("JDK");
	}

	@Test
	void whatIsWantedOfOneThatIsNotForkedYetIsDoneThen() throws Exception {
		this.worker.kill();
		Process process = this.worker.fork(new ProcessBuilder("sleep", "300"));
		assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isEqualTo(Exit.KILLED);
		assertThat(this.worker.isKilled()).isTrue();
	}

	@Test
	void isKnownByItsPid() throws Exception {
		Process process = this.worker.fork(new ProcessBuilder("sleep", "300"));
		assertThat(this.worker.is(process.pid())).isTrue();
		assertThat(this.worker.is(process.pid() + 1)).isFalse();
		this.worker.terminate();
		assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
	}

	private ThrowableAssertAlternative<?> doesNotFork(String program) {
		return assertThatIOException().isThrownBy(() -> this.worker.fork(new ProcessBuilder(program)));
	}

}
