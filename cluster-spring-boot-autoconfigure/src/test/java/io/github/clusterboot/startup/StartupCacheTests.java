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
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.github.clusterboot.startup.StartupCache.CachedJar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link StartupCache}.
 */
class StartupCacheTests {

	private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

	@TempDir
	private Path temporary;

	private Path root;

	@BeforeEach
	void createRoot() throws IOException {
		this.root = Files.createDirectory(this.temporary.resolve("cache"));
	}

	@Test
	void jarIsExtractedOnceAndFoundAgain() throws Exception {
		Path file = jar("one");
		Instant made;
		try (CachedJar jar = take(new StartupCache(this.root), file)) {
			assertThat(jar.directory().getParent()).isEqualTo(this.root);
			assertThat(jar.extracted().mainClass()).isEqualTo("com.example.Main");
			assertThat(jar.extracted().classPath()).hasSize(2).allMatch(Files::exists);
			made = Files.getLastModifiedTime(jar.extracted().jar()).toInstant();
		}
		try (CachedJar again = take(new StartupCache(this.root), file)) {
			assertThat(Files.getLastModifiedTime(again.extracted().jar()).toInstant()).isEqualTo(made);
		}
		assertThat(names()).hasSize(1);
	}

	@Test
	void generationsWithTheSameJarShareIt() throws Exception {
		StartupCache cache = new StartupCache(this.root);
		CachedJar one = take(cache, jar("one"));
		CachedJar two = take(cache, jar("one"));
		assertThat(one.directory()).isEqualTo(two.directory());
		one.close();
		fill(StartupCache.KEPT + 1);
		assertThat(two.directory()).as("still in use").exists();
		two.close();
	}

	@Test
	void damagedJarIsMadeAgain() throws Exception {
		Path file = jar("one");
		Path library;
		try (CachedJar jar = take(new StartupCache(this.root), file)) {
			library = jar.extracted().classPath().get(1);
		}
		Files.write(library, new byte[3]);
		try (CachedJar jar = take(new StartupCache(this.root), file)) {
			assertThat(library).hasContent("content of a.jar");
		}
		Files.write(library, new byte[(int) Files.size(library)]);
		try (CachedJar jar = take(new StartupCache(this.root), file)) {
			assertThat(library).as("after a loss of power").hasContent("content of a.jar");
		}
		Files.delete(library);
		try (CachedJar jar = take(new StartupCache(this.root), file)) {
			assertThat(library).exists();
		}
		assertThat(names()).hasSize(1);
	}

	@Test
	void jarWhoseLockWasRemovedIsUsedAgain() throws Exception {
		Path file = jar("one");
		Path directory;
		try (CachedJar jar = take(new StartupCache(this.root), file)) {
			directory = jar.directory();
		}
		Files.delete(directory.resolve("lock"));
		try (CachedJar jar = take(new StartupCache(this.root), file)) {
			assertThat(jar.directory()).isEqualTo(directory);
			assertThat(jar.lockFile()).exists();
		}
		assertThat(names()).containsExactly(directory.getFileName().toString());
		assertThat(directory.resolve("lock").getParent()).isDirectoryNotContaining("glob:**/lock-*");
		Files.setLastModifiedTime(directory.resolve("files"), FileTime.from(NOW.minusSeconds(2)));
		fill(StartupCache.KEPT + 1);
		assertThat(directory).as("somebody may have the lock that was removed").exists();
	}

	@Test
	void damagedJarWhoseLockWasRemovedIsMadeAgain() throws Exception {
		Path file = jar("one");
		Path directory;
		Path library;
		try (CachedJar jar = take(new StartupCache(this.root), file)) {
			directory = jar.directory();
			library = jar.extracted().classPath().get(1);
		}
		Files.delete(directory.resolve("lock"));
		Files.delete(library);
		try (CachedJar jar = take(new StartupCache(this.root), file)) {
			assertThat(library).hasContent("content of a.jar");
		}
		assertThat(names()).containsExactly(directory.getFileName().toString());
	}

