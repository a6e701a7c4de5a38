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
import java.util.SortedMap;
import java.util.TreeMap;

import io.github.clusterboot.metrics.Family.Type;

/**
 * Families for tests.
 */
final class TestFamilies {

	private TestFamilies() {
	}

	static Family counter(String name, Series... series) {
		return new Family(name, Type.COUNTER, "help of " + name, null, true, List.of(series));
	}

	static Family gauge(String name, Series... series) {
		return new Family(name, Type.GAUGE, "help of " + name, null, false, List.of(series));
	}

	static Series series(double value, String... labels) {
		return new Series(labels(labels), 0, 0, new Value.Scalar(value, null));
	}

	static SortedMap<String, String> labels(String... namesAndValues) {
		SortedMap<String, String> labels = new TreeMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			labels.put(namesAndValues[i], namesAndValues[i + 1]);
		}
		return labels;
	}

	static double sum(List<Family> families, String name) {
		return families.stream()
			.filter((family) -> family.name().equals(name))
			.flatMap((family) -> family.series().stream())
			.mapToDouble((series) -> ((Value.Scalar) series.value()).number())
			.sum();
	}

}
