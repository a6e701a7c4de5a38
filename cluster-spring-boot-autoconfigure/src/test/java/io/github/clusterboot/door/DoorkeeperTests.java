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

package io.github.clusterboot.door;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.clusterboot.door.Reception.Admission;
import io.github.clusterboot.door.Reception.Answer;
import io.github.clusterboot.peer.PeerResource;
import io.github.clusterboot.peer.RequestOrigin;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Doorkeeper}.
 */
class DoorkeeperTests {

	private static final RequestOrigin ORIGIN = new RequestOrigin("https", "example.com", 443, "192.0.2.1", "client", 1,
			"192.0.2.2", "server", 8443, null);

	private final Doorkeeper doorkeeper = new Doorkeeper(Stream.of(new Echo()));

	@ParameterizedTest
	@CsvSource({ "/cluster-peer/echo, a%20b, 200, 'a b'", "/cluster-peer/echo, , 200, ''",
			"/cluster-peer/echo, throw, 500, java.io.IOException: thrown",
			"/cluster-peer/echo, %zz, 500, java.lang.IllegalArgumentException",
			"/cluster-peer/other, , 404, Nothing of this worker is at /cluster-peer/other",
			"/actuator/health, , 404, Nothing of this worker is at /actuator/health" })
	void questionIsAnswered(String path, @Nullable String query, int status, String text) {
		assertThat(this.doorkeeper.receive(null, path, query)).isInstanceOfSatisfying(Answer.class, (answer) -> {
			assertThat(answer.status()).isEqualTo(status);
			assertThat(new String(answer.body(), StandardCharsets.UTF_8)).startsWith(text);
		});
	}

	@Test
	void requestWithAnOriginIsAdmitted() {
		assertThat(this.doorkeeper.receive(ORIGIN.toHeader(), "/cluster-peer/echo", null))
			.isInstanceOfSatisfying(Admission.class, (admission) -> assertThat(admission.origin()).isEqualTo(ORIGIN));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "garbage", "bnVsbA==", "W10=" })
	void originThatCannotBeReadIsABadRequest(String origin) {
		assertThat(this.doorkeeper.receive(origin, "/", null)).isInstanceOfSatisfying(Answer.class,
				(answer) -> assertThat(answer.status()).isEqualTo(400));
	}

	@Test
	void placesAreFew() {
		List<Admission> admitted = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			admitted.add((Admission) this.doorkeeper.receive(ORIGIN.toHeader(), "/", null));
		}
		assertThat(this.doorkeeper.receive(ORIGIN.toHeader(), "/", null)).isInstanceOfSatisfying(Answer.class,
				(answer) -> {
					assertThat(answer.status()).isEqualTo(503);
					assertThat(answer.contentType()).isEqualTo("application/json");
				});
		assertThat(this.doorkeeper.receive(null, "/cluster-peer/echo", "x")).isInstanceOf(Answer.class);
		admitted.get(0).close();
		assertThat(this.doorkeeper.receive(ORIGIN.toHeader(), "/", null)).isInstanceOf(Admission.class);
	}

	/**
	 * Answers with what it is asked.
	 */
	private static final class Echo implements PeerResource {

		@Override
		public String name() {
			return "echo";
		}

		@Override
		public byte[] answer(String query) throws IOException {
			if (query.equals("throw")) {
				throw new IOException("thrown");
			}
			return query.getBytes(StandardCharsets.UTF_8);
		}

	}

}
