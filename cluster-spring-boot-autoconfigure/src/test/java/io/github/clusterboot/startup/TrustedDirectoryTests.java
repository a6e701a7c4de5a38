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

package io.github.clusterboot.startup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link TrustedDirectory}.
 */
class TrustedDirectoryTests {

	@TempDir
	private Path temporary;

	@Test
	void directoryIsCreatedForThisUserAlone() throws Exception {
		Path directory = TrustedDirectory.at(this.temporary.resolve("home/cache"), this.temporary);
		assertThat(directory).isDirectory();
		assertThat(mode(directory)).isEqualTo("rwx------");
		assertThat(mode(directory.getParent())).isEqualTo("rwx------");
		assertThat(TrustedDirectory.at(directory, this.temporary)).isEqualTo(directory);
	}

	@Test
	void directoryThatOthersCanWriteToIsNotTrusted() throws Exception {
		Path directory = Files.createDirectory(this.temporary.resolve("cache"));
		for (String mode : new String[] { "rwxrwx---", "rwx----w-" }) {
			Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
			assertThatIOException().isThrownBy(() -> TrustedDirectory.at(directory, this.temporary))
				.withMessageContaining("others can write to");
		}
	}

	@Test
	void directoryThatEverybodyCouldReplaceIsNotTrusted() throws Exception {
		Path parent = Files.createDirectory(this.temporary.resolve("parent"));
		Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxrwxrwx"));
		assertThatIOException().isThrownBy(() -> TrustedDirectory.at(parent.resolve("cache"), this.temporary))
			.withMessageContaining("others can write to");
	}

	@Test
	void fileIsNoDirectory() throws Exception {
		Path file = Files.createFile(this.temporary.resolve("cache"));
		assertThatIOException().isThrownBy(() -> TrustedDirectory.at(file, this.temporary));
	}

	private static String mode(Path path) throws Exception {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
	}

}
