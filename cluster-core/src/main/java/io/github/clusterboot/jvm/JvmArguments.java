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

package io.github.clusterboot.jvm;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Arguments of a JVM, read as HotSpot reads them: of several that set the same thing, the
 * last one counts.
 *
 * @param values the arguments, in order
 */
public record JvmArguments(List<String> values) {

	private static final Pattern SIZE = Pattern.compile("(\\d+)([kKmMgGtT]?)");

	/**
	 * Creates a new {@link JvmArguments}.
	 */
	public JvmArguments {
		values = List.copyOf(values);
	}

	boolean has(String... prefixes) {
		return last(prefixes) != null;
	}

	/**
	 * The size that the last of the arguments with one of the prefixes sets.
	 * @param prefixes what comes before the size, such as {@code -Xmx}
	 * @return the size in bytes; empty where there is none or it is not well-formed
	 */
	public OptionalLong size(String... prefixes) {
		String value = last(prefixes);
		return (value != null) ? parseSize(value) : OptionalLong.empty();
	}

	/**
	 * The number that the last of the arguments with one of the prefixes sets.
	 * @param prefixes what comes before the number
	 * @return the number; empty where there is none or it is not well-formed
	 */
	public OptionalDouble number(String... prefixes) {
		String value = last(prefixes);
		try {
			return (value != null) ? OptionalDouble.of(Double.parseDouble(value)) : OptionalDouble.empty();
		}
		catch (NumberFormatException ex) {
			// this JVM will be told so by the JVM it starts
			return OptionalDouble.empty();
		}
	}

	private @Nullable String last(String... prefixes) {
		for (int i = this.values.size() - 1; i >= 0; i--) {
			for (String prefix : prefixes) {
				if (this.values.get(i).startsWith(prefix)) {
					return this.values.get(i).substring(prefix.length());
				}
			}
		}
		return null;
	}

	/**
	 * A number of bytes, or of the unit k, m, g or t.
	 */
	static OptionalLong parseSize(String size) {
		Matcher matcher = SIZE.matcher(size);
		try {
			if (matcher.matches()) {
				int shift = 10 * " kmgt".indexOf(matcher.group(2).toLowerCase(Locale.ROOT));
				return OptionalLong.of(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift));
			}
		}
		catch (NumberFormatException | ArithmeticException ex) {
			// more than any heap
		}
		return OptionalLong.empty();
	}

	/**
	 * Writes a size with the largest of the units k and m that holds it, rounded down to
	 * full kilobytes.
	 */
	static String formatSize(long bytes) {
		long kilobytes = bytes >> 10;
		return (kilobytes % 1024 == 0) ? (kilobytes >> 10) + "m" : kilobytes + "k";
	}

}