	@Test
	void whereThereIsLittleRoomOnlyWhatIsInUseIsKept() {
		assertThat(StartupCache.kept(400, 100)).isEqualTo(StartupCache.KEPT);
		assertThat(StartupCache.kept(399, 100)).isZero();
	}

	@Test
	void jarThatChangesMeanwhileIsNotKept() throws Exception {
		StartupCache cache = new StartupCache(this.root);
		List<String> checks = new ArrayList<>();
		assertThatIOException().isThrownBy(() -> cache.take(jar("one"), () -> {
			checks.add("");
			if (checks.size() == 2) {
				throw new IOException("changed");
			}
		})).withMessage("changed");
		assertThat(names()).isEmpty();
	}

	@Test
	void whatWasNotUsedForLongestIsRemovedUnlessItIsInUse() throws Exception {
		StartupCache cache = new StartupCache(this.root);
		CachedJar used = take(cache, jar("in use"));
		Path unused;
		try (CachedJar jar = take(cache, jar("unused"))) {
			unused = jar.directory();
		}
		Files.setLastModifiedTime(used.directory().resolve("files"), FileTime.from(NOW.minusSeconds(2)));
		Files.setLastModifiedTime(unused.resolve("files"), FileTime.from(NOW.minusSeconds(1)));
		fill(StartupCache.KEPT + 1);
		assertThat(unused).doesNotExist();
		assertThat(used.directory()).exists();
		used.close();
	}

	/**
	 * To close any descriptor of the file would give the lock up.
	 */
	@Test
	@EnabledOnOs(OS.LINUX)
	void whatIsInUseIsLockedForOtherProcesses() throws Exception {
		Path file = jar("one");
		StartupCache cache = new StartupCache(this.root);
		for (int launch = 0; launch < 2; launch++) {
			try (CachedJar used = take(cache, file)) {
				assertThat(locks()).anyMatch((line) -> isLock(line, used.directory()));
			}
		}
		try (CachedJar used = take(cache, file); CachedJar again = take(cache, file)) {
			assertThat(locks()).anyMatch((line) -> isLock(line, again.directory()));
		}
	}

	private static List<String> locks() throws IOException {
		return Files.readAllLines(Path.of("/proc/locks"));
	}

	private static boolean isLock(String line, Path directory) {
		try {
			return line.contains(" POSIX ") && line.contains(" " + ProcessHandle.current().pid() + " ")
					&& line.contains(":" + Files.getAttribute(directory.resolve("lock"), "unix:ino") + " ");
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Test
	void launchesAtTheSameTimeDoNotHarmEachOther() throws Exception {
		Path file = jar("one");
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			List<Future<CachedJar>> jars = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				StartupCache cache = new StartupCache(this.root);
				jars.add(threads.submit(() -> {
					try {
						return take(cache, file);
					}
					catch (OverlappingFileLockException ex) {
						// these launches are in one process, which has a lock only once
						return null;
					}
				}));
			}
			for (Future<CachedJar> jar : jars) {
				jar.get();
			}
			assertThat(names()).hasSize(1).allMatch((name) -> name.matches("[0-9a-f]{32}"));
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void whatIsUsedLastIsKept() {
		Map<String, Instant> used = Map.of("a", NOW.minusSeconds(3), "b", NOW, "c", NOW.minusSeconds(1), "d",
				NOW.minusSeconds(2));
		assertThat(StartupCache.superfluous(used, 2)).containsExactlyInAnyOrder("a", "d");
		assertThat(StartupCache.superfluous(used, 4)).isEmpty();
		assertThat(StartupCache.superfluous(Map.of(), 2)).isEmpty();
	}

	private void fill(int jars) throws IOException {
		for (int i = 0; i < jars; i++) {
			take(new StartupCache(this.root), jar("other " + i)).close();
		}
	}

	private List<String> names() throws IOException {
		try (var files = Files.list(this.root)) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

	private static CachedJar take(StartupCache cache, Path file) throws IOException {
		return cache.take(file, () -> {
		});
	}

	private Path jar(String content) throws IOException {
		Path jar = this.temporary.resolve("app.jar");
		BootJar.of("com.example.Main").library("a.jar").entry("BOOT-INF/classes/content", content).write(jar);
		return jar;
	}

}
