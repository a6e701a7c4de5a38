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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.github.clusterboot.ipc.Message.Heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Vitals}.
 */
class VitalsTests {

	@Test
	void heartbeatTellsOfThisJvm() {
		Heartbeat heartbeat = Vitals.heartbeat(List.of());
		assertThat(heartbeat.heapUsed()).isPositive();
		assertThat(heartbeat.requests()).isZero();
	}

	@Test
	void heartbeatSumsUpTheServers() {
		Heartbeat heartbeat = Vitals
			.heartbeat(List.of(new FakeServer().connections(3), new FakeServer().connections(4)));
		assertThat(heartbeat.connections()).isEqualTo(7);
		assertThat(heartbeat.requests()).isEqualTo(700);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void residentMemoryIsThatOfTheWholeProcess() {
		assertThat(Vitals.residentBytes()).isGreaterThan(1024 * 1024).isLessThan(1L << 40);
	}

}
