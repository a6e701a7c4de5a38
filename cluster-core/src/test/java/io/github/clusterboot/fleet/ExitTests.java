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

package io.github.clusterboot.fleet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Exit}.
 */
class ExitTests {

	@ParameterizedTest
	@CsvSource({ "129,SIGHUP", "130,SIGINT", "131,SIGQUIT", "132,SIGILL", "134,SIGABRT", "135,SIGBUS", "137,SIGKILL",
			"139,SIGSEGV", "141,SIGPIPE", "143,SIGTERM", "138,signal 10", "192,signal 64" })
	void codesAbove128NameTheirSignal(int code, String signal) {
		Exit exit = Exit.of(code);
		assertThat(exit).isEqualTo(new Exit(code, signal, false));
		assertThat(exit).hasToString(code + " (" + signal + ")");
		assertThat(exit.failed()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 1, 42, 127, 128, 193, 255 })
	void otherCodesNameNone(int code) {
		Exit exit = Exit.of(code);
		assertThat(exit.signal()).isNull();
		assertThat(exit).hasToString(String.valueOf(code));
		assertThat(exit.failed()).isTrue();
	}

	@Test
	void tellsWhenTheKernelProbablyHasKilledForMemory() {
		assertThat(Exit.of(137, true)).hasToString("137 (SIGKILL, probably the kernel's OOM killer)");
		assertThat(Exit.of(137)).hasToString("137 (SIGKILL)");
	}

}
