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
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link WorkerProcess}.
 */
class WorkerProcessTests {

	@TempDir
	private Path directory;

	@Test
	void aProgramThatIsMissingMayBeTheOneOfTheJdk() {
		doesNotFork(new Program("/nonexistent/java", this.directory)).withMessageEndingWith("was the JDK replaced?");
	}

	@Test
	void aDirectoryThatIsMissingIsNoProgram() {
		doesNotFork(new Program("/bin/sh", this.directory.resolve("gone"))).withMessageNotContaining("JDK");
	}

	@Test
	void aProgramThatMustNotBeRunIsNotMissing() {
		doesNotFork(new Program(this.directory.toString(), this.directory)).withMessageNotContaining("JDK");
	}

	private ThrowableAssertAlternative<?> doesNotFork(WorkerCommand command) {
		return assertThatIOException().isThrownBy(() -> WorkerProcess.fork(command, 1, 0, 1, this.directory));
	}

	/**
	 * Runs a program in a directory.
	 */
	private record Program(String program, Path directory) implements WorkerCommand {

		@Override
		public void prepare(int generation, Path directory) {
		}

		@Override
		public void discard(Set<Integer> gone) {
		}

		@Override
		public List<String> commandLine(int id, int slot, int generation, Path privateDirectory) {
			return List.of(this.program);
		}

		@Override
		public Path directory(int generation) {
			return this.directory;
		}

		@Override
		public void adaptEnvironment(Map<String, String> environment, int id, int slot) {
		}

	}

}
