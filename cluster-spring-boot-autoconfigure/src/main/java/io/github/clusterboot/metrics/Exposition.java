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
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What several workers expose, in Prometheus' text format or in OpenMetrics: each family
 * once, each sample with a label {@code worker}.
 */
final class Exposition {

	private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]\\w*+)=\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"",
			Pattern.DOTALL);

	private final Map<String, Family> families = new TreeMap<>();

	/**
	 * Adds what a worker exposes. Where it differs in what a metric is, as an old and a
	 * new version of the application may, what was added first counts.
	 * @param text what it exposes
	 * @param worker the value of the label
	 * @param included which families are added
	 */
	void add(String text, String worker, Predicate<String> included) {
		Map<String, Family> read = new LinkedHashMap<>();
		Family family = null;
		for (String line : text.split("\n")) {
			if (line.startsWith("# ")) {
				String[] words = line.split(" ", 4);
				// "# EOF" names nothing
				if (words.length > 2) {
					family = read.computeIfAbsent(words[2], (name) -> new Family(new ArrayList<>(), new ArrayList<>()));
					family.descriptors().add(line);
				}
			}
			else if (family != null) {
				family.samples().add(labelled(line, worker));
			}
		}
		read.keySet().removeIf(included.negate());
		read.forEach((name, added) -> this.families.merge(name, added, Family::union));
	}

	private static String labelled(String sample, String worker) {
		String renamed = sample.contains("worker=\"") ? LABEL.matcher(sample).replaceAll(Exposition::renamed) : sample;
		String label = "{worker=\"" + worker + "\"";
		int value = renamed.indexOf(' ');
		int labels = renamed.indexOf('{');
		if (labels < 0 || labels > value) {
			return renamed.substring(0, value) + label + "}" + renamed.substring(value);
		}
		return renamed.substring(0, labels) + label + "," + renamed.substring(labels + 1);
	}

	/**
	 * An application's own label of that name is renamed, as Prometheus does.
	 */
	private static String renamed(MatchResult label) {
		boolean taken = label.group(1).matches("(exported_)*worker");
		return Matcher.quoteReplacement((taken ? "exported_" : "") + label.group());
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder();
		for (Family family : this.families.values()) {
			family.descriptors().forEach((line) -> text.append(line).append('\n'));
			family.samples().forEach((line) -> text.append(line).append('\n'));
		}
		return text.toString();
	}

	/**
	 * The samples of a metric.
	 *
	 * @param descriptors the lines that say what it is
	 * @param samples the samples, a line each
	 */
	private record Family(List<String> descriptors, List<String> samples) {

		Family union(Family other) {
			if (type().equals(other.type())) {
				this.samples.addAll(other.samples);
			}
			return this;
		}

		private String type() {
			return this.descriptors.stream().filter((line) -> line.startsWith("# TYPE ")).findFirst().orElse("");
		}

	}

}
