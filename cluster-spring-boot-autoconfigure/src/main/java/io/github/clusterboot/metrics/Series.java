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

import java.util.SortedMap;

/**
 * A value, or a set of values that belong together, under its labels.
 *
 * @param labels the labels, by name
 * @param created when the counting began, in milliseconds, or 0 if unknown
 * @param timestamp when it was measured, in milliseconds, or 0 for the time of the scrape
 * @param value the value
 */
record Series(SortedMap<String, String> labels, long created, long timestamp, Value value) {

	/**
	 * This, with what another worker has counted before under the same labels.
	 */
	Series plus(Series earlier) {
		long began = (this.created == 0 || earlier.created == 0) ? Math.max(this.created, earlier.created)
				: Math.min(this.created, earlier.created);
		return new Series(this.labels, began, this.timestamp, this.value.plus(earlier.value));
	}

	Series with(SortedMap<String, String> labels) {
		return new Series(labels, this.created, this.timestamp, this.value);
	}

}
