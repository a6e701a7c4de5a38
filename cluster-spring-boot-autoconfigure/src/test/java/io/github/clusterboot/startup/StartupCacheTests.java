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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.clusterboot.jvm.GenerationCopy;
import io.github.clusterboot.jvm.JavaCommand;
import io.github.clusterboot.jvm.JavaCommand.Target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link StartupCache}.
 */
class StartupCacheTests {

	@TempDir
	private Path temporary;

	private Path root;

	private Path privateDirectory;

	@BeforeEach
	void createDirectories() throws IOException {
		this.root = Files.createDirectory(this.temporary.toRealPath().resolve("cache"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		this.privateDirectory = Files.createDirectory(this.temporary.resolve("private"));
	}

	@Test
	void jarIsExtractedOnceAndFoundAgain() throws Exception {
		Path file = jar("one");
		Path jar = jar(copy(launch(), file));
		assertThat(jar.getParent().getParent().getParent()).isEqualTo(this.root);
		assertThat(jar.resolveSibling("lib/a.jar")).hasContent("content of a.jar");
		Object made = Files.getAttribute(jar, "unix:ino");
		Path again = jar(copy(launch(), file));
		assertThat(again).isEqualTo(jar);
		assertThat(Files.getAttribute(again, "unix:ino")).isEqualTo(made);
		assertThat(keys()).hasSize(1);
		assertThat(this.privateDirectory).isEmptyDirectory();
	}

	@ParameterizedTest
	@ValueSource(strings = { "app.jar", "lib/a.jar" })
	void whatLacksAFileIsMadeAgainByTheNextLaunch(String removed) throws Exception {
		Path file = jar("one");
		GenerationCopy copy = copy(launch(), file);
		Path directory = jar(copy).getParent();
		assertThat(copy.isThere()).isTrue();
		Files.delete(directory.resolve(removed));
		assertThat(copy.isThere()).isFalse();
		GenerationCopy next = copy(launch(), file);
		assertThat(jar(next)).isEqualTo(jar(copy));
		assertThat(next.isThere()).isTrue();
		assertThat(directory.resolve("lib/a.jar")).hasContent("content of a.jar");
	}

	@Test
	void anotherContentIsAnotherJar() throws Exception {
		StartupCache launch = launch();
		Path one = jar(copy(launch, jar("one")));
		Path two = jar(copy(launch, jar("two")));
		assertThat(two).isNotEqualTo(one).hasFileName("app.jar");
		assertThat(one).exists();
	}

	@Test
	void aKeyIsOfTheNameAndTheContent() throws Exception {
		String key = StartupCache.key(jar("one"));
		assertThat(StartupCache.key(Files.copy(jar("one"), this.privateDirectory.resolve("app.jar")))).isEqualTo(key);
		assertThat(StartupCache.key(Files.copy(jar("one"), this.privateDirectory.resolve("ppa.jar"))))
			.isNotEqualTo(key);
		assertThat(StartupCache.key(jar("two"))).isNotEqualTo(key);
	}

	@Test
	void whatIsNotOfTheCacheIsLeftAlone() throws Exception {
		List<Path> foreign = new ArrayList<>();
		for (int i = 0; i < CacheEntry.KEPT + 2; i++) {
			foreign.add(Files.createDirectory(this.root.resolve("directory-" + i)));
			foreign.add(Files.createFile(this.root.resolve("unfinished-" + i)));
		}
		for (Path each : foreign) {
			age(each, 2);
		}
		copy(launch(), jar("one"));
		assertThat(foreign).allMatch(Files::exists);
	}

	@Test
	void jarThatIsCutShortIsRefused() throws Exception {
		Path file = jar("one");
		byte[] whole = Files.readAllBytes(file);
		Files.write(file, Arrays.copyOf(whole, whole.length / 2));
		assertThatIOException().isThrownBy(() -> copy(launch(), file)).withMessageContaining(file.toString());
		assertThat(keys()).isEmpty();
	}

	@Test
	void whatWasNotUsedForLongestIsRemovedUnlessALaunchThatLivesUsesIt() throws Exception {
		Path used = key(copy(launch(), jar("in use")));
		age(used, 4);
		GenerationCopy removed = copy(launch(), jar("unused"));
		removed.remove();
		Path unused = key(removed);
		age(unused, 3);
		for (int i = 0; i < CacheEntry.KEPT; i++) {
			GenerationCopy other = copy(launch(), jar("other " + i));
			other.remove();
			age(key(other), 2);
		}
		copy(launch(), jar("one more"));
		assertThat(unused).doesNotExist();
		assertThat(used.resolve("app/app.jar")).exists();
		assertThat(keys()).hasSize(CacheEntry.KEPT + 2);
	}

	@Test
	void launchesAtTheSameTimeDoNotHarmEachOther() throws Exception {
		Path file = jar("one");
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			List<Future<GenerationCopy>> copies = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				StartupCache launch = launch();
				copies.add(threads.submit(() -> copy(launch, file)));
			}
			for (Future<GenerationCopy> copy : copies) {
				assertThat(copy.get().isThere()).isTrue();
				assertThat(jar(copy.get())).startsWith(this.root);
			}
			assertThat(keys()).hasSize(1);
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void whatAKilledLaunchLeftIsSweptByTheNextOneOfAnyVersion() throws Exception {
		GenerationCopy killed = copy(launch(), jar("one"));
		Path left = Files.write(key(killed).resolve("unfinished-archive"), new byte[1000]);
		copy(launch(), jar("two"));
		assertThat(left).as("while that launch lives").exists();
		killed.remove();
		copy(launch(), jar("two"));
		assertThat(left).doesNotExist();
		assertThat(jar(killed)).exists();
		Files.createFile(left);
		copy(launch(), jar("one"));
		assertThat(left).as("of the version that is launched").doesNotExist();
	}

	@Test
	void whatAnotherProcessUsesIsNotSwept() throws Exception {
		Path entry = Files.createDirectory(this.root.resolve(StartupCache.key(jar("one"))));
		Path unfinished = Files.createFile(entry.resolve("unfinished-archive"));
		Process other = lockInAnotherProcess(Files.createFile(entry.resolve("cluster.lock")));
		copy(launch(), jar("two"));
		assertThat(unfinished).exists();
		other.destroyForcibly().waitFor();
		copy(launch(), jar("two"));
		assertThat(unfinished).doesNotExist();
	}

	private Process lockInAnotherProcess(Path lock) throws IOException {
		Path source = Files.writeString(this.temporary.resolve("Locked.java"), """
				class Locked {
					public static void main(String[] arguments) throws Exception {
						try (var file = new java.io.RandomAccessFile(arguments[0], "rw")) {
							file.getChannel().lock(7, 1, true);
							System.out.println("locked");
							System.in.read();
						}
					}
				}
				""");
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		Process process = new ProcessBuilder(java, source.toString(), lock.toString()).start();
		assertThat(process.inputReader().readLine()).isEqualTo("locked");
		return process;
	}

	@Test
	void cacheThatCannotBeUsedCostsNothingButTime() throws Exception {
		Files.setPosixFilePermissions(this.root, PosixFilePermissions.fromString("rwxrwxrwx"));
		GenerationCopy copy = copy(launch(), jar("one"));
		assertThat(jar(copy)).startsWith(this.privateDirectory);
		assertThat(this.root).isEmptyDirectory();
	}

	@Test
	void cacheThatIsOffIsNotTouched() throws Exception {
		StartupCache off = new StartupCache(new StartupCacheSettings(false, this.root, Duration.ZERO), java(), 2);
		assertThat(jar(copy(off, jar("one")))).startsWith(this.privateDirectory);
		assertThat(this.root).isEmptyDirectory();
	}

	@Test
	void flightRecordingHasNoArchiveAndLeavesThatOfOthers() throws Exception {
		Path file = jar("one");
		GenerationCopy recorded = launch().copy(file, this.privateDirectory.resolve("generation-1"),
				List.of("-XX:StartFlightRecording=filename=a.jfr"));
		assertThat(recorded.jvmArguments(1, false, this.privateDirectory)).isEmpty();
		assertThat(recorded.exited(1, 139)).isFalse();
		assertThat(copy(launch(), file).jvmArguments(1, false, this.privateDirectory)).as("another launch")
			.isNotEmpty();
	}

	private StartupCache launch() {
		return new StartupCache(new StartupCacheSettings(true, this.root, Duration.ZERO), java(), 2);
	}

	private static JavaCommand java() {
		return new JavaCommand("java", List.of(), new Target.Jar("app.jar"), List.of(), Path.of("/"));
	}

	private GenerationCopy copy(StartupCache launch, Path file) throws IOException {
		return launch.copy(file, this.privateDirectory.resolve("generation-1"), List.of());
	}

	private static Path jar(GenerationCopy copy) {
		return Path.of(((Target.Jar) copy.target()).path());
	}

	private static Path key(GenerationCopy copy) {
		return jar(copy).getParent().getParent();
	}

	private static void age(Path key, int hours) throws IOException {
		Files.setLastModifiedTime(key, FileTime.from(Instant.now().minus(Duration.ofHours(hours))));
	}

	private List<String> keys() throws IOException {
		return names().stream().filter((name) -> name.matches("[0-9a-f-]{36}")).toList();
	}

	private List<String> names() throws IOException {
		try (var files = Files.list(this.root)) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

	private Path jar(String content) throws IOException {
		Path jar = this.temporary.resolve("app.jar");
		BootJar.of("com.example.Main").library("a.jar").entry("BOOT-INF/classes/content", content).write(jar);
		return jar;
	}

}
