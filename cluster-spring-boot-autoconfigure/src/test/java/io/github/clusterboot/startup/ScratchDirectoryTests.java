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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ScratchDirectory}.
 */
class ScratchDirectoryTests {

	@TempDir
	private Path cache;

	@Test
	void nothingIsLeftOfALaunchThatEnds() throws Exception {
		try (ScratchDirectory scratch = new ScratchDirectory(this.cache)) {
			Files.writeString(scratch.newFile("archive"), "half of one");
			scratch.use("key");
			assertThat(ScratchDirectory.used(this.cache)).containsExactly("key");
		}
		assertThat(this.cache).isEmptyDirectory();
	}

	@Test
	void whatALaunchUsesIsKnownAsLongAsItDoes() throws Exception {
		try (ScratchDirectory scratch = new ScratchDirectory(this.cache)) {
			Path first = scratch.use("key");
			Path second = scratch.use("key");
			Files.delete(first);
			assertThat(ScratchDirectory.used(this.cache)).containsExactly("key");
			Files.delete(second);
			assertThat(ScratchDirectory.used(this.cache)).isEmpty();
		}
	}

	@Test
	void whatAKilledLaunchLeftIsSweptAndThatOfALiveOneIsNot() throws Exception {
		try (ScratchDirectory live = new ScratchDirectory(this.cache)) {
			Path unfinished = Files.writeString(live.newFile("archive"), "half of one");
			Path left = left("recording-1");
			assertThat(ScratchDirectory.sweep(this.cache)).as("it made no archive").isFalse();
			assertThat(left.getParent()).doesNotExist();
			assertThat(unfinished).exists();
			left("making-1");
			assertThat(ScratchDirectory.sweep(this.cache)).as("it made one").isTrue();
			assertThat(ScratchDirectory.sweep(this.cache)).as("the next launch").isFalse();
		}
	}

	@Test
	void whatIsNotOfALaunchIsNotSwept() throws Exception {
		Path elsewhere = Files.createDirectory(this.cache.resolve("elsewhere"));
		List<Path> foreign = List.of(Files.createDirectory(this.cache.resolve("launch-1")),
				Files.createDirectory(this.cache.resolve(".cluster-launch-plans")),
				Files.createFile(this.cache.resolve(".cluster-launch-2")),
				Files.createSymbolicLink(this.cache.resolve(".cluster-launch-3"), elsewhere), elsewhere);
		assertThat(ScratchDirectory.sweep(this.cache)).isFalse();
		assertThat(foreign).allMatch(Files::exists);
	}

	@Test
	void whatALaunchLeftThatWasKilledAtItsBeginningIsSweptLater() throws Exception {
		Path fresh = Files.createDirectory(this.cache.resolve(".cluster-new-1"));
		Path old = Files.createDirectory(this.cache.resolve(".cluster-new-2"));
		Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
		ScratchDirectory.sweep(this.cache);
		assertThat(fresh).exists();
		assertThat(old).doesNotExist();
	}

	/**
	 * To close any descriptor of the file would give the lock up.
	 */
	@Test
	@EnabledOnOs(OS.LINUX)
	void aLiveLaunchIsLockedForOtherProcesses() throws Exception {
		try (ScratchDirectory live = new ScratchDirectory(this.cache)) {
			ScratchDirectory.sweep(this.cache);
			Path lock = live.newFile("x").resolveSibling("lock");
			String inode = ":" + Files.getAttribute(lock, "unix:ino") + " ";
			assertThat(Files.readAllLines(Path.of("/proc/locks"))).anyMatch((line) -> line.contains(inode));
		}
	}

	@Test
	void aDirectoryIsMovedAsAWhole() throws Exception {
		try (ScratchDirectory scratch = new ScratchDirectory(this.cache)) {
			Path unfinished = Files.createDirectory(scratch.newFile("extracted"));
			Files.writeString(unfinished.resolve("file"), "content");
			Path place = this.cache.resolve("place");
			ScratchDirectory.moveInto(place, unfinished);
			assertThat(place.resolve("file")).hasContent("content");
			assertThat(unfinished).doesNotExist();
		}
	}

	private Path left(String name) throws IOException {
		Path launch = Files.createDirectory(this.cache.resolve(".cluster-launch-1"));
		Files.createFile(launch.resolve("lock"));
		return Files.writeString(launch.resolve(name), "left");
	}

}
