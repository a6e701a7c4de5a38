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
import java.util.function.DoubleBinaryOperator;

import io.micrometer.core.instrument.Statistic;
import org.jspecify.annotations.Nullable;

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
	 * @param reports the reports; at least one
	 * @param ofNamedWorker whether the worker was named, so no tag has to tell it
	 * @return one report, with a tag for the worker
	 */
	static MetricReport merge(List<WorkerReport> reports, boolean ofNamedWorker) {
		MetricReport first = reports.get(0).report();
		Map<Statistic, Double> measurements = new LinkedHashMap<>();
		SortedMap<String, SortedSet<String>> tags = new TreeMap<>();
		for (WorkerReport each : reports) {
			for (Sample sample : each.report().measurements()) {
				DoubleBinaryOperator operator = operator(sample.statistic(), first);
				if (operator != null || reports.size() == 1) {
					measurements.merge(sample.statistic(), sample.value(),
							(one, other) -> known(one, other, (operator != null) ? operator : Double::sum));
				}
			}
			addTags(each, tags);
		}
		if (ofNamedWorker) {
			tags.remove(WORKER);
		}
		List<Sample> samples = new ArrayList<>();
		measurements.forEach((statistic, value) -> samples.add(new Sample(statistic, value)));
		return new MetricReport(first.name(), first.description(), first.baseUnit(), samples, List.of()).withTags(tags);
	}

	private static void addTags(WorkerReport worker, Map<String, SortedSet<String>> tags) {
		worker.report()
			.tags()
			.forEach((tag, values) -> tags
				.computeIfAbsent(tag.equals(WORKER) ? EXPORTED_WORKER : tag, (key) -> new TreeSet<>())
				.addAll(values));
		tags.computeIfAbsent(WORKER, (key) -> new TreeSet<>()).add(String.valueOf(worker.slot()));
	}

	private static @Nullable DoubleBinaryOperator operator(Statistic statistic, MetricReport metric) {
		return switch (statistic) {
			case COUNT, TOTAL, TOTAL_TIME, ACTIVE_TASKS, DURATION -> Double::sum;
			case MAX -> Math::max;
			case VALUE -> canBeAdded(metric) ? Double::sum : Math::max;
			case UNKNOWN -> null;
		};
	}

	private static boolean canBeAdded(MetricReport metric) {
		String unit = metric.baseUnit();
		return OF_THE_MACHINE.stream().noneMatch(metric.name()::startsWith)
				&& (unit == null || !NOT_TO_BE_ADDED.contains(unit.toLowerCase(Locale.ROOT)));
	}

	private static double known(double one, double other, DoubleBinaryOperator operator) {
		if (Double.isNaN(one)) {
			return other;
		}
		return Double.isNaN(other) ? one : operator.applyAsDouble(one, other);
	}

	/**
	 * What one worker reports.
	 *
	 * @param slot its slot
	 * @param report the report
	 */
	record WorkerReport(int slot, MetricReport report) {

	}

}
