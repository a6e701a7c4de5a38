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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process and its children print: kept in a file and followed in memory.
 */
final class Output {

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final Map<String, Matches> matches = new ConcurrentHashMap<>();

	private final Path file;

	private final Thread reader;

	Output(InputStream source, Path file, Consumer<String> onLine) {
		this.file = file;
		this.reader = new Thread(() -> follow(source, onLine), "output");
		this.reader.setDaemon(true);
		this.reader.start();
	}

	private void follow(InputStream source, Consumer<String> onLine) {
		try (BufferedReader reader = new BufferedReader(new InputStreamReader(source, StandardCharsets.UTF_8));
				PrintWriter writer = new PrintWriter(Files.newBufferedWriter(this.file))) {
			String line = reader.readLine();
			while (line != null) {
				writer.println(line);
				writer.flush();
				onLine.accept(line);
				this.lines.add(line);
				line = reader.readLine();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Whether every process that could still print has ended.
	 * @return whether there is nothing more to come
	 */
	boolean ended() {
		return !this.reader.isAlive();
	}

	List<String> lines() {
		return List.copyOf(this.lines);
	}

	String lastLine() {
		List<String> printed = lines().stream().filter((line) -> !line.isBlank()).toList();
		return printed.isEmpty() ? "" : printed.get(printed.size() - 1);
	}

	List<MatchResult> find(String regex) {
		return this.matches.computeIfAbsent(regex, Matches::new).in(this.lines);
	}

	int count(String regex) {
		return find(regex).size();
	}

	@Override
	public String toString() {
		return "Output, also in " + this.file + ":\n" + String.join("\n", lines());
	}

	/**
	 * The matches of a regular expression. Each line is looked at once, however often a
	 * test that waits asks.
	 */
	private static final class Matches {

		private final Pattern pattern;

		private final List<MatchResult> found = new ArrayList<>();

		private int read;

		Matches(String regex) {
			this.pattern = Pattern.compile(regex);
		}

		synchronized List<MatchResult> in(List<String> lines) {
			for (; this.read < lines.size(); this.read++) {
				Matcher matcher = this.pattern.matcher(lines.get(this.read));
				if (matcher.find()) {
					this.found.add(matcher.toMatchResult());
				}
			}
			return List.copyOf(this.found);
		}

	}

}
