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

package io.github.clusterboot.jvm;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JvmArguments}.
 */
class JvmArgumentsTests {

	@ParameterizedTest
	@CsvSource({ "0,0", "1048576,1048576", "64k,65536", "64K,65536", "2m,2097152", "1G,1073741824", "1t,1099511627776",
			"010,10" })
	void sizesAreParsed(String text, long size) {
		assertThat(JvmArguments.parseSize(text)).hasValue(size);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "m", "1.5g", "-1", "1p", "1mb", " 1m", "9223372036854775808", "9999999999g" })
	void whatIsNoSizeIsNotParsed(String text) {
		assertThat(JvmArguments.parseSize(text)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "1610612736,1536m", "1073741824,1024m", "1536000,1500k", "1536001,1500k", "1048576,1m" })
	void sizesAreFormatted(long size, String text) {
		assertThat(JvmArguments.formatSize(size)).isEqualTo(text);
	}

	@Test
	void theLastOneCounts() {
		JvmArguments arguments = new JvmArguments(List.of("-Xmx1g", "-XX:MaxHeapSize=2g", "-Xms1m"));
		assertThat(arguments.size("-Xmx", "-XX:MaxHeapSize=")).hasValue(2L << 30);
		assertThat(arguments.size("-Xmx")).hasValue(1L << 30);
		assertThat(arguments.size("-Xmn")).isEmpty();
		assertThat(arguments.number("-XX:MaxRAMPercentage=")).isEmpty();
	}

}
