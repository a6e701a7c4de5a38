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

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ansi.AnsiOutput;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PrimaryLaunch}.
 */
class PrimaryLaunchTests {

	@AfterEach
	void reset() {
		AnsiOutput.setEnabled(AnsiOutput.Enabled.DETECT);
	}

	@Test
	void workersShowColoursWhereTheLaunchedProcessDoes() {
		AnsiOutput.setEnabled(AnsiOutput.Enabled.ALWAYS);
		assertThat(PrimaryLaunch.workerArguments("-Xmx1g -Da=b")).containsExactly("-Dspring.output.ansi.enabled=always",
				"-Xmx1g", "-Da=b");
		AnsiOutput.setEnabled(AnsiOutput.Enabled.NEVER);
		assertThat(PrimaryLaunch.workerArguments("-Xmx1g")).containsExactly("-Xmx1g");
	}

}
