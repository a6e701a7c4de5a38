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

package io.github.clusterboot.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits JVM arguments that stand in one property at their spaces, but not within single
 * or double quotes, which are removed.
 */
final class JvmArgumentsParser {

	private static final Pattern ARGUMENT = Pattern.compile("(?:\"[^\"]*\"|'[^']*'|\\S)+");

	private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|'([^']*)'");

	private JvmArgumentsParser() {
	}

	static List<String> parse(String arguments) {
		List<String> parsed = new ArrayList<>();
		Matcher matcher = ARGUMENT.matcher(arguments);
		while (matcher.find()) {
			parsed.add(QUOTED.matcher(matcher.group())
				.replaceAll((quoted) -> Matcher
					.quoteReplacement((quoted.group(1) != null) ? quoted.group(1) : quoted.group(2))));
		}
		return parsed;
	}

}
