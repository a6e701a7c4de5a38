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

package io.github.clusterboot.boot;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RemovedProperties}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RemovedPropertiesTests {

	private final MockEnvironment environment = new MockEnvironment();

	@ParameterizedTest
	@CsvSource({ "cluster.settle-timeout, cluster.settle-timeout, cluster.reload.pause",
			"cluster.settleTimeout, cluster.settle-timeout, cluster.reload.pause",
			"cluster.worker.cpu-affinity, cluster.worker.cpu-affinity, cluster.worker.warm-up",
			"cluster.worker.request-nice, cluster.worker.request-nice, cluster.worker.warm-up" })
	void oneThatIsSetIsToldOnceWithWhatReplacedIt(String written, String name, String successor,
			CapturedOutput output) {
		this.environment.setProperty(written, "0");
		RemovedProperties.warnOf(this.environment);
		assertThat(output.toString()
			.lines()
			.filter((line) -> line.contains(" WARN ") && line.contains(name) && line.contains(successor))).hasSize(1);
	}

	@Test
	void nothingIsToldWhereNoneIsSet(CapturedOutput output) {
		this.environment.setProperty("cluster.reload.pause", "1s");
		RemovedProperties.warnOf(this.environment);
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void editorsKnowThem() throws IOException {
		List<String> removed = new ArrayList<>();
		try (InputStream metadata = getClass()
			.getResourceAsStream("/META-INF/additional-spring-configuration-metadata.json")) {
			for (JsonNode property : JsonMapper.shared().readTree(metadata).path("properties")) {
				if (property.at("/deprecation/level").asString("").equals("error")) {
					removed.add(property.path("name").asString());
				}
			}
		}
		assertThat(removed).containsExactly("cluster.settle-timeout", "cluster.worker.cpu-affinity",
				"cluster.worker.request-nice");
	}

}
