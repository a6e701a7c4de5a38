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

package io.github.clusterboot.metrics;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import io.github.clusterboot.metrics.Value.Exponential;
import io.github.clusterboot.metrics.Value.Histogram;
import io.github.clusterboot.metrics.Value.Summary;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Value}.
 */
class ValueTests {

	private static final double INFINITY = Double.POSITIVE_INFINITY;

	@Test
	void bucketsAreAdded() {
		assertThat(plain(Map.of(1.0, 2L, INFINITY, 3L), 4).plus(plain(Map.of(1.0, 10L, INFINITY, 20L), 30)))
			.isEqualTo(plain(Map.of(1.0, 12L, INFINITY, 23L), 34));
	}

	@Test
	void bucketsThatOnlyOneOfTheTwoHasGoOn() {
		assertThat(plain(Map.of(1.0, 2L, INFINITY, 3L), 0).plus(plain(Map.of(2.0, 10L, INFINITY, 20L), 0)))
			.isEqualTo(plain(Map.of(1.0, 2L, 2.0, 10L, INFINITY, 23L), 0));
	}

	@Test
	void exponentialBucketsOfTheSameWidthAreAdded() {
		Exponential one = exponential(3, Map.of(1, 2L));
		Exponential other = exponential(3, Map.of(1, 5L, 2, 1L));
		assertThat(new Histogram(new TreeMap<>(), one, 1, List.of())
			.plus(new Histogram(new TreeMap<>(), other, 2, List.of())))
			.isEqualTo(new Histogram(new TreeMap<>(),
					new Exponential(3, 0.5, 2, new TreeMap<>(Map.of(1, 7L, 2, 1L)), new TreeMap<>()), 3, List.of()));
	}

	@Test
	void exponentialBucketsOfDifferentWidthLeaveTheCount() {
		Histogram one = new Histogram(new TreeMap<>(), exponential(3, Map.of(1, 2L)), 1, List.of());
		Histogram other = new Histogram(new TreeMap<>(), exponential(4, Map.of(1, 5L)), 2, List.of());
		assertThat(one.plus(other)).isEqualTo(plain(Map.of(INFINITY, 9L), 3));
		assertThat(one.plus(plain(Map.of(1.0, 1L, INFINITY, 1L), 2)))
			.isEqualTo(plain(Map.of(1.0, 1L, INFINITY, 4L), 3));
	}

	@Test
	void whatIsUnknownAddsNothing() {
		Summary known = summary(3, 4.5);
		Summary unknown = summary(-1, Double.NaN);
		assertThat(known.plus(unknown)).isEqualTo(known);
		assertThat(unknown.plus(known)).isEqualTo(known);
		assertThat(unknown.plus(unknown)).isEqualTo(unknown);
		assertThat(known.plus(known)).isEqualTo(summary(6, 9));
	}

	@Test
	void whatIsOfAnotherKindAddsNothing() {
		Summary summary = summary(3, 4.5);
		Value scalar = new Value.Scalar(1, null);
		assertThat(summary.plus(scalar)).isEqualTo(summary);
		assertThat(scalar.plus(summary)).isEqualTo(scalar);
		assertThat(plain(Map.of(INFINITY, 1L), 1).plus(summary)).isEqualTo(plain(Map.of(INFINITY, 1L), 1));
	}

	private static Histogram plain(Map<Double, Long> buckets, double sum) {
		return new Histogram(new TreeMap<>(buckets), null, sum, List.of());
	}

	private static Exponential exponential(int schema, Map<Integer, Long> positive) {
		return new Exponential(schema, 0.5, 1, new TreeMap<>(positive), new TreeMap<>());
	}

	private static Summary summary(long count, double sum) {
		return new Summary(count, sum, new TreeMap<>(), List.of());
	}

}
