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

package io.github.clusterboot.session;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LenientSerializer}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LenientSerializerTests {

	private final LenientSerializer serializer = new LenientSerializer(null);

	@Test
	void readsWhatItHasWritten() {
		List<String> value = List.of("a", "b");
		assertThat(this.serializer.deserialize(this.serializer.serialize(value))).isEqualTo(value);
	}

	@Test
	void nothingStaysNothing() {
		assertThat(this.serializer.deserialize(null)).isNull();
	}

	@Test
	void leavesOutWhatItCannotReadAndSaysSoOnce(CapturedOutput output) {
		byte[] unreadable = this.serializer.serialize(new Visitor("a name"));
		replace(unreadable, "Visitor", "Visit0r");
		assertThat(this.serializer.deserialize(unreadable)).isNull();
		assertThat(this.serializer.deserialize(unreadable)).isNull();
		assertThat(output.getOut()).containsOnlyOnce("is left out").contains("Visit0r");
	}

	private static void replace(byte[] bytes, String text, String replacement) {
		int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
		System.arraycopy(replacement.getBytes(), 0, bytes, at, replacement.length());
	}

	record Visitor(String name) implements Serializable {

	}

}
