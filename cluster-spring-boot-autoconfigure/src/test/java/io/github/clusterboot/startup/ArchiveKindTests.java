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

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ArchiveKind}.
 */
class ArchiveKindTests {

	@Test
	void aotCachesAreForJvmsWhoseCachesHaveProfiles() {
		assertThat(ArchiveKind.of(17)).isEqualTo(ArchiveKind.JSA);
		assertThat(ArchiveKind.of(24)).isEqualTo(ArchiveKind.JSA);
		assertThat(ArchiveKind.of(25)).isEqualTo(ArchiveKind.AOT);
	}

	@ParameterizedTest
	@EnumSource
	void eachStepNamesItsFiles(ArchiveKind kind) {
		Path recording = Path.of("/cache/recording");
		Path archive = Path.of("/cache/archive");
		assertThat(kind.record(recording)).anyMatch((each) -> each.endsWith("=/cache/recording"));
		assertThat(kind.create(recording, archive)).anyMatch((each) -> each.endsWith("=/cache/recording"))
			.anyMatch((each) -> each.endsWith("=/cache/archive"));
		assertThat(kind.use(archive, Path.of("/log"))).anyMatch((each) -> each.endsWith("=/cache/archive"))
			.anyMatch((each) -> each.contains(":file=/log:"));
	}

}
