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

package io.github.clusterboot.cache;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.cache.interceptor.SimpleKey;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KeyHash}.
 */
class KeyHashTests {

	@ParameterizedTest
	@MethodSource("alike")
	void keyThatIsAlikeInAllJvmsHasItsHashCode(Object key) {
		assertThat(KeyHash.of(key)).isEqualTo(key.hashCode());
	}

	static Stream<Object> alike() {
		return Stream.of("text", 1, 2L, 3.5, 'c', true, BigDecimal.TEN, UUID.randomUUID(), LocalDate.EPOCH,
				SimpleKey.EMPTY, new SimpleKey("text", 1L, null), new Point(1, new Name("text")), new Point(1, null));
	}

	@ParameterizedTest
	@MethodSource("different")
	void keyThatMayDifferHasNone(Object key) {
		assertThat(KeyHash.of(key)).isNull();
	}

	static Stream<Object> different() {
		return Stream.of(DayOfWeek.MONDAY, new Object(), new SimpleKey("text", DayOfWeek.MONDAY),
				new SimpleKey("text", new int[] { 1 }), new Point(1, DayOfWeek.MONDAY), List.of("text"),
				new StringBuilder(), new Closed(1));
	}

	@Test
	void hashCodesAreThoseOfEqualKeys() {
		assertThat(KeyHash.of(new Point(1, new Name("text")))).isEqualTo(KeyHash.of(new Point(1, new Name("text"))));
		assertThat(KeyHash.of(new SimpleKey("text", 1L))).isEqualTo(KeyHash.of(new SimpleKey("text", 1L)))
			.isNotEqualTo(KeyHash.of(new SimpleKey("text", 2L)));
	}

	private record Point(int x, @Nullable Object y) {
	}

	private record Name(String name) {
	}

	/**
	 * Refuses to be looked at.
	 */
	private record Closed(int x) {

		@Override
		public int x() {
			throw new IllegalStateException("on purpose");
		}

	}

}
