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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ArchiveLog}.
 */
class ArchiveLogTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "[0.033s][warning][aot] The AOT cache has been truncated.",
			"[0.033s][error  ][aot] Loading static archive failed.",
			"[0.017s][info][cds] UseSharedSpaces: Unable to map shared spaces" })
	void theJvmSaysThatItDoesNotTakeAnArchive(String line) throws Exception {
		assertThat(log(line).complaint()).isEqualTo(line);
	}

	@Test
	void allElseIsNoComplaint() throws Exception {
		assertThat(log("[0.336s][info][cds] optimized module handling: enabled").complaint()).isNull();
	}

	@Test
	void theFirstComplaintIsReadAndTheFileRemoved() throws Exception {
		ArchiveLog log = log("[info] fine\n[error][aot] one\n[error][aot] two\n");
		assertThat(log.complaint()).isEqualTo("[error][aot] one");
		assertThat(log.file()).doesNotExist();
		assertThat(log.complaint()).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 132, 134, 135, 139 })
	void aCrashOfTheJvmIsExplained(int code) throws Exception {
		assertThat(log("").explains(code)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 137, 143 })
	void anotherEndIsNotUnlessTheJvmSaysSo(int code) throws Exception {
		assertThat(log("").explains(code)).isFalse();
		assertThat(log("[error][aot] no").explains(code)).isEqualTo(code != 0);
	}

	private ArchiveLog log(String said) throws Exception {
		return new ArchiveLog(Files.writeString(this.directory.resolve("log"), said));
	}

}
