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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ArchiveFlags}.
 */
class ArchiveFlagsTests {

	@ParameterizedTest
	@ValueSource(strings = { "-javaagent:agent.jar", "-agentlib:jdwp=server=y", "-Xshare:off", "-Xshare:auto",
			"-XX:SharedArchiveFile=own.jsa", "-XX:AOTCache=own.aot", "-XX:AOTMode=off", "-XX:+AOTClassLinking",
			"-XX:ArchiveClassesAtExit=x.jsa", "-XX:-BytecodeVerificationRemote", "-Xverify:none",
			"--patch-module=java.base=x", "-Xbootclasspath/a:x.jar", "-XX:StartFlightRecording",
			"-XX:StartFlightRecording=filename=a.jfr", "-XX:StartFlightRecording:settings=profile",
			"-XX:+FlightRecorder", "-XX:+CrashOnOutOfMemoryError", "-XX:FlightRecorderOptions=stackdepth=128" })
	void thereIsNoArchiveBesideWhatExcludesIt(String argument) {
		assertThat(ArchiveFlags.allow(List.of("-Xss1m", argument))).isFalse();
	}

	@Test
	void thereIsOneOtherwise() {
		assertThat(ArchiveFlags.allow(List.of("-Xmx1g", "-XX:+UseZGC", "--add-opens=java.base/java.lang=ALL-UNNAMED")))
			.isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-XX:+UseZGC", "-XX:-UseCompressedOops", "-XX:+UseCompactObjectHeaders",
			"--add-opens=java.base/java.lang=ALL-UNNAMED", "--add-modules=java.sql", "-Djdk.module.addmods.0=java.sql",
			"--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-XX:NativeMemoryTracking=summary",
			"-XX:ReservedCodeCacheSize=64m", "-XX:+AlwaysPreTouch", "-XX:+SomethingUnheardOf" })
	void argumentsMatter(String argument) {
		assertThat(ArchiveFlags.parts(List.of("-Xss1m", argument))).isNotEqualTo(ArchiveFlags.parts(List.of("-Xss1m")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-Xmx1g", "-XX:ActiveProcessorCount=1", "-Xms64m", "-XX:InitialHeapSize=190m",
			"-Dserver.port=0", "-Xlog:gc:file=gc.log", "-XX:HeapDumpPath=x.hprof", "-XX:+HeapDumpOnOutOfMemoryError" })
	void argumentsThatChangeNothingDoNotMatter(String argument) {
		assertThat(ArchiveFlags.parts(List.of("-Xss1m", argument))).isEqualTo(ArchiveFlags.parts(List.of("-Xss1m")));
	}

	@Test
	void heapsWithoutCompressedPointersHaveAnotherArchive() {
		List<String> key = ArchiveFlags.parts(List.of("-Xmx1g"));
		assertThat(ArchiveFlags.parts(List.of("-Xmx31g"))).isEqualTo(key);
		assertThat(ArchiveFlags.parts(List.of("-Xmx32g"))).isNotEqualTo(key);
	}

	@Test
	void aJvmThatMakesAnArchiveOpensNoPortAndWritesNoLog() {
		assertThat(ArchiveFlags
			.relevant(List.of("-Xlog:gc:file=gc.log", "-Dcom.sun.management.jmxremote.port=9010", "-XX:+UseSerialGC")))
			.containsExactly("-XX:+UseSerialGC");
	}

}
