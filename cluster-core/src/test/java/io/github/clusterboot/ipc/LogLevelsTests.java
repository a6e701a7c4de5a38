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

package io.github.clusterboot.ipc;

import org.junit.jupiter.api.Test;

import io.github.clusterboot.ipc.Message.LogLevel;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LogLevels}.
 */
class LogLevelsTests {

	private final LogLevels levels = new LogLevels();

	@Test
	void lastLevelOfALoggerIsKept() {
		this.levels.set(new LogLevel("a", "DEBUG"));
		this.levels.set(new LogLevel("a", "WARN"));
		assertThat(this.levels.all()).containsExactly(new LogLevel("a", "WARN"));
	}

	@Test
	void resetIsKept() {
		this.levels.set(new LogLevel("a", "DEBUG"));
		this.levels.set(new LogLevel("a", null));
		assertThat(this.levels.all()).containsExactly(new LogLevel("a", null));
	}

	@Test
	void orderIsThatOfTheLastSetting() {
		this.levels.set(new LogLevel("a", "DEBUG"));
		this.levels.set(new LogLevel("group", "INFO"));
		this.levels.set(new LogLevel("a", "WARN"));
		assertThat(this.levels.all()).containsExactly(new LogLevel("group", "INFO"), new LogLevel("a", "WARN"));
	}

	@Test
	void oldestLevelIsForgottenWhereThereAreTooMany() {
		for (int logger = 0; logger < 1001; logger++) {
			this.levels.set(new LogLevel("logger." + logger, "DEBUG"));
		}
		assertThat(this.levels.all()).hasSize(1000)
			.doesNotContain(new LogLevel("logger.0", "DEBUG"))
			.startsWith(new LogLevel("logger.1", "DEBUG"))
			.endsWith(new LogLevel("logger.1000", "DEBUG"));
		this.levels.set(new LogLevel("logger.1", "WARN"));
		assertThat(this.levels.all()).as("a logger that is known takes no place").hasSize(1000);
	}

}
