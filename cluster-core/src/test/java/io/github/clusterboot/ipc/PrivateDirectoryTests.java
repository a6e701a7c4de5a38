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
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

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
		int length = 103 - "/cluster-".length() - String.valueOf(ProcessHandle.current().pid()).length() - "-".length()
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
	void doorThatAWorkerLeftIsRemoved() throws Exception {
		PrivateDirectory directory = new PrivateDirectory(this.parent);
		Files.createFile(directory.door(3));
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
	void directoryOfALaunchThatWasKilledBeforeItsLockIsRemoved() throws Exception {
		System.setProperty(TMPDIR, this.parent.toString());
		Path killed = Files.createDirectory(this.parent.resolve("cluster-1-11"));
		for (String file : List.of("to-be-locked", "handover", "0.jar", "messages.sock")) {
			Files.createFile(killed.resolve(file));
		}
		Files.createFile(Files.createDirectory(killed.resolve("lib")).resolve("1.jar"));
		makeOld(killed);
		Path starting = Files.createDirectory(this.parent.resolve("cluster-2-22"));
		PrivateDirectory.create();
		assertThat(killed).doesNotExist();
		assertThat(starting).exists();
	}

	@Test
	void directoryWhoseLockIsFreeIsRemoved() throws Exception {
		System.setProperty(TMPDIR, this.parent.toString());
		Path killed = Files.createDirectory(this.parent.resolve("cluster-1-11"));
		Files.createFile(killed.resolve("lock"));
		Files.createFile(killed.resolve("listener-1"));
		PrivateDirectory.create();
		assertThat(killed).doesNotExist();
	}

	@Test
	void whatIsNoneOfOursIsLeftAlone() throws Exception {
		System.setProperty(TMPDIR, this.parent.toString());
		Path named = Files.createDirectory(this.parent.resolve("cluster-backup"));
		Path filled = Files.createDirectory(this.parent.resolve("cluster-1-2"));
		Path deep = Files.createDirectories(this.parent.resolve("cluster-1-3").resolve("lib"));
		Files.createFile(named.resolve("lock"));
		Files.createFile(filled.resolve("thesis.txt"));
		Files.createFile(deep.resolve("thesis.txt"));
		Path file = Files.createFile(this.parent.resolve("cluster-3-4"));
		Path other = Files.createFile(this.parent.resolve("cluster-dump.sql"));
		Path linked = Files.createDirectory(this.parent.resolve("linked"));
		Files.createFile(linked.resolve("lock"));
		Path link = Files.createSymbolicLink(this.parent.resolve("cluster-5-6"), linked);
		for (Path each : List.of(named, filled, deep.getParent(), file, other, linked)) {
			makeOld(each);
		}
		PrivateDirectory.create();
		assertThat(List.of(named.resolve("lock"), filled.resolve("thesis.txt"), deep.resolve("thesis.txt"), file, other,
				link, linked.resolve("lock")))
			.allSatisfy((each) -> assertThat(each).exists());
	}

	private static void makeOld(Path file) throws IOException {
		Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofMinutes(11))));
	}

	@Test
	void anotherPrimaryThatStartsDoesNotRemoveTheDirectory() throws Exception {
		System.setProperty(TMPDIR, this.parent.toString());
		Process other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), "-D" + TMPDIR + "=" + this.parent,
				StartingPrimaries.class.getName())
			.redirectErrorStream(true)
			.redirectOutput(this.parent.resolve("output").toFile())
			.start();
		try {
			Awaitility.await()
				.atMost(Duration.ofMinutes(1))
				.until(() -> Files.exists(this.parent.resolve("output"))
						&& Files.size(this.parent.resolve("output")) > 0);
			for (int i = 0; i < 2000; i++) {
				PrivateDirectory directory = PrivateDirectory.create();
				try (FileChannel lock = directory.lock()) {
					assertThat(directory.lockFile()).exists();
					Files.createFile(directory.messages());
				}
				finally {
					directory.delete();
				}
			}
			assertThat(other.isAlive()).isTrue();
		}
		finally {
			other.destroyForcibly().waitFor();
		}
	}

}
