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

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Drain}, with a clock that goes on with each look at the servers.
 */
class DrainTests {

	private long nanoTime = Long.MAX_VALUE - 1;

	@Test
	void endsAtOnceWhereThereIsNoConnection() throws Exception {
		FakeServer server = new FakeServer();
		assertThat(drain(Duration.ofSeconds(30), server)).isTrue();
		assertThat(server.drains()).isEqualTo(1);
		assertThat(drain(Duration.ofSeconds(30))).as("no servers").isTrue();
	}

	@Test
	void waitsForTheConnectionsOfAllServers() throws Exception {
		FakeServer first = new FakeServer().connections(1);
		FakeServer second = new FakeServer().connections(2);
		first.onDrain(() -> first.connections((first.drains() < 2) ? 1 : 0));
		second.onDrain(() -> second.connections((second.drains() < 4) ? 2 : 0));
		assertThat(drain(Duration.ofSeconds(30), first, second)).isTrue();
		assertThat(second.drains()).isEqualTo(4);
		assertThat(first.drains()).as("connections may come until all are gone").isEqualTo(4);
		assertThat(first.givenUp() || second.givenUp()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "10s,1s,7", "8s,500ms,9", "4s,500ms,5", "3s,500ms,4", "0s,1s,1" })
	void keepsSomeOfTheTimeForTheEndAndGivesUpInTime(String timeout, String step, int drains) throws Exception {
		FakeServer server = new FakeServer().connections(1);
		FakeServer quiet = new FakeServer();
		server.onDrain(() -> this.nanoTime += duration(step).toNanos());
		assertThat(drain(duration(timeout), server, quiet)).isFalse();
		assertThat(server.drains()).isEqualTo(drains);
		assertThat(server.givenUp()).isTrue();
		assertThat(quiet.givenUp()).isTrue();
	}

	private boolean drain(Duration timeout, FakeServer... servers) throws InterruptedException {
		return new Drain(List.of(servers), () -> this.nanoTime).run(timeout);
	}

	private static Duration duration(String text) {
		return text.endsWith("ms") ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
				: Duration.parse("PT" + text);
	}

}
