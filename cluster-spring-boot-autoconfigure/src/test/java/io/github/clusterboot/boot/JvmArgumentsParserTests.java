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

package io.github.clusterboot.boot;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JvmArgumentsParser}.
 */
class JvmArgumentsParserTests {

	static Stream<Arguments> arguments() {
		return Stream.of(Arguments.of("", List.of()), Arguments.of("  \t\n ", List.of()),
				Arguments.of("-Xmx64m", List.of("-Xmx64m")),
				Arguments.of("  -Xmx64m \n\t-Xss1m ", List.of("-Xmx64m", "-Xss1m")),
				Arguments.of("-Da=\"b c\" -Dd", List.of("-Da=b c", "-Dd")),
				Arguments.of("'-Da=b c' -Dd", List.of("-Da=b c", "-Dd")),
				Arguments.of("-Da='say \"hi\"'", List.of("-Da=say \"hi\"")),
				Arguments.of("-Da=\"it's\"", List.of("-Da=it's")), Arguments.of("-Da=\"\"", List.of("-Da=")),
				Arguments.of("-Da=\"b \"'c d'e", List.of("-Da=b c de")),
				Arguments.of("-Da=\"$1\\n\"", List.of("-Da=$1\\n")),
				Arguments.of("-Dslot={slot} -Did={id}", List.of("-Dslot={slot}", "-Did={id}")),
				Arguments.of("-Da=it's -Db", List.of("-Da=it's", "-Db")));
	}

	@ParameterizedTest
	@MethodSource("arguments")
	void splitsAtSpacesOutsideOfQuotes(String property, List<String> arguments) {
		assertThat(JvmArgumentsParser.parse(property)).isEqualTo(arguments);
	}

}
