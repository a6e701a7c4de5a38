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
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProcessDirectory}.
 */
@ExtendWith(OutputCaptureExtension.class)
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
		directory.prepare(2);
		assertThat(directory.of(1)).isNull();
		assertThat(directory.of(2)).isNull();
	}

	@Test
	void aGenerationStaysWhereTheLinkLedToWhenItWasPrepared() throws IOException {
		ProcessDirectory directory = directory(this.current, this.release);
		directory.prepare(1);
		Path second = release("releases/2");
		assertThat(directory.of(1)).as("no reload has succeeded since").isNull();
		directory.prepare(2);
		assertThat(directory.of(2)).isEqualTo(second);
		assertThat(directory.of(1)).isNull();
		release("releases/3");
		assertThat(directory.of(2)).isEqualTo(second);
		Files.delete(this.current);
		directory.prepare(3);
		assertThat(directory.of(3)).as("the directory of this process is still there").isNull();
		directory.retain(Set.of(3));
		assertThat(directory.of(2)).as("forgotten").isNull();
	}

	@Test
	void anotherOneThatIsThereIsTakenForOneThatIsGoneAndThatIsToldOnce(CapturedOutput output) throws IOException {
		ProcessDirectory directory = directory(this.current, Path.of(this.release + " (deleted)"));
		Path second = release("releases/2");
		directory.prepare(2);
		assertThat(output).doesNotContain("is gone");
		Files.delete(second);
		Path third = release("releases/3");
		assertThat(directory.of(1)).isEqualTo(this.current);
		assertThat(directory.of(2)).isEqualTo(this.current);
		directory.prepare(3);
		assertThat(directory.of(3)).isEqualTo(third);
		Files.delete(third);
		assertThat(directory.of(3)).as("that of the jar").isEqualTo(this.root);
		assertThat(output.getOut().split("is gone", -1)).hasSize(2);
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
