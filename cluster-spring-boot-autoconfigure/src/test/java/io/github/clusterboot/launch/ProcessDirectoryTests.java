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

package io.github.clusterboot.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
		assertThat(directory(this.release, this.release).current()).isNull();
	}

	@Test
	void isWhereTheLinkLeadsToNow() throws IOException {
		ProcessDirectory directory = directory(this.current, this.release);
		assertThat(directory.current()).isEqualTo(this.current);
		Files.delete(this.current);
		assertThat(directory.current()).as("the directory itself is still there").isNull();
		Files.createSymbolicLink(this.current, Files.createDirectories(this.root.resolve("releases/2")));
		assertThat(directory.current()).isEqualTo(this.current);
	}

	@Test
	void isThatOfTheJarWhereItIsGoneWhichIsToldOnce(CapturedOutput output) throws IOException {
		Path deleted = Path.of(this.release + " (deleted)");
		Files.delete(this.release);
		Path ofJar = Files.createDirectories(this.root.resolve("jars"));
		ProcessDirectory directory = new ProcessDirectory(this.release, ofJar, () -> deleted);
		assertThat(directory.current()).isEqualTo(ofJar);
		assertThat(directory.current()).isEqualTo(ofJar);
		assertThat(output.getOut().split("is gone", -1)).hasSize(2);
		Files.delete(ofJar);
		assertThat(directory.current()).isEqualTo(Path.of("/"));
		Files.createDirectory(this.release);
		assertThat(directory.current()).as("it is back").isEqualTo(this.release);
	}

	private ProcessDirectory directory(Path launched, Path own) {
		return new ProcessDirectory(launched, this.root, () -> own);
	}

}
