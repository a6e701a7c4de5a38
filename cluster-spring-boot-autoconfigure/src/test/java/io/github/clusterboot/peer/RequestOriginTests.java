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

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequestOrigin}.
 */
class RequestOriginTests {

	@Test
	void survivesTheWayThroughAHeader() {
		RequestOrigin origin = new RequestOrigin("https", "ex\u00e4mple\r\n", 443, "192.0.2.1", "client", 40000,
				"192.0.2.2", "server", 8443, null);
		assertThat(origin.toHeader()).matches("[\\x20-\\x7e]*");
		assertThat(RequestOrigin.parse(origin.toHeader())).isEqualTo(origin);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "[]", "{\"scheme\":", "{\"serverPort\":\"x\"}", "null" })
	void whatIsNoOriginIsNotRead(String header) {
		assertThat(RequestOrigin.parse(header)).isNull();
		String encoded = Base64.getEncoder().encodeToString(header.getBytes(StandardCharsets.UTF_8));
		assertThat(RequestOrigin.parse(encoded)).isNull();
	}

}
