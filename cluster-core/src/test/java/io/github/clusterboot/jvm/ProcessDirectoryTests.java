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

package io.github.clusterboot.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProcessDirectory}.
 */
class ProcessDirectoryTests {

	@TempDir
	private Path root;

	private Path release;

	private Path current;

	@BeforeEach
	void deploy() throws IOException {
		this.release = Files.createDirectories(this.root.resolve("releases/1"));
		this.current = Files.createSymbolicLink(this.root.resolve("current"), this.release);
	}

	@Test
	void isThatOfThisProcessWhereNothingLedToIt() {
		ProcessDirectory directory = directory(this.release, this.release);
		assertThat(directory.prepare(2)).isNull();
		assertThat(directory.usable(null)).isNull();
	}

	@Test
	void aGenerationStaysWhereTheLinkLedToWhenItWasPrepared() throws IOException {
		ProcessDirectory directory = directory(this.current, this.release);
		Path second = release("releases/2");
		assertThat(directory.prepare(1)).as("no reload has succeeded since").isNull();
		assertThat(directory.prepare(2)).isEqualTo(second);
		release("releases/3");
		assertThat(directory.usable(second)).isEqualTo(second);
		Files.delete(this.current);
		assertThat(directory.prepare(3)).as("the directory of this process is still there").isNull();
	}

	@Test
	void anotherOneThatIsThereIsTakenForOneThatIsGone() throws IOException {
		ProcessDirectory directory = directory(this.current, Path.of(this.release + " (deleted)"));
		Path second = release("releases/2");
		assertThat(directory.prepare(2)).isEqualTo(second);
		Files.delete(second);
		Path third = release("releases/3");
		assertThat(directory.usable(null)).isEqualTo(this.current);
		assertThat(directory.usable(second)).isEqualTo(this.current);
		Files.delete(third);
		assertThat(directory.usable(third)).as("that of the jar").isEqualTo(this.root);
	}

	private Path release(String name) throws IOException {
		Files.delete(this.current);
		Path release = Files.createDirectories(this.root.resolve(name)).toRealPath();
		Files.createSymbolicLink(this.current, release);
		return release;
	}

	private ProcessDirectory directory(Path launched, Path own) {
		return new ProcessDirectory(launched, this.root, () -> own);
	}

}
