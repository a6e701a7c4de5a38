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

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WarmUpRounds}.
 */
class WarmUpRoundsTests {

	@Test
	void pathsTakeTurnsUntilItIsEnough() {
		WarmUpRounds rounds = new WarmUpRounds(List.of("/a", "/b"), 5);
		assertThat(List.of(rounds.next(), rounds.next(), rounds.next(), rounds.next(), rounds.next()))
			.containsExactly("/a", "/b", "/a", "/b", "/a");
		assertThat(rounds.next()).isNull();
	}

	@Test
	void aPathThatFailedIsNotAskedForAgain() {
		WarmUpRounds rounds = new WarmUpRounds(List.of("/a", "/b"), 4);
		assertThat(rounds.next()).isEqualTo("/a");
		rounds.failed("/a");
		assertThat(rounds.next()).isEqualTo("/b");
		assertThat(rounds.next()).isEqualTo("/b");
		rounds.failed("/b");
		assertThat(rounds.next()).isNull();
	}

	@Test
	void withoutPathsThereIsNothingToDo() {
		assertThat(new WarmUpRounds(List.of(), 10).next()).isNull();
	}

}
