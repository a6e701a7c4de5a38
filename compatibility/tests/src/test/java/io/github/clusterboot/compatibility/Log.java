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

package io.github.clusterboot.compatibility;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The log of an application and all its processes.
 *
 * @param lines its lines
 */
record Log(List<String> lines) {

	private static final Pattern WARNING = Pattern.compile(" (?:WARN|ERROR) \\d+ --- .*?\\] (\\S+)\\s+: (.*)");

	int count(String regex) {
		Pattern pattern = Pattern.compile(regex);
		return (int) this.lines.stream().filter((line) -> pattern.matcher(line).find()).count();
	}

	/**
	 * What is warned of, each once, without the numbers in it.
	 */
	SortedSet<String> warnings() {
		SortedSet<String> warnings = new TreeSet<>();
		for (String line : this.lines) {
			Matcher matcher = WARNING.matcher(line);
			if (matcher.find()) {
				warnings.add(matcher.group(1) + ": " + withoutNumbers(matcher.group(2)));
			}
		}
		return warnings;
	}

	static String withoutNumbers(String text) {
		return text.replaceAll("\\d+", "N");
	}

	String text() {
		return String.join("\n", this.lines);
	}

	@Override
	public String toString() {
		return String.join("\n", this.lines.subList(Math.max(0, this.lines.size() - 50), this.lines.size()));
	}

}
