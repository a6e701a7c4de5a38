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
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeInfo.Id;
import org.jspecify.annotations.Nullable;

/**
 * The value of a series.
 */
@JsonTypeInfo(use = Id.NAME, property = "is")
@JsonSubTypes({ @Type(value = Value.Scalar.class, name = "scalar"),
		@Type(value = Value.Histogram.class, name = "histogram"), @Type(value = Value.Summary.class, name = "summary"),
		@Type(value = Value.Info.class, name = "info"), @Type(value = Value.States.class, name = "states") })
sealed interface Value {

	/**
	 * This, with what was counted before. What cannot be added is that of this one.
	 */
	Value plus(Value earlier);

	/**
	 * What of this is still true when its worker is gone: counts, without exemplars and
	 * quantiles.
	 */
	default Value withoutThePresent() {
		return this;
	}

	private static double addKnown(double one, double other) {
		if (Double.isNaN(one)) {
			return other;
		}
		return Double.isNaN(other) ? one : one + other;
	}

	private static <K extends Comparable<K>> SortedMap<K, Long> addCounts(Map<K, Long> one, Map<K, Long> other) {
		SortedMap<K, Long> sum = new TreeMap<>(one);
		other.forEach((key, count) -> sum.merge(key, count, Long::sum));
		return sum;
	}

	/**
	 * A number: a counter, a gauge, or nobody knows.
	 *
	 * @param number the number
	 * @param exemplar an example, or {@code null}
	 */
	record Scalar(double number, @Nullable Example exemplar) implements Value {

		@Override
		public Value plus(Value earlier) {
			return (earlier instanceof Scalar scalar) ? new Scalar(this.number + scalar.number, this.exemplar) : this;
		}

		@Override
		public Value withoutThePresent() {
			return new Scalar(this.number, null);
		}

	}

	/**
	 * A distribution over buckets.
	 *
	 * @param buckets how many values were at most so large and larger than the bound
	 * before, by the upper bound; empty if there are only exponential buckets
	 * @param exponential the same in exponential buckets, or {@code null}
	 * @param sum the sum of the values, or NaN if unknown
	 * @param exemplars examples
	 */
	record Histogram(SortedMap<Double, Long> buckets, @Nullable Exponential exponential, double sum,
			List<Example> exemplars) implements Value {

		/**
		 * Buckets that only one of the two has are kept, so each bucket goes on from
		 * where it was. Exponential buckets of different widths cannot be added; the
		 * plain ones, of which one holds everything, are left then.
		 */
		@Override
		public Value plus(Value earlier) {
			if (!(earlier instanceof Histogram histogram)) {
				return this;
			}
			Exponential added = (this.exponential != null && histogram.exponential != null)
					? this.exponential.plus(histogram.exponential) : null;
			boolean plainOnBothSides = !this.buckets.isEmpty() && !histogram.buckets.isEmpty();
			SortedMap<Double, Long> buckets = (plainOnBothSides || added == null)
					? addCounts(plainBuckets(), histogram.plainBuckets()) : new TreeMap<>();
			return new Histogram(buckets, added, Value.addKnown(this.sum, histogram.sum), this.exemplars);
		}

		@Override
		public Value withoutThePresent() {
			return new Histogram(this.buckets, this.exponential, this.sum, List.of());
		}

		private SortedMap<Double, Long> plainBuckets() {
			if (this.buckets.isEmpty() && this.exponential != null) {
				return new TreeMap<>(Map.of(Double.POSITIVE_INFINITY, this.exponential.count()));
			}
			return this.buckets;
		}

	}

	/**
	 * Buckets of a native histogram.
	 *
	 * @param schema how wide the buckets are
	 * @param zeroThreshold what is at most so far from zero is counted as zero
	 * @param zeros how many zeros were counted
	 * @param positive how many positive values were counted, by the index of the bucket
	 * @param negative how many negative values were counted, by the index of the bucket
	 */
	record Exponential(int schema, double zeroThreshold, long zeros, SortedMap<Integer, Long> positive,
			SortedMap<Integer, Long> negative) {

		@Nullable Exponential plus(Exponential other) {
			if (this.schema != other.schema || this.zeroThreshold != other.zeroThreshold) {
				return null;
			}
			return new Exponential(this.schema, this.zeroThreshold, this.zeros + other.zeros,
					addCounts(this.positive, other.positive), addCounts(this.negative, other.negative));
		}

		long count() {
			return this.zeros + total(this.positive) + total(this.negative);
		}

		private static long total(Map<Integer, Long> counts) {
			return counts.values().stream().mapToLong(Long::longValue).sum();
		}

	}

	/**
	 * A count and a sum.
	 *
	 * @param count how many values there were, or -1 if unknown
	 * @param sum their sum, or NaN if unknown
	 * @param quantiles values by quantile, which nothing can be added to
	 * @param exemplars examples
	 */
	record Summary(long count, double sum, SortedMap<Double, Double> quantiles,
			List<Example> exemplars) implements Value {

		@Override
		public Value plus(Value earlier) {
			if (!(earlier instanceof Summary summary)) {
				return this;
			}
			long count = (this.count < 0 || summary.count < 0) ? Math.max(this.count, summary.count)
					: this.count + summary.count;
			return new Summary(count, Value.addKnown(this.sum, summary.sum), this.quantiles, this.exemplars);
		}

		@Override
		public Value withoutThePresent() {
			return new Summary(this.count, this.sum, new TreeMap<>(), List.of());
		}

	}

	/**
	 * Nothing but the labels.
	 */
	record Info() implements Value {

		@Override
		public Value plus(Value earlier) {
			return this;
		}

	}

	/**
	 * States of which some are true.
	 *
	 * @param states whether it is so, by state
	 */
	record States(SortedMap<String, Boolean> states) implements Value {

		@Override
		public Value plus(Value earlier) {
			return this;
		}

	}

	/**
	 * An exemplar.
	 *
	 * @param value the value
	 * @param labels its labels, such as the id of a trace
	 * @param timestamp when it was, in milliseconds, or 0 if unknown
	 */
	record Example(double value, SortedMap<String, String> labels, long timestamp) {

	}

}
