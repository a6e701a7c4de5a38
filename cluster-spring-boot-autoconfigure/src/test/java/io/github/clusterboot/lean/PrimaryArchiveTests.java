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

package io.github.clusterboot.lean;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.clusterboot.startup.ArchiveFiles;
import io.github.clusterboot.startup.ArchiveKind;
import io.github.clusterboot.startup.ExtractedJar;
import io.github.clusterboot.startup.StartupCache;
import io.github.clusterboot.startup.StartupCache.CachedJar;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PrimaryArchive}. In the place of the JVM that makes an archive there
 * is a shell that copies what was recorded.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class PrimaryArchiveTests {

	private static final String HOST = ArchiveFiles.host();

	private static final Duration LATER = Duration.ofHours(1);

	@TempDir
	private Path directory;

	private ArchiveFiles files;

	private Path log;

	@BeforeEach
	void createFiles() {
		this.files = new ArchiveFiles(this.directory, "key", ArchiveKind.CLASS_DATA);
		this.log = this.directory.resolve("archive.log");
	}

	@Test
	void firstPrimaryRecordsAndMakesWhatTheNextOneUses() throws Exception {
		PrimaryArchive first = prepare(true);
		assertThat(first.jvmArguments()).anyMatch((argument) -> argument.startsWith("-XX:DumpLoadedClassList="));
		first.started();
		Files.writeString(recording(first), "java/lang/Object\njava/la");
		try (PrimaryArchive.Making making = first.make(Duration.ZERO, this::creation)) {
			Awaitility.await().until(() -> this.files.find() != null);
		}
		assertThat(recording(first)).doesNotExist();
		PrimaryArchive second = prepare(true);
		assertThat(second.archive()).hasContent("java/lang/Object\n");
		assertThat(second.jvmArguments()).contains("-XX:SharedArchiveFile=" + second.archive())
			.noneMatch((argument) -> argument.startsWith("-XX:DumpLoadedClassList="));
	}

	@Test
	void whatIsNotMadeBeforeTheEndIsLeftToTheNextLaunch() throws Exception {
		PrimaryArchive first = prepare(true);
		Files.writeString(recording(first), "java/lang/Object\n");
		first.make(LATER, this::creation).close();
		assertThat(this.files.recording()).hasContent("java/lang/Object\n");
		PrimaryArchive second = prepare(true);
		assertThat(second.recording()).as("it is recorded already").isNull();
		try (PrimaryArchive.Making making = second.make(Duration.ZERO, this::creation)) {
			Awaitility.await().until(() -> this.files.find() != null);
		}
	}

	@Test
	void cacheThatCannotBeWrittenToIsUsedAsItIs() throws Exception {
		PrimaryArchive without = prepare(false);
		assertThat(without.recording()).isNull();
		without.make(Duration.ZERO, this::creation).close();
		Path archive = archive();
		assertThat(prepare(false).archive()).isEqualTo(archive);
		assertThat(this.files.attempts()).doesNotExist();
	}

	@Test
	void archiveWithWhichThePrimaryDoesNotStartIsMadeAgain() throws Exception {
		Path archive = archive();
		assertThat(prepare(true).archive()).isEqualTo(archive);
		assertThat(prepare(true).archive()).as("ended for another reason, perhaps").isEqualTo(archive);
		PrimaryArchive next = prepare(true);
		assertThat(next.archive()).isNull();
		assertThat(next.recording()).isNotNull();
		assertThat(archive).doesNotExist();
		archive = archive();
		assertThat(prepare(true).archive()).as("the new one").isEqualTo(archive);
	}

	@Test
	void launchesThatAreAboutToUseTheArchiveDoNotMakeItUseless() throws Exception {
		Path archive = archive();
		String running = ArchiveFiles.launch(ProcessHandle.current().parent().orElseThrow().pid(), Instant.now(), HOST);
		Files.writeString(this.files.attempts(), running.repeat(5));
		assertThat(prepare(true).archive()).isEqualTo(archive);
		Process ended = new ProcessBuilder("true").start();
		ended.waitFor();
		String elsewhere = ArchiveFiles.launch(ended.pid(), Instant.now(), "elsewhere");
		Files.writeString(this.files.attempts(), elsewhere.repeat(2));
		assertThat(prepare(true).archive()).as("may be about to use it").isEqualTo(archive);
		Files.writeString(this.files.attempts(),
				ArchiveFiles.launch(ended.pid(), Instant.now().minus(Duration.ofHours(1)), "elsewhere").repeat(2));
		assertThat(prepare(true).archive()).as("ended in all likelihood").isNull();
		archive = archive();
		Files.writeString(this.files.attempts(), ArchiveFiles.launch(ended.pid(), Instant.now(), HOST).repeat(2));
		assertThat(prepare(true).archive()).isNull();
	}

	@Test
	void archiveIsNotMadeWhereTheLastLaunchesEndedMeanwhile() throws Exception {
		Files.writeString(this.files.recording(), "java/lang/Object\n");
		Process ended = new ProcessBuilder("true").start();
		ended.waitFor();
		Files.writeString(this.files.attempts(), ArchiveFiles.launch(ended.pid(), Instant.now(), HOST).repeat(2));
		try (PrimaryArchive.Making making = prepare(true).make(Duration.ZERO, (arguments) -> {
			throw new AssertionError("made");
		})) {
			Awaitility.await().until(() -> !Files.exists(this.files.recording()));
		}
	}

	@Test
	void archiveThatTheJvmRefusesIsMadeAgain() throws Exception {
		Path archive = archive();
		PrimaryArchive refused = prepare(true);
		Files.writeString(this.log, "[0.1s][error][cds] Unable to map shared spaces");
		refused.started();
		assertThat(archive).doesNotExist();
		assertThat(prepare(true).recording()).isNotNull();
	}

	@Test
	void archiveThatAnotherLaunchMadeMeanwhileIsEnough() throws Exception {
		PrimaryArchive first = prepare(true);
		Files.writeString(recording(first), "java/lang/Object\n");
		Path archive = archive();
		try (PrimaryArchive.Making making = first.make(Duration.ZERO, (arguments) -> {
			throw new AssertionError("made again");
		})) {
			Awaitility.await().until(() -> !Files.exists(recording(first)));
		}
		assertThat(archive).exists();
	}

	@Test
	void archiveWithWhichThePrimaryStartedIsUsedAgain() throws Exception {
		Path archive = archive();
		for (int i = 0; i < 5; i++) {
			PrimaryArchive primary = prepare(true);
			assertThat(primary.archive()).isEqualTo(archive);
			primary.started();
		}
	}

	@Test
	void archiveWithWhichNoJvmWasStartedIsUsedAgain() throws Exception {
		Path archive = archive();
		for (int i = 0; i < 5; i++) {
			PrimaryArchive primary = prepare(true);
			assertThat(primary.archive()).isEqualTo(archive);
			primary.abandon();
		}
	}

	@Test
	void archiveThatCannotBeMadeIsRecordedAgain() throws Exception {
		PrimaryArchive first = prepare(true);
		Files.writeString(recording(first), "java/lang/Object\n");
		try (PrimaryArchive.Making making = first.make(Duration.ZERO,
				(arguments) -> new ProcessBuilder("sh", "-c", "exit 1"))) {
			Awaitility.await().until(() -> !Files.exists(recording(first)) && !Files.exists(this.files.recording()));
		}
		assertThat(prepare(true).recording()).isNotNull();
	}

	@Test
	void keyIsThatOfTheOptionsAndTheClassPath() {
		String key = PrimaryArchive.key(List.of("-XX:+UseSerialGC"), Path.of("/cache/primary.jar"));
		assertThat(PrimaryArchive.key(List.of("-XX:+UseSerialGC"), Path.of("/cache/primary.jar"))).isEqualTo(key);
		assertThat(PrimaryArchive.key(List.of("-XX:+UseSerialGC"), Path.of("/cache/app.jar"))).isNotEqualTo(key);
		assertThat(PrimaryArchive.key(List.of("-XX:+UseG1GC"), Path.of("/cache/primary.jar"))).isNotEqualTo(key);
	}

	private PrimaryArchive prepare(boolean writable) throws IOException {
		ExtractedJar extracted = new ExtractedJar(this.directory.resolve("app.jar"), "the.Main", List.of());
		CachedJar cached = new CachedJar(new StartupCache(this.directory), "jar", this.directory, extracted, writable);
		return PrimaryArchive.prepare(cached, "key", this.log, 7);
	}

	private Path archive() throws IOException {
		return this.files.finish(Files.writeString(this.directory.resolve("unfinished"), "an archive"));
	}

	private static Path recording(PrimaryArchive archive) {
		Path recording = archive.recording();
		assertThat(recording).isNotNull();
		return recording;
	}

	private ProcessBuilder creation(List<String> arguments) {
		ProcessBuilder builder = new ProcessBuilder("sh", "-c", "cp \"$RECORDING\" \"$ARCHIVE\"");
		builder.environment().put("RECORDING", value(arguments, "-XX:SharedClassListFile="));
		builder.environment().put("ARCHIVE", value(arguments, "-XX:SharedArchiveFile="));
		return builder;
	}

	private static String value(List<String> arguments, String option) {
		return arguments.stream()
			.filter((argument) -> argument.startsWith(option))
			.map((argument) -> argument.substring(option.length()))
			.findFirst()
			.orElseThrow();
	}

}
