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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.micrometer.core.instrument.Statistic;

import io.github.clusterboot.metrics.MetricReport.AvailableTag;
import io.github.clusterboot.metrics.MetricReport.Sample;

/**
 * Makes one report of those of several workers.
 */
final class MetricMerge {

	/**
	 * The tag that tells whose measurement it is.
	 */
	static final String WORKER = "worker";

	/**
	 * An application's own tag of that name.
	 */
	static final String EXPORTED_WORKER = "exported_worker";

	/**
	 * Of which there is no sum that means anything.
	 */
	private static final Set<String> NOT_TO_BE_ADDED = Set.of("nanoseconds", "microseconds", "milliseconds", "seconds",
			"minutes", "hours", "days", "percent", "ratio");

	private static final List<String> OF_THE_MACHINE = List.of("system.", "disk.");

	private MetricMerge() {
	}

	/**
	 * Puts reports together. What cannot be is left out, unless there is only one.
	 * @param reports the reports by worker; at least one
	 * @param ofNamedWorker whether the worker was named, so no tag has to tell it
	 */
	static MetricReport merge(Map<String, MetricReport> reports, boolean ofNamedWorker) {
		MetricReport first = reports.values().iterator().next();
		Map<Statistic, Double> measurements = new LinkedHashMap<>();
		SortedMap<String, SortedSet<String>> tags = new TreeMap<>();
		if (!ofNamedWorker) {
			tags.put(WORKER, new TreeSet<>(reports.keySet()));
		}
		for (MetricReport report : reports.values()) {
			for (Sample sample : report.measurements()) {
				if (reports.size() == 1 || sample.statistic() != Statistic.UNKNOWN) {
					measurements.merge(sample.statistic(), sample.value(),
							(one, other) -> together(first, sample.statistic(), one, other));
				}
			}
			for (AvailableTag tag : report.availableTags()) {
				tags.computeIfAbsent(tag.tag().equals(WORKER) ? EXPORTED_WORKER : tag.tag(), (key) -> new TreeSet<>())
					.addAll(tag.values());
			}
		}
		List<Sample> samples = new ArrayList<>();
		measurements.forEach((statistic, value) -> samples.add(new Sample(statistic, value)));
		List<AvailableTag> availableTags = new ArrayList<>();
		tags.forEach((tag, values) -> availableTags.add(new AvailableTag(tag, values)));
		return new MetricReport(first.name(), first.description(), first.baseUnit(), samples, availableTags);
	}

	private static double together(MetricReport metric, Statistic statistic, double one, double other) {
		if (Double.isNaN(one) || Double.isNaN(other)) {
			return Double.isNaN(one) ? other : one;
		}
		boolean maximum = statistic == Statistic.MAX || (statistic == Statistic.VALUE && !canBeAdded(metric));
		return maximum ? Math.max(one, other) : one + other;
	}

	private static boolean canBeAdded(MetricReport metric) {
		String unit = metric.baseUnit();
		return OF_THE_MACHINE.stream().noneMatch(metric.name()::startsWith)
				&& (unit == null || !NOT_TO_BE_ADDED.contains(unit.toLowerCase(Locale.ROOT)));
	}

}
