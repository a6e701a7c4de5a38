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

package io.github.clusterboot.sample.it;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a scrape has brought, in Prometheus' text format.
 *
 * @param worker the slot of the worker that has answered
 * @param text all of it
 */
record Scrape(String worker, String text) {

	private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

	List<Line> samples() {
		return this.text.lines().filter((line) -> !line.startsWith("#")).map(Scrape::parse).toList();
	}

	private static Line parse(String line) {
		Matcher sample = SAMPLE.matcher(line);
		if (!sample.matches()) {
			throw new AssertionError("Not a sample: " + line);
		}
		Map<String, String> labels = new LinkedHashMap<>();
		if (sample.group(2) != null) {
			Matcher label = LABEL.matcher(sample.group(2));
			while (label.find()) {
				labels.put(label.group(1), label.group(2));
			}
		}
		String value = sample.group(3).replace("Inf", "Infinity");
		return new Line(sample.group(1), labels, Double.parseDouble(value));
	}

	List<Line> samples(String name) {
		return samples().stream().filter((line) -> line.name().equals(name)).toList();
	}

	double sum(String name, Predicate<Map<String, String>> labels) {
		return samples(name).stream().filter((line) -> labels.test(line.labels())).mapToDouble(Line::value).sum();
	}

	Set<String> workers(String name) {
		return samples(name).stream().map((line) -> line.labels().get("worker")).collect(Collectors.toSet());
	}

	/**
	 * How often each metric is introduced.
	 * @return the lines that begin with {@code # TYPE}
	 */
	List<String> types() {
		return this.text.lines()
			.filter((line) -> line.startsWith("# TYPE "))
			.map((line) -> line.split(" ")[2])
			.toList();
	}

	/**
	 * A sample.
	 *
	 * @param name the name
	 * @param labels the labels
	 * @param value the value
	 */
	record Line(String name, Map<String, String> labels, double value) {

	}

}
