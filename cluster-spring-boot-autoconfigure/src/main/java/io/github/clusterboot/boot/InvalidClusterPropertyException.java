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

import java.time.Duration;
import java.util.Locale;

/**
 * A property of the cluster has a value that is not allowed.
 */
final class InvalidClusterPropertyException extends ExplainedException {

	/**
	 * Creates the exception.
	 * @param property the name of the property
	 * @param value its value
	 * @param allowed which values are allowed, to follow the word "to"
	 */
	InvalidClusterPropertyException(String property, Object value, String allowed) {
		super("The property '%s' has the value '%s'.".formatted(property, readable(value)),
				"Set '%s' to %s.".formatted(property, allowed));
	}

	/**
	 * A duration as people write it: {@code -1s} for {@code PT-1S}.
	 */
	private static Object readable(Object value) {
		return (value instanceof Duration duration) ? duration.toString().substring(2).toLowerCase(Locale.ROOT) : value;
	}

}
