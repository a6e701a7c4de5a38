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
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Assumptions;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * The tool of the Prometheus server: its parsers are the ones that read a scrape in
 * earnest. Debian has it in the package {@code prometheus}. Where it is not on the path,
 * what needs it is skipped, unless {@code -Dit.promtool} names it.
 */
final class Promtool {

	private static final int OK = 0;

	/**
	 * Everything could be parsed, and some names are not as a linter likes them.
	 */
	private static final int LINT = 3;

	private final String command;

	private Promtool(String command) {
		this.command = command;
	}

	static Promtool find() {
		String required = System.getProperty("it.promtool");
		Promtool promtool = new Promtool((required != null) ? required : "promtool");
		Assumptions.assumeTrue(required != null || promtool.isThere(), "promtool is not installed");
		return promtool;
	}

	private boolean isThere() {
		try {
			return run(List.of("--version"), null).code() == OK;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Parses an exposition in Prometheus' text format.
	 * @param exposition the exposition
	 */
	void parseText(String exposition) throws IOException {
		Result result = run(List.of("check", "metrics"), exposition);
		if (result.code() != OK && result.code() != LINT) {
			throw new AssertionError(result.output() + "\n" + exposition);
		}
	}

	/**
	 * Parses an exposition in the OpenMetrics text format, as a backfill: that is what
	 * reads it from a file. It wants a time for each sample.
	 * @param exposition the exposition
	 */
	void parseOpenMetrics(String exposition) throws IOException {
		Path directory = Sample.temporaryDirectory();
		try {
			String now = " " + Instant.now().getEpochSecond();
			String timed = exposition.lines()
				.map((line) -> line.startsWith("#") ? line : line + now)
				.collect(Collectors.joining("\n", "", "\n"));
			Path file = Files.writeString(directory.resolve("metrics"), timed);
			Result result = run(List.of("tsdb", "create-blocks-from", "openmetrics", file.toString(),
					directory.resolve("blocks").toString()), null);
			if (result.code() != OK) {
				throw new AssertionError(result.output() + "\n" + timed);
			}
		}
		finally {
			FileSystemUtils.deleteRecursively(directory);
		}
	}

	/**
	 * Parses rules, and the expressions in them.
	 * @param rules the file
	 */
	void parseRules(Path rules) throws IOException {
		Result result = run(List.of("check", "rules", rules.toString()), null);
		if (result.code() != OK) {
			throw new AssertionError(result.output());
		}
	}

	/**
	 * Has alerts fire, or not, on series that are made up.
	 * @param tests the file
	 */
	void testRules(Path tests) throws IOException {
		Result result = run(List.of("test", "rules", tests.toString()), null);
		if (result.code() != OK) {
			throw new AssertionError(result.output());
		}
	}

	/**
	 * Parses expressions, by way of rules of which each has one.
	 * @param expressions the expressions
	 */
	void parseExpressions(List<String> expressions) throws IOException {
		List<Map<String, String>> rules = new ArrayList<>();
		expressions
			.forEach((expression) -> rules.add(Map.of("record", "expression:" + rules.size(), "expr", expression)));
		Path file = Files.createTempFile("rules-", ".yml");
		try {
			// every JSON is YAML
			Files.write(file, JsonMapper.shared()
				.writeValueAsBytes(Map.of("groups", List.of(Map.of("name", "all", "rules", rules)))));
			parseRules(file);
		}
		finally {
			Files.delete(file);
		}
	}

	private Result run(List<String> arguments, String input) throws IOException {
		List<String> command = new ArrayList<>(List.of(this.command));
		command.addAll(arguments);
		Path output = Files.createTempFile("promtool-", ".log");
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.start();
			try (OutputStream stdin = process.getOutputStream()) {
				if (input != null) {
					stdin.write(input.getBytes(StandardCharsets.UTF_8));
				}
			}
			return new Result(process.waitFor(), Files.readString(output));
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
		finally {
			Files.delete(output);
		}
	}

	/**
	 * How it ended.
	 *
	 * @param code the exit code
	 * @param output what it said
	 */
	private record Result(int code, String output) {

	}

}
