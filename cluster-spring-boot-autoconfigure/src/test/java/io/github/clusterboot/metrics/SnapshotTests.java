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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
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
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link SnapshotReader}, {@link FamilyJson} and {@link SnapshotWriter}: what
 * has travelled is written as what has not.
 */
class SnapshotTests {

	private static final Labels ODD = Labels.of("path", "C:\\temp \"x\"\n", "umlaut", "\u00e4\u6f22");

	private static final Exemplar EXEMPLAR = new Exemplar(0.5, Labels.of("trace_id", "a\"b"), 1700000000123L);

	@Test
	void everythingSurvivesTheWay() throws IOException {
		MetricSnapshots snapshots = snapshots();
		MetricSnapshots arrived = SnapshotWriter
			.write(FamilyJson.read(FamilyJson.write(SnapshotReader.read(snapshots, (name) -> false))));
		assertThat(text(arrived)).isEqualTo(text(snapshots));
		assertThat(openMetrics(arrived)).isEqualTo(openMetrics(snapshots))
			.contains("trace_id", "+Inf", "NaN", "_created", "# UNIT");
		HistogramDataPointSnapshot histogram = (HistogramDataPointSnapshot) arrived.stream()
			.filter((snapshot) -> snapshot.getMetadata().getName().equals("native"))
			.findFirst()
			.orElseThrow()
			.getDataPoints()
			.get(0);
		assertThat(histogram.getNativeSchema()).isEqualTo(5);
		assertThat(histogram.getNativeZeroCount()).isEqualTo(2);
		assertThat(histogram.getNativeZeroThreshold()).isEqualTo(0.25);
		assertThat(histogram.getNativeBucketsForPositiveValues().getBucketIndex(1)).isEqualTo(7);
		assertThat(histogram.getNativeBucketsForNegativeValues().getCount(0)).isEqualTo(6);
		assertThat(histogram.getCount()).isEqualTo(2 + 3 + 4 + 6);
	}

	@Test
	void onlyWhatCountsIsCumulative() {
		List<Family> families = SnapshotReader.read(snapshots(), "summary"::equals);
		assertThat(families).filteredOn(Family::cumulative)
			.extracting(Family::name)
			.containsExactlyInAnyOrder("counter_seconds", "histogram", "native");
	}

	@Test
	void familyThatTheClientDoesNotTakeCostsNoOther() {
		Family bad = TestFamilies.counter("bad", TestFamilies.series(-1));
		Family good = TestFamilies.counter("good", TestFamilies.series(1));
		assertThat(text(SnapshotWriter.write(List.of(bad, good)))).contains("good_total 1.0").doesNotContain("bad");
	}

	@Test
	void whatIsNoJsonIsRefused() {
		assertThatIOException().isThrownBy(() -> FamilyJson.read("[{".getBytes(StandardCharsets.UTF_8)));
		assertThatIOException().isThrownBy(() -> FamilyJson.readEntry(new byte[0]));
	}

	private static MetricSnapshots snapshots() {
		Quantiles quantiles = Quantiles.of(new Quantile(0.5, 1), new Quantile(0.99, Double.NaN));
		ClassicHistogramBuckets buckets = ClassicHistogramBuckets.of(new double[] { 0.1, 1, Double.POSITIVE_INFINITY },
				new long[] { 1, 2, 3 });
		return MetricSnapshots.of(
				new CounterSnapshot(new MetricMetadata("counter_seconds", "a\\b\nc", Unit.SECONDS),
						List.of(new CounterDataPointSnapshot(1e20, ODD, EXEMPLAR, 1600000000000L),
								new CounterDataPointSnapshot(0.1, Labels.EMPTY, null, 0, 1700000000000L))),
				new GaugeSnapshot(new MetricMetadata("gauge"),
						List.of(new GaugeDataPointSnapshot(Double.NaN, Labels.of("x", "nan"), null),
								new GaugeDataPointSnapshot(Double.POSITIVE_INFINITY, Labels.of("x", "up"), null),
								new GaugeDataPointSnapshot(Double.NEGATIVE_INFINITY, Labels.of("x", "down"), null))),
				new HistogramSnapshot(new MetricMetadata("histogram", "help"),
						List.of(new HistogramDataPointSnapshot(buckets, 12.5, ODD, Exemplars.of(EXEMPLAR),
								1600000000000L))),
				new HistogramSnapshot(true, new MetricMetadata("gauge_histogram"),
						List.of(new HistogramDataPointSnapshot(buckets, 2, Labels.EMPTY, Exemplars.EMPTY, 0))),
				new HistogramSnapshot(new MetricMetadata("native"),
						List.of(new HistogramDataPointSnapshot(5, 2, 0.25,
								NativeHistogramBuckets.of(new int[] { -3, 7 }, new long[] { 3, 4 }),
								NativeHistogramBuckets.of(new int[] { 1 }, new long[] { 6 }), 4, Labels.EMPTY,
								Exemplars.of(EXEMPLAR), 0))),
				new InfoSnapshot(new MetricMetadata("build"),
						List.of(new InfoDataPointSnapshot(Labels.of("version", "1")))),
				new StateSetSnapshot(new MetricMetadata("states"),
						List.of(new StateSetDataPointSnapshot(new String[] { "b", "a" }, new boolean[] { true, false },
								Labels.of("x", "1")))),
				new SummarySnapshot(new MetricMetadata("summary"),
						List.of(new SummaryDataPointSnapshot(3, 4.5, quantiles, ODD, Exemplars.of(EXEMPLAR), 0),
								new SummaryDataPointSnapshot(-1, Double.NaN, quantiles, Labels.EMPTY, Exemplars.EMPTY,
										0))),
				new UnknownSnapshot(new MetricMetadata("unknown"),
						List.of(new UnknownDataPointSnapshot(3, Labels.EMPTY, EXEMPLAR))));
	}

	private static String text(MetricSnapshots snapshots) {
		try {
			ByteArrayOutputStream output = new ByteArrayOutputStream();
			PrometheusTextFormatWriter.create().write(output, snapshots);
			return output.toString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String openMetrics(MetricSnapshots snapshots) throws IOException {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		new OpenMetricsTextFormatWriter(true, true).write(output, snapshots);
		return output.toString(StandardCharsets.UTF_8);
	}

}
