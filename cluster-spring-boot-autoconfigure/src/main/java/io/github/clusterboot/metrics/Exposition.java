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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What several workers expose, in Prometheus' text format or in OpenMetrics: each family
 * once, each sample with a label {@code worker}.
 */
final class Exposition {

	private static final Logger logger = LoggerFactory.getLogger(Exposition.class);

	private static final AtomicBoolean warned = new AtomicBoolean();

	private static final String VALUE = "\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"";

	private static final Pattern DESCRIPTOR = Pattern.compile("# (?:HELP|TYPE|UNIT) ([a-zA-Z_:][\\w:]*+).*",
			Pattern.DOTALL);

	/**
	 * Its name, its labels, and the rest.
	 */
	private static final Pattern SAMPLE = Pattern
		.compile("([a-zA-Z_:][\\w:]*+)(?:\\{((?:[a-zA-Z_]\\w*+=" + VALUE + ",?)*+)\\})?+( [-+.\\w].*)", Pattern.DOTALL);

	private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]\\w*+)=" + VALUE, Pattern.DOTALL);

	private static final String OWN_LABEL = "worker";

	private static final Pattern RENAMED_LABEL = Pattern.compile("(?:exported_)*+worker");

	private final Map<String, Family> families = new TreeMap<>();

	/**
	 * Adds what a worker exposes, apart from lines that cannot be read. Where it differs
	 * in what a metric is, as an old and a new version of the application may, what was
	 * added first counts.
	 * @param text what it exposes
	 * @param worker the value of the label by the name of a family; {@code null} for one
	 * that is left out
	 * @throws IllegalArgumentException if nothing of it can be read
	 */
	void add(String text, Function<String, @Nullable String> worker) {
		Map<String, Family> read = read(text, worker);
		read.forEach((name, family) -> {
			if (family.worker() != null) {
				this.families.merge(name, family, Family::union);
			}
		});
	}

	private static Map<String, Family> read(String text, Function<String, @Nullable String> worker) {
		Map<String, Family> families = new LinkedHashMap<>();
		Family family = null;
		String odd = null;
		for (String line : text.split("\n")) {
			Matcher descriptor = DESCRIPTOR.matcher(line);
			if (descriptor.matches()) {
				family = families.computeIfAbsent(descriptor.group(1),
						(name) -> new Family(worker.apply(name), new ArrayList<>(), new ArrayList<>()));
				family.descriptors().add(line);
			}
			else if (!line.isEmpty() && !line.startsWith("#")) {
				String sample = (family != null) ? labelled(line, family.worker()) : null;
				if (family != null && sample != null) {
					family.samples().add(sample);
				}
				else {
					odd = line;
				}
			}
		}
		if (odd != null && families.isEmpty()) {
			throw new IllegalArgumentException("This is no exposition: " + odd);
		}
		if (odd != null && warned.compareAndSet(false, true)) {
			logger.warn("What a worker exposes has a line that is no sample, which is left out: {}", odd);
		}
		return families;
	}

	/**
	 * An application's own label of that name is renamed, as Prometheus does.
	 */
	private static @Nullable String labelled(String sample, @Nullable String worker) {
		Matcher parts = SAMPLE.matcher(sample);
		if (!parts.matches()) {
			return null;
		}
		String label = "worker=\"%s\"".formatted(worker);
		String labels = parts.group(2);
		if (labels == null || labels.isEmpty()) {
			return parts.group(1) + "{" + label + "}" + parts.group(3);
		}
		return parts.group(1) + "{" + label + "," + renamed(labels) + "}" + parts.group(3);
	}

	private static String renamed(String labels) {
		if (LABEL.matcher(labels).results().noneMatch((label) -> label.group(1).equals(OWN_LABEL))) {
			return labels;
		}
		return LABEL.matcher(labels).replaceAll((label) -> {
			String prefix = RENAMED_LABEL.matcher(label.group(1)).matches() ? "exported_" : "";
			return Matcher.quoteReplacement(prefix + label.group());
		});
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
	 * @param worker the value of their label, or {@code null} if they are left out
	 * @param descriptors the lines that say what it is
	 * @param samples the samples, a line each
	 */
	private record Family(@Nullable String worker, List<String> descriptors, List<String> samples) {

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
