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

package io.github.clusterboot.peer;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerPath}.
 */
class WorkerPathTests {

	@ParameterizedTest
	@CsvSource({ "/actuator/worker/1/health, 1, /actuator/health", "/actuator/worker/1, 1, /actuator",
			"/actuator/worker/1/, 1, /actuator/", "/actuator/worker/x/health/a.b, x, /actuator/health/a.b",
			"/actuator/worker/1/env/..a, 1, /actuator/env/..a", "/actuator/worker/1/env/a.., 1, /actuator/env/a..",
			"/actuator/worker/1/env/.../b, 1, /actuator/env/.../b" })
	void workerIsTakenOut(String path, String worker, String rest) {
		assertThat(WorkerPath.parse("/actuator", path)).isEqualTo(new WorkerPath(worker, rest));
	}

	@ParameterizedTest
	@CsvSource({ "/worker/1/health, 1, /health", "/worker/1, 1, /" })
	void workerIsTakenOutWhereActuatorHasTheWholeServer(String path, String worker, String rest) {
		assertThat(WorkerPath.parse("", path)).isEqualTo(new WorkerPath(worker, rest));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/worker/1/../health", "/actuator/worker/1/health/../health",
			"/actuator/worker/1/./health", "/actuator/worker/1/%2e%2E/health", "/actuator/worker/1/..;a=b/health",
			"/actuator/worker/1/.;/health", "/actuator/worker/../health", "/actuator/worker/./health",
			"/actuator/worker/1/health/..", "/actuator/worker/1/%2e", "/actuator/worker/1/..%2fhealth",
			"/actuator/worker/1/..%5Chealth", "/actuator/worker/1/..\\health", "/actuator/worker/1/.%2e;/health" })
	void aPathWithDotsIsLeftAlone(String path) {
		assertThat(WorkerPath.parse("/actuator", path)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/health", "/actuator/worker", "/%61ctuator/worker/1/env", "/worker/1/health",
			"/actuator/./worker/1/env", "/actuator;a=b/worker/1/env" })
	void aPathThatNamesNoWorkerIsLeftAlone(String path) {
		assertThat(WorkerPath.parse("/actuator", path)).isNull();
	}

}
