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

package io.github.clusterboot.primary;

import org.junit.jupiter.api.Test;

import io.github.clusterboot.ipc.Message;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GeneratedPassword}.
 */
class GeneratedPasswordTests {

	@Test
	void allAreToldTheSameAndOneThatItIsTheFirst() {
		GeneratedPassword password = new GeneratedPassword();
		Message.Password first = password.answer(new Message.PasswordQuery(3));
		assertThat(first.request()).isEqualTo(3);
		assertThat(first.first()).isTrue();
		assertThat(password.answer(new Message.PasswordQuery(1)))
			.isEqualTo(new Message.Password(1, first.password(), false));
		assertThat(new GeneratedPassword().answer(new Message.PasswordQuery(3)).password())
			.isNotEqualTo(first.password());
	}

	@Test
	void isInNoLog() {
		assertThat(new Message.Password(3, "secret", true)).asString().doesNotContain("secret");
	}

}
