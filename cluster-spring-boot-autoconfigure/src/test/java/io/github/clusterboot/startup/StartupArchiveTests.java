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
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartupArchive} and {@link ArchiveFiles}. What makes an archive is a
 * shell that copies what was recorded.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class StartupArchiveTests {

	private static final String REFUSAL = "[0.1s][error][aot] Unable to map shared spaces\n";

	@TempDir
	private Path directory;

	private ArchiveFiles files;

	private String script = "cp \"$RECORDING\" \"$ARCHIVE\"";

	@BeforeEach
	void createFiles() {
		this.files = new ArchiveFiles(this.directory, "key", ArchiveKind.AOT);
	}

	@Test
	void oneWorkerRecordsAndWhatItLeavesIsMadeAnArchive() throws Exception {
		StartupArchive archive = archive();
		assertThat(archive.argumentsFor(1, false, this.directory)).as("the first is waited for").isEmpty();
		Path recording = recording(archive.argumentsFor(2, true, this.directory));
		assertThat(archive.isRecording(2)).isTrue();
		assertThat(archive.argumentsFor(3, true, this.directory)).as("another one").isEmpty();
		assertThat(archive.isRenewalDue(2)).as("does not listen").isFalse();
		archive.listening(2);
		assertThat(archive.isRenewalDue(2)).isTrue();
		Files.writeString(recording, "recorded");
		archive.exited(2, 0);
		assertThat(awaitArchive()).hasContent("recorded");
		awaitUse(archive);
		assertThat(archive().argumentsFor(1, true, this.directory)).as("the next launch")
			.anyMatch((each) -> each.startsWith("-XX:AOTCache="));
		archive.close();
	}

	@Test
	void listIsReadFromALiveWorkerButForItsLastLine() throws Exception {
		this.files = new ArchiveFiles(this.directory, "key", ArchiveKind.CLASS_DATA);
		StartupArchive archive = archive();
		Path recording = recording(archive.argumentsFor(1, true, this.directory));
		Files.writeString(recording, "java/lang/Object\njava/la");
		archive.listening(1);
		assertThat(awaitArchive()).hasContent("java/lang/Object\n");
		assertThat(archive.isRenewalDue(1)).isFalse();
		archive.close();
	}

	@ParameterizedTest
	@EnumSource(ArchiveKind.class)
	void damagedArchiveIsRemovedAndMadeAgain(ArchiveKind kind) throws Exception {
		this.files = new ArchiveFiles(this.directory, "key", kind);
		Path archive = this.files
			.finish(Files.writeString(this.directory.resolve("unfinished"), "an archive that was whole"));
		assertThat(this.files.find()).isEqualTo(archive);
		Files.writeString(archive, "an archive that was");
		assertThat(this.files.find()).as("cut short").isNull();
		assertThat(archive).doesNotExist();
		archive = this.files.finish(Files.writeString(this.directory.resolve("unfinished"), "an archive"));
		Files.writeString(archive, "an ARCHIVE");
		assertThat(archive().argumentsFor(1, true, this.directory)).as("records")
			.containsAll(kind.record(this.directory.resolve("x")).subList(0, kind.record(Path.of("x")).size() - 1));
		assertThat(archive).doesNotExist();
	}

	@Test
	void recordingThatWasCutShortIsNotUsed() throws Exception {
		StartupArchive archive = archive();
		Path recording = recording(archive.argumentsFor(1, true, this.directory));
		archive.listening(1);
		Files.writeString(recording, "rec");
		archive.exited(1, 137);
		assertThat(recording).doesNotExist();
		assertThat(this.files.recording()).doesNotExist();
		assertThat(archive.argumentsFor(2, true, this.directory)).as("another one records").isNotEmpty();
		archive.close();
	}

	@Test
	void recordingOfAnEarlierLaunchIsMadeAnArchiveOnceAWorkerListens() throws Exception {
		Files.writeString(this.files.recording(), "recorded");
		StartupArchive archive = archive();
		assertThat(archive.argumentsFor(1, true, this.directory)).isEmpty();
		archive.listening(1);
		assertThat(awaitArchive()).hasContent("recorded");
		archive.close();
	}

	@Test
	void failureToMakeOneIsNotRepeatedFromTheSameRecord() throws Exception {
		this.script = "echo no; exit 3";
		Files.writeString(this.files.recording(), "recorded");
		StartupArchive archive = archive();
		archive.listening(1);
		await().until(() -> !Files.exists(this.files.recording()));
		assertThat(archive.argumentsFor(2, true, this.directory)).as("this launch").isEmpty();
		archive.close();
		StartupArchive next = archive();
		assertThat(next.argumentsFor(1, true, this.directory)).as("the next one records").isNotEmpty();
		next.close();
	}

	@Test
	void archiveThatTheJvmRefusesIsNotUsedAgain() throws Exception {
		this.files.finish(Files.writeString(this.directory.resolve("unfinished"), "archive"));
		StartupArchive archive = archive();
		List<String> arguments = archive.argumentsFor(1, true, this.directory);
		Files.writeString(log(arguments), REFUSAL);
		archive.listening(1);
		assertThat(archive.argumentsFor(2, true, this.directory)).isEmpty();
		assertThat(archive.argumentsFor(3, true, this.directory)).isEmpty();
		archive.close();
		assertThat(archive().argumentsFor(1, true, this.directory)).as("the next launch records")
			.anyMatch((each) -> each.startsWith("-XX:AOTConfiguration="));
	}

	@Test
	void archiveWithWhichAWorkerCrashedIsNotUsedAgain() throws Exception {
		this.files.finish(Files.writeString(this.directory.resolve("unfinished"), "archive"));
		StartupArchive archive = archive();
		assertThat(archive.argumentsFor(1, true, this.directory)).isNotEmpty();
		archive.exited(1, 134);
		assertThat(archive.crashed(1)).isTrue();
		assertThat(archive.crashed(2)).as("had none").isFalse();
		assertThat(archive.argumentsFor(3, true, this.directory)).isEmpty();
		archive.close();
		assertThat(archive().argumentsFor(1, true, this.directory)).as("the next launch").isEmpty();
	}

	@Test
	void archiveThatEndedAJvmByItsOwnWordsIsNotUsedAgainInThisLaunch() throws Exception {
		this.files.finish(Files.writeString(this.directory.resolve("unfinished"), "archive"));
		StartupArchive archive = archive();
		List<String> arguments = archive.argumentsFor(1, true, this.directory);
		Files.writeString(log(arguments), REFUSAL);
		archive.exited(1, 1);
		assertThat(archive.crashed(1)).isTrue();
		assertThat(log(arguments)).doesNotExist();
		assertThat(archive.argumentsFor(2, true, this.directory)).isEmpty();
		archive.exited(2, 1);
		assertThat(archive.crashed(2)).as("is not to blame any more").isFalse();
		archive.close();
		assertThat(archive().argumentsFor(1, true, this.directory)).as("the next launch")
			.anyMatch((each) -> each.startsWith("-XX:AOTCache="));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 137, 143 })
	void archiveIsNotToBlameForAJvmThatEndsForAnotherError(int code) throws Exception {
		this.files.finish(Files.writeString(this.directory.resolve("unfinished"), "archive"));
		try (StartupArchive archive = archive()) {
			Files.writeString(log(archive.argumentsFor(1, true, this.directory)), "[0.1s][info][aot] mapped\n");
			archive.exited(1, code);
			assertThat(archive.crashed(1)).isFalse();
			assertThat(archive.argumentsFor(2, true, this.directory)).as("the next worker")
				.anyMatch((each) -> each.startsWith("-XX:AOTCache="));
		}
	}

	@Test
	void archiveThatAnotherLaunchHasMadeMeanwhileIsTaken() throws Exception {
		this.script = "exit 3";
		StartupArchive archive = archive();
		assertThat(archive.argumentsFor(1, false, this.directory)).isEmpty();
		Path made = this.files.finish(Files.writeString(this.directory.resolve("unfinished"), "archive"));
		archive.listening(1);
		awaitUse(archive);
		assertThat(made).exists();
		archive.close();
	}

	@Test
	void nobodyElseRecordsWhereAJvmSaysThatItCannot() throws Exception {
		Set<ArchiveFiles> givenUp = new HashSet<>();
		try (StartupArchive archive = archive(givenUp)) {
			Files.writeString(log(archive.argumentsFor(1, true, this.directory)), REFUSAL);
			archive.exited(1, 1);
			assertThat(archive.crashed(1)).as("is forked again").isTrue();
			assertThat(archive.argumentsFor(2, true, this.directory)).isEmpty();
			archive.exited(2, 1);
			assertThat(archive.crashed(2)).as("did not record").isFalse();
		}
		try (StartupArchive nextGeneration = archive(givenUp)) {
			assertThat(nextGeneration.argumentsFor(2, true, this.directory)).isEmpty();
		}
		try (StartupArchive nextLaunch = archive()) {
			assertThat(nextLaunch.argumentsFor(1, true, this.directory)).isNotEmpty();
		}
	}

	@Test
	void anotherOneRecordsWhereTheFirstEndedForAnotherError() throws Exception {
		try (StartupArchive archive = archive()) {
			Files.writeString(log(archive.argumentsFor(1, true, this.directory)),
					"[0.9s][warning][aot] Skipping com/example/Proxy: Unsupported location\n");
			archive.exited(1, 1);
			assertThat(archive.crashed(1)).isFalse();
			assertThat(archive.argumentsFor(2, true, this.directory)).isNotEmpty();
		}
	}

	@Test
	void archiveThatWasRemovedBeforeTheJvmOpenedItSaysNothingOfTheNextOne() throws Exception {
		Path first = this.files.finish(Files.writeString(this.directory.resolve("unfinished"), "archive"));
		try (StartupArchive archive = archive()) {
			List<String> arguments = archive.argumentsFor(1, true, this.directory);
			Files.delete(first);
			Path second = this.files.finish(Files.writeString(this.directory.resolve("unfinished"), "another"));
			archive.argumentsFor(2, false, this.directory);
			archive.listening(2);
			awaitUse(archive);
			Files.writeString(log(arguments), REFUSAL);
			archive.listening(1);
			assertThat(second).exists();
			assertThat(archive.argumentsFor(3, false, this.directory)).isNotEmpty();
		}
	}

	@Test
	void nobodyEverRecordsWhereThatEndsTheJvm() {
		try (StartupArchive archive = archive()) {
			assertThat(archive.argumentsFor(1, true, this.directory)).isNotEmpty();
			archive.exited(1, 139);
			assertThat(archive.crashed(1)).isTrue();
		}
		try (StartupArchive next = archive()) {
			assertThat(next.argumentsFor(1, true, this.directory)).isEmpty();
		}
	}

	@Test
	void archiveIsNotMadeWhereTheLastLaunchesEndedMeanwhile() throws Exception {
		Files.writeString(this.files.recording(), "recorded");
		Process ended = new ProcessBuilder("true").start();
		ended.waitFor();
		Files.writeString(this.files.attempts(),
				ArchiveFiles.launch(ended.pid(), Instant.now(), ArchiveFiles.host()).repeat(2));
		try (StartupArchive archive = archive()) {
			archive.listening(1);
			await().until(() -> !Files.exists(this.files.recording()));
			assertThat(this.files.find()).isNull();
		}
		await().until(() -> !Files.exists(this.files.attempts()));
		try (StartupArchive next = archive()) {
			assertThat(next.argumentsFor(1, true, this.directory)).as("a later launch tries again").isNotEmpty();
		}
	}

	@Test
	void whatKilledLaunchesLeftIsRemoved() throws Exception {
		Path left = Files.writeString(this.files.unfinished("token.worker-1"), "left");
		Path recent = Files.writeString(this.files.unfinished("other.worker-1"), "of a running launch");
		Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(3))));
		archive().close();
		assertThat(left).doesNotExist();
		assertThat(recent).exists();
	}

	@Test
	void nothingIsRecordedWhereNothingCanBeWritten() {
		try (StartupArchive archive = new StartupArchive(this.files, false, Duration.ZERO, this::creation,
				new HashSet<>())) {
			assertThat(archive.argumentsFor(1, true, this.directory)).isEmpty();
		}
	}

	/**
	 * That of a launch.
	 */
	private StartupArchive archive() {
		return archive(new HashSet<>());
	}

	private StartupArchive archive(Set<ArchiveFiles> givenUp) {
		return new StartupArchive(this.files, true, Duration.ZERO, this::creation, givenUp);
	}

	private ProcessBuilder creation(List<String> arguments) {
		ProcessBuilder builder = new ProcessBuilder("sh", "-c", this.script);
		builder.environment().put("RECORDING", this.files.recording().toString());
		builder.environment()
			.put("ARCHIVE",
					arguments.stream()
						.filter((each) -> each.startsWith("-XX:AOTCache=") || each.startsWith("-XX:SharedArchiveFile="))
						.map((each) -> each.substring(each.indexOf('=') + 1))
						.findFirst()
						.orElseThrow());
		return builder;
	}

	/**
	 * As long as the whole test may take: what makes an archive has the lowest priority.
	 */
	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofMinutes(1));
	}

	private Path awaitArchive() {
		return await().until(this.files::find, Objects::nonNull);
	}

	private void awaitUse(StartupArchive archive) {
		AtomicInteger id = new AtomicInteger(10);
		await().until(() -> !archive.argumentsFor(id.getAndIncrement(), false, this.directory).isEmpty());
	}

	private static Path recording(List<String> arguments) {
		return Path.of(arguments.stream()
			.filter((each) -> each.startsWith("-XX:AOTConfiguration=") || each.startsWith("-XX:DumpLoadedClassList="))
			.map((each) -> each.substring(each.indexOf('=') + 1))
			.findFirst()
			.orElseThrow());
	}

	private static Path log(List<String> arguments) {
		return Path.of(arguments.stream()
			.filter((each) -> each.contains("file="))
			.map((each) -> each.replaceFirst(".*file=", "").replaceFirst("::.*", ""))
			.findFirst()
			.orElseThrow());
	}

}
