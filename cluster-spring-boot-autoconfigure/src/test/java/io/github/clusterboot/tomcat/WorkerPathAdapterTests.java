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

package io.github.clusterboot.tomcat;

import java.nio.charset.StandardCharsets;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.clusterboot.peer.WorkerRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerPathAdapter}.
 */
class WorkerPathAdapterTests {

	private final Request request = new Request();

	@Test
	void workerIsTakenOut() {
		assertThat(served("/actuator", "/actuator/worker/1/health")).isEqualTo("/actuator/health");
		assertThat(this.request.getAttribute(WorkerRequest.WORKER_IN_PATH)).isEqualTo("1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/worker/1/../health", "/actuator/health" })
	void whatNamesNoWorkerIsLeftAlone(String path) {
		assertThat(served("/actuator", path)).isEqualTo(path);
		assertThat(this.request.getAttribute(WorkerRequest.WORKER_IN_PATH)).isNull();
	}

	private String served(String managementPath, String path) {
		byte[] bytes = path.getBytes(StandardCharsets.ISO_8859_1);
		this.request.requestURI().setBytes(bytes, 0, bytes.length);
		new WorkerPathAdapter(new Connector(), managementPath).takeWorkerOut(this.request);
		return this.request.requestURI().toString();
	}

}
