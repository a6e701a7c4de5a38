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

package io.github.clusterboot.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link OomScore}.
 */
class OomScoreTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource({ "0,100", "-900,-800", "950,1000", "1000,1000" })
	void isRaisedAboveTheInheritedOne(int inherited, String raised) throws IOException {
		Path file = Files.writeString(this.directory.resolve("oom_score_adj"), inherited + "\n");
		OomScore.raise(file);
		assertThat(file).hasContent(raised);
	}

	@Test
	void staysWhereThereIsNone() {
		assertThatNoException().isThrownBy(() -> OomScore.raise(this.directory.resolve("none")));
	}

}
