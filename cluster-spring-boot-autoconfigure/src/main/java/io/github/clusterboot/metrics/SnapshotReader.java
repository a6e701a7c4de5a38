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

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBucket;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DistributionDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot.StateSetDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import org.jspecify.annotations.Nullable;

import io.github.clusterboot.metrics.Family.Type;
import io.github.clusterboot.metrics.Value.Example;
import io.github.clusterboot.metrics.Value.Exponential;

/**
 * Reads what a registry has measured.
 */
final class SnapshotReader {

	private SnapshotReader() {
	}

	/**
	 * Reads all families.
	 * @param snapshots what the registry has measured
	 * @param momentary whether what has this name tells of a moment, although its type
	 * says that it counts
	 */
	static List<Family> read(MetricSnapshots snapshots, Predicate<String> momentary) {
		return snapshots.stream().map((snapshot) -> family(snapshot, momentary)).toList();
	}

	private static Family family(MetricSnapshot snapshot, Predicate<String> momentary) {
		MetricMetadata metadata = snapshot.getMetadata();
		Type type = type(snapshot);
		boolean counts = type == Type.COUNTER || type == Type.HISTOGRAM || type == Type.SUMMARY;
		return new Family(metadata.getName(), type, metadata.getHelp(),
				(metadata.getUnit() != null) ? metadata.getUnit().toString() : null,
				counts && !momentary.test(metadata.getName()),
				snapshot.getDataPoints().stream().map(SnapshotReader::series).toList());
	}

	private static Type type(MetricSnapshot snapshot) {
		if (snapshot instanceof CounterSnapshot) {
			return Type.COUNTER;
		}
		if (snapshot instanceof GaugeSnapshot) {
			return Type.GAUGE;
		}
		if (snapshot instanceof HistogramSnapshot histogram) {
			return histogram.isGaugeHistogram() ? Type.GAUGE_HISTOGRAM : Type.HISTOGRAM;
		}
		if (snapshot instanceof SummarySnapshot) {
			return Type.SUMMARY;
		}
		if (snapshot instanceof InfoSnapshot) {
			return Type.INFO;
		}
		return (snapshot instanceof StateSetSnapshot) ? Type.STATE_SET : Type.UNKNOWN;
	}

	private static Series series(DataPointSnapshot point) {
		return new Series(labels(point.getLabels()), point.getCreatedTimestampMillis(),
				point.getScrapeTimestampMillis(), value(point));
	}

	private static Value value(DataPointSnapshot point) {
		if (point instanceof CounterDataPointSnapshot counter) {
			return new Value.Scalar(counter.getValue(), example(counter.getExemplar()));
		}
		if (point instanceof GaugeDataPointSnapshot gauge) {
			return new Value.Scalar(gauge.getValue(), example(gauge.getExemplar()));
		}
		if (point instanceof UnknownDataPointSnapshot unknown) {
			return new Value.Scalar(unknown.getValue(), example(unknown.getExemplar()));
		}
		if (point instanceof HistogramDataPointSnapshot histogram) {
			return histogram(histogram);
		}
		if (point instanceof SummaryDataPointSnapshot summary) {
			SortedMap<Double, Double> quantiles = new TreeMap<>();
			summary.getQuantiles().forEach((each) -> quantiles.put(each.getQuantile(), each.getValue()));
			return new Value.Summary(summary.getCount(), summary.getSum(), quantiles, examples(summary));
		}
		if (point instanceof StateSetDataPointSnapshot set) {
			SortedMap<String, Boolean> states = new TreeMap<>();
			set.forEach((state) -> states.put(state.getName(), state.isTrue()));
			return new Value.States(states);
		}
		return new Value.Info();
	}

	private static Value histogram(HistogramDataPointSnapshot histogram) {
		SortedMap<Double, Long> buckets = new TreeMap<>();
		for (ClassicHistogramBucket bucket : histogram.getClassicBuckets()) {
			buckets.merge(bucket.getUpperBound(), bucket.getCount(), Long::sum);
		}
		Exponential exponential = histogram.hasNativeHistogramData()
				? new Exponential(histogram.getNativeSchema(), histogram.getNativeZeroThreshold(),
						histogram.getNativeZeroCount(), counts(histogram.getNativeBucketsForPositiveValues()),
						counts(histogram.getNativeBucketsForNegativeValues()))
				: null;
		return new Value.Histogram(buckets, exponential, histogram.getSum(), examples(histogram));
	}

	private static SortedMap<Integer, Long> counts(NativeHistogramBuckets buckets) {
		SortedMap<Integer, Long> counts = new TreeMap<>();
		buckets.forEach((bucket) -> counts.put(bucket.getBucketIndex(), bucket.getCount()));
		return counts;
	}

	private static List<Example> examples(DistributionDataPointSnapshot point) {
		Exemplars exemplars = point.getExemplars();
		List<Example> examples = new ArrayList<>();
		StreamSupport.stream(exemplars.spliterator(), false)
			.map(SnapshotReader::example)
			.filter((example) -> example != null)
			.forEach(examples::add);
		return examples;
	}

	private static @Nullable Example example(@Nullable Exemplar exemplar) {
		return (exemplar != null)
				? new Example(exemplar.getValue(), labels(exemplar.getLabels()), exemplar.getTimestampMillis()) : null;
	}

	private static SortedMap<String, String> labels(Labels labels) {
		SortedMap<String, String> map = new TreeMap<>();
		labels.forEach((label) -> map.put(label.getName(), label.getValue()));
		return map;
	}

}
