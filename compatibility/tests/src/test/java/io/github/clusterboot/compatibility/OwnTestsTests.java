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

package io.github.clusterboot.compatibility;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that applications have of themselves pass with a starter.
 */
class OwnTestsTests {

	@ParameterizedTest
	@CsvSource({ "CLINIC, FULL", "H2_FILE, FULL", "DATA_JDBC, MINIMAL", "CHAT, FULL", "WEBFLUX, MINIMAL",
			"JETTY, FULL" })
	void pass(Application application, Variant variant) throws IOException {
		Path reports = application.built(variant).resolve("surefire-reports");
		int count = 0;
		try (DirectoryStream<Path> files = Files.newDirectoryStream(reports, "TEST-*.xml")) {
			for (Path file : files) {
				assertThat(file).content().doesNotContain("<failure", "<error", "<skipped");
				count++;
			}
		}
		assertThat(count).as("test classes that ran").isEqualTo(1);
	}

}
