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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CachedCopy}.
 */
@ExtendWith(OutputCaptureExtension.class)
class CachedCopyTests {

	private static final String REFUSAL = "[0.1s][error][aot] Unable to map shared spaces\n";

	/**
	 * In place of a JVM that makes an archive.
	 */
	private static final String PARSE = """
			for each; do case "$each" in
			-XX:SharedClassListFile=*|-XX:AOTConfiguration=*) recording=${each#*=};;
			-XX:SharedArchiveFile=*|-XX:AOTCache=*) archive=${each#*=};;
			esac; done
			""";

	@TempDir
	private Path cache;

	@TempDir
	private Path logs;

	private Path archive;

	private CacheEntry entry;

	private ArchiveKind kind = ArchiveKind.AOT;

	private String script = "cp \"$recording\" \"$archive\"";

	private boolean records = true;

	private int removals;

	@BeforeEach
	void create() throws IOException {
		this.entry = new CacheEntry(Files.createDirectory(this.cache.resolve("jar")));
		this.archive = this.entry.directory().resolve("key.aot");
	}

	@Test
	void oneWorkerRecordsAndWhatItLeavesIsMadeAnArchive() throws Exception {
		CachedCopy copy = copy();
		assertThat(arguments(copy, 1, true)).as("somebody waits for the first").isEmpty();
		Path recording = recording(arguments(copy, 2, false));
		assertThat(arguments(copy, 3, false)).as("another one").isEmpty();
		assertThat(copy.isRenewalDue(2)).as("does not listen").isFalse();
		copy.listening(2);
		assertThat(copy.isRenewalDue(2)).isTrue();
		assertThat(copy.isRenewalDue(3)).isFalse();
		Files.writeString(recording, "recorded");
		assertThat(copy.exited(2, 0)).isFalse();
		await().untilAsserted(() -> assertThat(this.archive).hasContent("recorded"));
		assertThat(arguments(copy, 4, false)).contains("-XX:AOTCache=" + this.archive);
		assertThat(arguments(copy(), 1, true)).as("the next launch").contains("-XX:AOTCache=" + this.archive);
		copy.remove();
		assertThat(this.removals).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void theRecordingIsWholeWhenItsWorkerHasEnded(ArchiveKind kind) throws Exception {
		this.kind = kind;
		CachedCopy copy = copy();
		Path recording = recording(arguments(copy, 1, false));
		copy.listening(1);
		assertThat(copy.isRenewalDue(1)).isTrue();
		Files.writeString(recording, "recorded");
		assertThat(copy.exited(1, 0)).isFalse();
		await().untilAsserted(() -> assertThat(this.archive).hasContent("recorded"));
		assertThat(arguments(copy, 2, false)).anyMatch((each) -> each.endsWith("=" + this.archive));
		await().untilAsserted(this::nothingIsLeftUnfinished);
	}

	/**
	 * Others ask the file system meanwhile, which may not answer.
	 */
	@Test
	void theThreadThatSupervisesWaitsForNobody() throws Exception {
		CachedCopy copy = copy();
		synchronized (copy) {
			assertThat(CompletableFuture.supplyAsync(() -> copy.isRenewalDue(1)).get(30, TimeUnit.SECONDS)).isFalse();
		}
	}

	private void nothingIsLeftUnfinished() throws IOException {
		assertThat(contains("unfinished-")).isFalse();
	}

	@Test
	void recordingOfAWorkerThatWasKilledIsNotUsed() throws Exception {
		CachedCopy copy = copy();
		Path recording = recording(arguments(copy, 1, false));
		copy.listening(1);
		Files.writeString(recording, "rec");
		copy.exited(1, 137);
		assertThat(arguments(copy, 2, false)).as("another one records").isNotEmpty();
		assertThat(this.archive).doesNotExist();
	}

	@Test
	void failureToMakeOneIsToldAndNotRepeatedInThisGeneration(CapturedOutput output) throws Exception {
		this.script = "echo half > \"$archive\"; touch hs_err.log; printf 'n\\377o'; exit 3";
		CachedCopy copy = copy();
		Path recording = recording(arguments(copy, 1, false));
		copy.listening(1);
		Files.writeString(recording, "recorded");
		copy.exited(1, 0);
		assertThat(arguments(copy, 2, false)).isEmpty();
		await().until(() -> output.getOut().contains("the JVM exited with 3: n"));
		await().untilAsserted(this::nothingIsLeftUnfinished);
		assertThat(Path.of("hs_err.log")).doesNotExist();
		copy.remove();
		assertThat(this.archive).doesNotExist();
	}

	@Test
	void anArchiveThatIsBeingMadeIsLeftUnfinished() throws Exception {
		this.script = "echo half > \"$archive\"; touch \"$archive.started\"; exec sleep 100";
		CachedCopy copy = copy();
		Path recording = recording(arguments(copy, 1, false));
		copy.listening(1);
		Files.writeString(recording, "recorded");
		copy.exited(1, 0);
		await().until(() -> contains("archive.started"));
		ProcessHandle maker = ProcessHandle.current().children().filter(this::makesArchive).findFirst().orElseThrow();
		copy.remove();
		assertThat(maker.isAlive()).isFalse();
		nothingIsLeftUnfinished();
		assertThat(this.archive).doesNotExist();
	}

	private boolean makesArchive(ProcessHandle process) {
		return process.info().commandLine().orElse("").contains("sleep 100");
	}

	private boolean contains(String name) throws IOException {
		try (var files = Files.walk(this.cache)) {
			return files.toList().stream().anyMatch((file) -> file.toString().contains(name));
		}
	}

	@Test
	void archiveThatTheJvmDoesNotTakeIsMadeAgainByTheNextLaunch() throws Exception {
		Files.writeString(this.archive, "archive");
		CachedCopy copy = copy();
		Files.writeString(log(arguments(copy, 1, true)), REFUSAL);
		copy.listening(1);
		assertThat(arguments(copy, 2, false)).isEmpty();
		assertThat(this.archive).doesNotExist();
		assertThat(arguments(copy(), 1, false)).as("the next launch").anyMatch((each) -> each.contains("record"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 134, 135, 139 })
	void archiveWithWhichAJvmCrashedIsMadeAgainByTheNextLaunch(int code) throws Exception {
		Files.writeString(this.archive, "archive");
		CachedCopy copy = copy();
		assertThat(arguments(copy, 1, true)).isNotEmpty();
		assertThat(copy.exited(1, code)).isTrue();
		assertThat(copy.exited(2, code)).as("had none").isFalse();
		assertThat(arguments(copy, 3, false)).isEmpty();
		assertThat(this.archive).doesNotExist();
	}

	@Test
	void nobodyInThisGenerationRecordsAnyMoreWhereThatCrashedTheJvm() {
		CachedCopy copy = copy();
		assertThat(arguments(copy, 1, false)).isNotEmpty();
		assertThat(copy.exited(1, 139)).isTrue();
		assertThat(arguments(copy, 2, false)).isEmpty();
		assertThat(this.archive).doesNotExist();
		assertThat(arguments(copy(), 1, false)).as("the next launch").isNotEmpty();
	}

	/**
	 * A JVM may refuse to record.
	 */
	@Test
	void nobodyInThisGenerationRecordsAnyMoreWhereTheWorkerDidNotComeUp() {
		CachedCopy copy = copy();
		assertThat(arguments(copy, 1, false)).isNotEmpty();
		assertThat(copy.exited(1, 1)).as("is to blame").isFalse();
		assertThat(arguments(copy, 2, false)).isEmpty();
		assertThat(arguments(copy(), 1, false)).as("the next launch").isNotEmpty();
	}

	@Test
	void theArchiveOfAnotherLaunchIsLeftWhereRecordingCrashedTheJvm() throws Exception {
		CachedCopy copy = copy();
		assertThat(arguments(copy, 1, false)).isNotEmpty();
		Files.writeString(this.archive, "archive");
		assertThat(copy.exited(1, 139)).isTrue();
		assertThat(this.archive).hasContent("archive");
		assertThat(arguments(copy, 2, false)).isEmpty();
		copy.remove();
		nothingIsLeftUnfinished();
	}

	@Test
	void archiveThatEndedAJvmByItsOwnWordsIsMadeAgainByTheNextLaunch() throws Exception {
		Files.writeString(this.archive, "archive");
		CachedCopy copy = copy();
		Files.writeString(log(arguments(copy, 1, true)), REFUSAL);
		assertThat(copy.exited(1, 1)).isTrue();
		assertThat(arguments(copy, 2, false)).isEmpty();
		assertThat(copy.exited(2, 1)).as("is not to blame any more").isFalse();
		assertThat(arguments(copy(), 1, false)).as("the next launch").anyMatch((each) -> each.contains("record"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 137, 143 })
	void archiveIsNotToBlameForAJvmThatEndsForAnotherReason(int code) throws Exception {
		Files.writeString(this.archive, "archive");
		CachedCopy copy = copy();
		Files.writeString(log(arguments(copy, 1, true)), "[0.1s][info][aot] mapped\n");
		assertThat(copy.exited(1, code)).isFalse();
		assertThat(this.archive).hasContent("archive");
		assertThat(arguments(copy, 2, false)).as("the next worker").isNotEmpty();
	}

	@Test
	void archiveIsNotToBlameForACrashOfAWorkerThatListened() throws Exception {
		Files.writeString(this.archive, "archive");
		CachedCopy copy = copy();
		arguments(copy, 1, true);
		copy.listening(1);
		assertThat(copy.exited(1, 139)).isFalse();
		assertThat(this.archive).hasContent("archive");
	}

	@Test
	void archiveThatAnotherLaunchMakesMeanwhileIsTaken() throws Exception {
		CachedCopy copy = copy();
		assertThat(arguments(copy, 1, true)).isEmpty();
		Files.writeString(this.archive, "archive");
		assertThat(arguments(copy, 2, false)).contains("-XX:AOTCache=" + this.archive);
	}

	@Test
	void nothingIsRecordedOrRemovedWhereNothingCanBeWritten() throws Exception {
		CachedCopy copy = copy(new CacheEntry(Path.of("/absent")));
		assertThat(arguments(copy, 1, false)).isEmpty();
		Files.writeString(this.archive, "archive");
		assertThat(arguments(copy, 2, false)).contains("-XX:AOTCache=" + this.archive);
	}

	@Test
	void workersThatCannotHaveOneDoNotTouchThatOfOthers() throws Exception {
		Files.writeString(this.archive, "archive");
		CachedCopy copy = new CachedCopy(Path.of("app.jar"), null, Duration.ZERO, true, () -> {
		});
		assertThat(arguments(copy, 1, false)).isEmpty();
		assertThat(copy.exited(1, 139)).isFalse();
		assertThat(this.archive).hasContent("archive");
	}

	@Test
	void noneRecordsWhereItIsTheOnlyOneButItUsesWhatIsThere() throws Exception {
		this.records = false;
		assertThat(arguments(copy(), 1, true)).isEmpty();
		assertThat(arguments(copy(), 2, false)).isEmpty();
		Files.writeString(this.archive, "archive");
		assertThat(arguments(copy(), 1, true)).contains("-XX:AOTCache=" + this.archive);
	}

	private CachedCopy copy() {
		return copy(this.entry);
	}

	private CachedCopy copy(CacheEntry entry) {
		Path jar = Path.of("app.jar");
		Path directory = entry.unfinished();
		directory.toFile().mkdir();
		Archive archive = new Archive(this.kind, this.archive, directory,
				List.of("sh", "-c", PARSE + this.script, "sh"), jar);
		return new CachedCopy(jar, archive, Duration.ZERO, this.records, () -> this.removals++);
	}

	private List<String> arguments(CachedCopy copy, int id, boolean first) {
		return copy.jvmArguments(id, first, this.logs);
	}

	/**
	 * As long as the whole test may take: what makes an archive has the lowest priority.
	 */
	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofMinutes(1));
	}

	private static Path recording(List<String> arguments) {
		return value(arguments, "-XX:(?:AOTConfiguration|DumpLoadedClassList)=(.*)");
	}

	private static Path log(List<String> arguments) {
		return value(arguments, "-Xlog:.*file=(.*?)::.*");
	}

	private static Path value(List<String> arguments, String pattern) {
		return Path.of(arguments.stream()
			.filter((each) -> each.matches(pattern))
			.map((each) -> each.replaceFirst(pattern, "$1"))
			.findFirst()
			.orElseThrow());
	}

}
