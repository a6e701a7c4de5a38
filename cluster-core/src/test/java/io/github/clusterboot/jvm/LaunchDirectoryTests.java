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
 * Tests for {@link LaunchDirectory}.
 */
class LaunchDirectoryTests {

	@TempDir
	private Path temporary;

	private Path root;

	private Path release;

	private Path current;

	@BeforeEach
	void deploy() throws IOException {
		this.root = this.temporary.toRealPath();
		this.release = Files.createDirectories(this.root.resolve("releases/1"));
		Files.createFile(this.release.resolve("app.jar"));
		this.current = Files.createSymbolicLink(this.root.resolve("current"), this.release);
	}

	@Test
	void isNamedAsTheShellDoes() {
		assertThat(LaunchDirectory.of(this.current.toString(), this.release).path()).isEqualTo(this.current);
	}

	@Test
	void isNamedByItselfWhereTheShellDoesNot() {
		for (String shell : new String[] { null, "", ".", this.root.toString(), "/no/such/directory", "\0" }) {
			assertThat(LaunchDirectory.of(shell, this.release).path()).isEqualTo(this.release);
		}
	}

	@Test
	void aJarIsFoundThroughTheLinkWhateverBecomesOfTheDirectory() {
		LaunchDirectory directory = LaunchDirectory.of(null, this.release);
		assertThat(directory.absolute("../../current/app.jar")).isEqualTo(this.current.resolve("app.jar").toString());
		assertThat(LaunchDirectory.of(this.current.toString(), this.release).absolute("app.jar"))
			.isEqualTo(this.current.resolve("app.jar").toString());
	}

	@Test
	void aPathThatIsMeantPhysicallyStaysSo() throws IOException {
		Files.createFile(this.root.resolve("releases/other.jar"));
		Files.createFile(this.root.resolve("other.jar"));
		assertThat(LaunchDirectory.of(this.current.toString(), this.release).absolute("../other.jar"))
			.isEqualTo(this.current.resolve("../other.jar").toString());
	}

	@Test
	void whatIsNotThereIsNotGuessed() {
		assertThat(LaunchDirectory.of(this.current.toString(), this.release).absolute("../none.jar"))
			.isEqualTo(this.current.resolve("../none.jar").toString());
	}

	@Test
	void aClassPath() {
		LaunchDirectory directory = LaunchDirectory.of(null, this.release);
		assertThat(directory.absoluteClassPath("app.jar:/lib/a.jar")).isEqualTo(this.release + "/app.jar:/lib/a.jar");
		assertThat(directory.absoluteClassPath("")).isEqualTo(this.release.toString());
	}

}
