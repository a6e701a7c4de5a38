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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Puts together what several workers have measured.
 */
final class Families {

	/**
	 * The label that tells whose series it is.
	 */
	static final String WORKER = "worker";

	private static final String EXPORTED = "exported_";

	private Families() {
	}

	/**
	 * What counts since the worker started, which is to be kept when the worker is gone.
	 * Values that only explain the present are left out.
	 */
	static List<Family> countsOf(Collection<Family> families) {
		return families.stream().filter(Family::cumulative).map(Families::withoutThePresent).toList();
	}

	private static Family withoutThePresent(Family family) {
		return family.with(family.series()
			.stream()
			.map((each) -> new Series(each.labels(), each.created(), 0, each.value().withoutThePresent()))
			.toList());
	}

	/**
	 * Puts together what two workers of one slot have measured. Counts are added; all
	 * else is that of the newer worker, as far as it has the metric.
	 */
	static List<Family> ofSlot(Collection<Family> newer, Collection<Family> older) {
		Map<String, Family> sum = byName(newer);
		for (Family family : older) {
			sum.merge(family.name(), family, Families::plus);
		}
		return List.copyOf(sum.values());
	}

	private static Family plus(Family newer, Family older) {
		if (newer.type() != older.type() || !newer.cumulative() || !older.cumulative()) {
			return newer;
		}
		Map<Map<String, String>, Series> series = new LinkedHashMap<>();
		newer.series().forEach((each) -> series.put(each.labels(), each));
		older.series().forEach((each) -> series.merge(each.labels(), each, Series::plus));
		return newer.with(List.copyOf(series.values()));
	}

	/**
	 * Puts together what the slots have measured, under the names of the slots. Where
	 * they differ in what a metric is, as an old and a new version of the application
	 * may, the first one counts, and what cannot be brought in line with it is left out.
	 * @param slots the families of each slot, by its name
	 */
	static List<Family> ofCluster(Map<String, List<Family>> slots) {
		Map<String, Family> all = new TreeMap<>();
		slots.forEach((slot, families) -> {
			for (Family family : families) {
				Family named = family.with(family.series().stream().map((each) -> named(each, slot)).toList());
				all.merge(family.name(), named, Families::union);
			}
		});
		return List.copyOf(all.values());
	}

	private static Family union(Family first, Family other) {
		if (first.type() != other.type()) {
			return first;
		}
		List<Series> series = new ArrayList<>(first.series());
		series.addAll(other.series());
		return first.with(series);
	}

	/**
	 * An application's own label of that name is renamed, as Prometheus does.
	 */
	private static Series named(Series series, String slot) {
		SortedMap<String, String> labels = new TreeMap<>(series.labels());
		String own = labels.put(WORKER, slot);
		if (own != null) {
			labels.put(freeName(labels), own);
		}
		return series.with(labels);
	}

	private static String freeName(Map<String, String> labels) {
		String name = WORKER;
		while (labels.containsKey(name)) {
			name = EXPORTED + name;
		}
		return name;
	}

	private static Map<String, Family> byName(Collection<Family> families) {
		Map<String, Family> byName = new LinkedHashMap<>();
		families.forEach((family) -> byName.put(family.name(), family));
		return byName;
	}

}
