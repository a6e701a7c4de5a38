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
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A metric, in the shape in which Boot's {@code metrics} endpoint describes it.
 *
 * @param name the name
 * @param description what it means, or {@code null}
 * @param baseUnit the unit, or {@code null}
 * @param measurements what was measured
 * @param availableTags the tags by which more can be asked
 */
public record MetricReport(String name, @Nullable String description, @Nullable String baseUnit,
		List<Sample> measurements, List<AvailableTag> availableTags) implements OperationResponseBody {

	/**
	 * Of which there is no sum that means anything.
	 */
	private static final Set<String> NOT_TO_BE_ADDED = Set.of("nanoseconds", "microseconds", "milliseconds", "seconds",
			"minutes", "hours", "days", "percent", "ratio");

	private static final List<String> OF_THE_MACHINE = List.of("system.", "disk.");

	/**
	 * Puts reports together.
	 * @param reports the reports; at least one
	 */
	static MetricReport merge(List<MetricReport> reports) {
		MetricReport first = reports.get(0);
		boolean valueCanBeAdded = canBeAdded(first);
		Map<Statistic, Double> measurements = new LinkedHashMap<>();
		SortedMap<String, SortedSet<String>> tags = new TreeMap<>();
		for (MetricReport report : reports) {
			for (Sample sample : report.measurements()) {
				boolean maximum = sample.statistic() == Statistic.MAX
						|| (sample.statistic() == Statistic.VALUE && !valueCanBeAdded);
				measurements.merge(sample.statistic(), sample.value(), (one, other) -> merge(one, other, maximum));
			}
			for (AvailableTag tag : report.availableTags()) {
				tags.computeIfAbsent(tag.tag(), (key) -> new TreeSet<>()).addAll(tag.values());
			}
		}
		return new MetricReport(first.name(), first.description(), first.baseUnit(),
				measurements.entrySet().stream().map((each) -> new Sample(each.getKey(), each.getValue())).toList(),
				tags.entrySet().stream().map((each) -> new AvailableTag(each.getKey(), each.getValue())).toList());
	}

	private static double merge(double one, double other, boolean maximum) {
		if (Double.isNaN(one) || Double.isNaN(other)) {
			return Double.isNaN(one) ? other : one;
		}
		return maximum ? Math.max(one, other) : one + other;
	}

	private static boolean canBeAdded(MetricReport metric) {
		String unit = metric.baseUnit();
		return OF_THE_MACHINE.stream().noneMatch(metric.name()::startsWith)
				&& (unit == null || !NOT_TO_BE_ADDED.contains(unit.toLowerCase(Locale.ROOT)));
	}

	/**
	 * A measurement.
	 *
	 * @param statistic what was measured
	 * @param value the value
	 */
	public record Sample(Statistic statistic, double value) {

	}

	/**
	 * A tag.
	 *
	 * @param tag its key
	 * @param values its values
	 */
	public record AvailableTag(String tag, SortedSet<String> values) {

	}

}
