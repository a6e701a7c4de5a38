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

package io.github.clusterboot.ipc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link PrivateDirectory}.
 */
class PrivateDirectoryTests {

	private static final String TMPDIR = "java.io.tmpdir";

	private final String tmpdir = System.getProperty(TMPDIR);

	@TempDir
	private Path parent;

	@AfterEach
	void restore() {
		System.setProperty(TMPDIR, this.tmpdir);
	}

	@Test
	void isInTheTemporaryDirectoryAndOnlyItsOwnersToEnter() throws Exception {
		System.setProperty(TMPDIR, this.parent.toString());
		PrivateDirectory directory = PrivateDirectory.create();
		assertThat(directory.path()).hasParent(this.parent);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
			.isEqualTo("rwx------");
		directory.delete();
	}

	@Test
	void isInTmpWhereTheTemporaryDirectoryHasTooLongAPath() throws Exception {
		Path tooLong = Files.createDirectories(this.parent.resolve("x".repeat(100)));
		System.setProperty(TMPDIR, tooLong.toString());
		PrivateDirectory directory = PrivateDirectory.create();
		try {
			assertThat(directory.path()).hasParent(Path.of("/tmp"));
			assertThat(directory.door(Integer.MAX_VALUE).toString().length()).isLessThan(104);
			assertThat(tooLong).as("nothing is left there").isEmptyDirectory();
		}
		finally {
			directory.delete();
		}
	}

	@Test
	void longestPathThatFitsIsUsed() throws Exception {
		int length = 107 - "/cluster-".length() - String.valueOf(ProcessHandle.current().pid()).length() - "-".length()
				- "18446744073709551615".length() - "/worker-2147483647.sock".length();
		int missing = length - this.parent.toString().length() - 1;
		Path fits = Files.createDirectories(this.parent.resolve("x".repeat(missing)));
		System.setProperty(TMPDIR, fits.toString());
		PrivateDirectory directory = PrivateDirectory.create();
		assertThat(directory.path()).hasParent(fits);
		directory.delete();
	}

	@Test
	void relativeTemporaryDirectoryIsMadeAbsolute() throws Exception {
		System.setProperty(TMPDIR, "target");
		PrivateDirectory directory = PrivateDirectory.create();
		assertThat(directory.path()).isAbsolute();
		directory.delete();
		assertThat(directory.path()).doesNotExist();
	}

	@Test
	void doorAndMailboxThatAWorkerLeftAreRemoved() throws Exception {
		PrivateDirectory directory = new PrivateDirectory(this.parent);
		Files.createFile(directory.door(3));
		Files.createFile(directory.mailbox(3));
		assertThat(directory.mailboxes()).containsExactly(3);
		directory.removeDoor(3);
		directory.removeDoor(3);
		assertThat(this.parent).isEmptyDirectory();
	}

	@Test
	void deleteRemovesTheDirectoryAndWhatIsInIt() throws Exception {
		System.setProperty(TMPDIR, this.parent.toString());
		PrivateDirectory directory = PrivateDirectory.create();
		Files.createFile(directory.messages());
		Files.createFile(directory.handles());
		directory.delete();
		assertThat(this.parent).isEmptyDirectory();
		directory.delete();
	}

	@Test
	void directoryOfAKilledPrimaryIsRemoved() throws Exception {
		Path killed = Files.createDirectory(this.parent.resolve("cluster-1-11"));
		makeOld(Files.createFile(killed.resolve("lock")));
		Files.createFile(Files.createDirectory(killed.resolve("lib")).resolve("1.jar"));
		create();
		assertThat(killed).doesNotExist();
	}

	@Test
	void directoryThatMayNotBeLockedYetStays() throws Exception {
		Path starting = Files.createDirectory(this.parent.resolve("cluster-1-11"));
		Path lock = Files.createFile(starting.resolve("lock"));
		Path unlocked = Files.createDirectory(this.parent.resolve("cluster-2-22"));
		makeOld(unlocked);
		create();
		assertThat(lock).exists();
		assertThat(unlocked).exists();
	}

	@Test
	void directoryThatThisProcessUsesStays() throws Exception {
		PrivateDirectory directory = create();
		makeOld(directory.path().resolve("lock"));
		create();
		assertThat(directory.path()).exists();
		directory.delete();
		assertThat(directory.path()).doesNotExist();
	}

	@Test
	void directoryThatAnotherPrimaryUsesStaysUntilThatIsKilled() throws Exception {
		Process other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), "-D" + TMPDIR + "=" + this.parent,
				StartingPrimary.class.getName())
			.start();
		try {
			Path used = Path.of(other.inputReader().readLine());
			makeOld(used.resolve("lock"));
			create();
			assertThat(used).exists();
			other.destroyForcibly().waitFor();
			create();
			assertThat(used).doesNotExist();
		}
		finally {
			other.destroyForcibly();
		}
	}

	@Test
	void directoryThatCannotBeLockedIsRemoved() throws Exception {
		Path directory = Files.createDirectory(this.parent.resolve("cluster-1-11"));
		Files.createDirectory(directory.resolve("lock"));
		assertThatIOException().isThrownBy(() -> new PrivateDirectory(directory).lock());
		assertThat(directory).doesNotExist();
	}

	@Test
	void whatIsNoneOfOursIsLeftAlone() throws Exception {
		Path named = Files.createDirectory(this.parent.resolve("cluster-backup"));
		Path filled = Files.createDirectory(this.parent.resolve("cluster-1-2"));
		Path linked = Files.createDirectory(this.parent.resolve("linked"));
		Path file = Files.createFile(this.parent.resolve("cluster-3-4"));
		List<Path> others = List.of(Files.createFile(named.resolve("lock")),
				Files.createFile(filled.resolve("thesis.txt")), Files.createFile(linked.resolve("lock")), file,
				Files.createSymbolicLink(this.parent.resolve("cluster-5-6"), linked));
		for (Path other : others) {
			makeOld(other);
		}
		create();
		assertThat(others).allSatisfy((other) -> assertThat(other).exists());
	}

	private static void makeOld(Path file) throws IOException {
		Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofMinutes(11))));
	}

	private PrivateDirectory create() throws IOException {
		System.setProperty(TMPDIR, this.parent.toString());
		return PrivateDirectory.create();
	}

}
