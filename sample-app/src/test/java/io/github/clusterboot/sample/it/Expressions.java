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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Expressions in Prometheus' query language, in what the documentation has for others to
 * use.
 */
final class Expressions {

	/**
	 * Added by the Prometheus server.
	 */
	private static final Set<String> LABELS_OF_THE_SERVER = Set.of("job", "instance");

	/**
	 * Operators, and the metric that the Prometheus server adds.
	 */
	private static final Set<String> NOT_SCRAPED = Set.of("and", "or", "unless", "up");

	private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");

	private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring) *\\(([^)]*)\\)");

	private static final Pattern SELECTOR = Pattern.compile("\\{([^}]*)\\}");

	private static final Pattern NAME = Pattern.compile("[a-z_]+");

	/**
	 * A name that is no function, whose parenthesis follows.
	 */
	private static final Pattern METRIC = Pattern.compile("\\b[a-z][a-z_]*\\b(?! *\\()");

	private Expressions() {
	}

	static List<String> ofDashboard(Path dashboard) throws IOException {
		JsonNode root = JsonMapper.shared().readTree(Files.readAllBytes(dashboard));
		List<String> expressions = new ArrayList<>();
		root.findValues("expr")
			.forEach((expression) -> expressions.add(expression.asString().replace("$__rate_interval", "5m")));
		for (JsonNode variable : root.at("/templating/list")) {
			Matcher values = Pattern.compile("label_values\\((.*), \\w+\\)")
				.matcher(variable.at("/query/query").asString(""));
			if (values.matches()) {
				expressions.add(values.group(1));
			}
		}
		assertThat(expressions).hasSizeGreaterThan(10);
		return expressions;
	}

	static List<String> ofRules(Path rules) throws IOException {
		List<String> expressions = new ArrayList<>();
		Map<String, List<Map<String, ?>>> root = new Yaml().load(Files.readString(rules));
		for (Map<String, ?> group : root.get("groups")) {
			for (Object rule : (List<?>) group.get("rules")) {
				expressions.add(((Map<?, ?>) rule).get("expr").toString());
			}
		}
		assertThat(expressions).hasSizeGreaterThan(3);
		return expressions;
	}

	/**
	 * Every metric of the expression has to be in the scrape, with every label by which
	 * it is asked for.
	 * @param expression the expression
	 * @param scrape the scrape
	 */
	static void expectAnswer(String expression, Scrape scrape) {
		String bare = STRING.matcher(expression).replaceAll("");
		Set<String> labels = new TreeSet<>();
		bare = takeNames(GROUPING, bare, labels);
		bare = takeNames(SELECTOR, bare, labels).replaceAll("\\[[^]]*\\]", "");
		Set<String> metrics = new TreeSet<>();
		METRIC.matcher(bare).results().forEach((name) -> metrics.add(name.group()));
		metrics.removeAll(NOT_SCRAPED);
		assertThat(metrics).as(expression).isNotEmpty();
		Set<String> known = new HashSet<>(LABELS_OF_THE_SERVER);
		for (String metric : metrics) {
			assertThat(scrape.samples(metric)).as(metric + " of " + expression).isNotEmpty();
			scrape.samples(metric).forEach((sample) -> known.addAll(sample.labels().keySet()));
		}
		assertThat(known).as(expression).containsAll(labels);
	}

	private static String takeNames(Pattern pattern, String text, Set<String> names) {
		Matcher matcher = pattern.matcher(text);
		while (matcher.find()) {
			NAME.matcher(matcher.group(1)).results().forEach((name) -> names.add(name.group()));
		}
		return matcher.replaceAll("");
	}

}
