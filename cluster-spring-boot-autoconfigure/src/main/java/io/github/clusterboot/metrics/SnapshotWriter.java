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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot.StateSetDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.metrics.Value.Example;
import io.github.clusterboot.metrics.Value.Exponential;

/**
 * Gives families the form in which the Prometheus client writes them.
 */
final class SnapshotWriter {

	private static final Logger logger = LoggerFactory.getLogger(SnapshotWriter.class);

	private SnapshotWriter() {
	}

	/**
	 * Writes all families. One that the client does not take is left out: it must not
	 * cost all others.
	 */
	static MetricSnapshots write(Collection<Family> families) {
		MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
		for (Family family : families) {
			try {
				MetricSnapshot snapshot = snapshot(family);
				if (!snapshots.containsMetricName(snapshot.getMetadata().getPrometheusName())) {
					snapshots.metricSnapshot(snapshot);
				}
			}
			catch (IllegalArgumentException ex) {
				logger.debug("Metric {} is left out", family.name(), ex);
			}
		}
		return snapshots.build();
	}

	private static MetricSnapshot snapshot(Family family) {
		MetricMetadata metadata = new MetricMetadata(family.name(), family.help(),
				(family.unit() != null) ? new Unit(family.unit()) : null);
		return switch (family.type()) {
			case COUNTER -> new CounterSnapshot(metadata, points(family, SnapshotWriter::counter));
			case GAUGE -> new GaugeSnapshot(metadata, points(family, SnapshotWriter::gauge));
			case UNKNOWN -> new UnknownSnapshot(metadata, points(family, SnapshotWriter::unknown));
			case HISTOGRAM -> new HistogramSnapshot(metadata, points(family, SnapshotWriter::histogram));
			case GAUGE_HISTOGRAM -> new HistogramSnapshot(true, metadata, points(family, SnapshotWriter::histogram));
			case SUMMARY -> new SummarySnapshot(metadata, points(family, SnapshotWriter::summary));
			case INFO -> new InfoSnapshot(metadata, points(family, SnapshotWriter::info));
			case STATE_SET -> new StateSetSnapshot(metadata, points(family, SnapshotWriter::states));
		};
	}

	private static <T> List<T> points(Family family, Function<Series, T> point) {
		return family.series().stream().map(point).toList();
	}

	private static CounterDataPointSnapshot counter(Series series) {
		Value.Scalar scalar = (Value.Scalar) series.value();
		return new CounterDataPointSnapshot(scalar.number(), labels(series), exemplar(scalar.exemplar()),
				series.created(), series.timestamp());
	}

	private static GaugeDataPointSnapshot gauge(Series series) {
		Value.Scalar scalar = (Value.Scalar) series.value();
		return new GaugeDataPointSnapshot(scalar.number(), labels(series), exemplar(scalar.exemplar()),
				series.timestamp());
	}

	private static UnknownDataPointSnapshot unknown(Series series) {
		Value.Scalar scalar = (Value.Scalar) series.value();
		return new UnknownDataPointSnapshot(scalar.number(), labels(series), exemplar(scalar.exemplar()),
				series.timestamp());
	}

	private static HistogramDataPointSnapshot histogram(Series series) {
		Value.Histogram histogram = (Value.Histogram) series.value();
		Exponential exponential = histogram.exponential();
		ClassicHistogramBuckets buckets = buckets(histogram.buckets());
		if (exponential == null) {
			return new HistogramDataPointSnapshot(buckets, HistogramSnapshot.CLASSIC_HISTOGRAM, 0, 0,
					NativeHistogramBuckets.EMPTY, NativeHistogramBuckets.EMPTY, histogram.sum(), labels(series),
					exemplars(histogram.exemplars()), series.created(), series.timestamp());
		}
		return new HistogramDataPointSnapshot(buckets, exponential.schema(), exponential.zeros(),
				exponential.zeroThreshold(), exponentialBuckets(exponential.positive()),
				exponentialBuckets(exponential.negative()), histogram.sum(), labels(series),
				exemplars(histogram.exemplars()), series.created(), series.timestamp());
	}

	private static ClassicHistogramBuckets buckets(SortedMap<Double, Long> buckets) {
		return buckets.isEmpty() ? ClassicHistogramBuckets.EMPTY
				: ClassicHistogramBuckets.of(List.copyOf(buckets.keySet()), List.copyOf(buckets.values()));
	}

	private static NativeHistogramBuckets exponentialBuckets(SortedMap<Integer, Long> buckets) {
		return NativeHistogramBuckets.of(List.copyOf(buckets.keySet()), List.copyOf(buckets.values()));
	}

	private static SummaryDataPointSnapshot summary(Series series) {
		Value.Summary summary = (Value.Summary) series.value();
		List<Quantile> quantiles = new ArrayList<>();
		summary.quantiles().forEach((quantile, value) -> quantiles.add(new Quantile(quantile, value)));
		return new SummaryDataPointSnapshot(summary.count(), summary.sum(), Quantiles.of(quantiles), labels(series),
				exemplars(summary.exemplars()), series.created(), series.timestamp());
	}

	private static InfoDataPointSnapshot info(Series series) {
		return new InfoDataPointSnapshot(labels(series), series.timestamp());
	}

	private static StateSetDataPointSnapshot states(Series series) {
		SortedMap<String, Boolean> states = ((Value.States) series.value()).states();
		boolean[] values = new boolean[states.size()];
		int index = 0;
		for (Boolean value : states.values()) {
			values[index++] = value;
		}
		return new StateSetDataPointSnapshot(states.keySet().toArray(String[]::new), values, labels(series),
				series.timestamp());
	}

	private static Exemplars exemplars(List<Example> examples) {
		return Exemplars.of(examples.stream().map(SnapshotWriter::toExemplar).toList());
	}

	private static @Nullable Exemplar exemplar(@Nullable Example example) {
		return (example != null) ? toExemplar(example) : null;
	}

	private static Exemplar toExemplar(Example example) {
		return new Exemplar(example.value(), labels(example.labels()), example.timestamp());
	}

	private static Labels labels(Series series) {
		return labels(series.labels());
	}

	private static Labels labels(Map<String, String> labels) {
		return Labels.of(labels.keySet().toArray(String[]::new), labels.values().toArray(String[]::new));
	}

}
