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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A family of series that have the name of a metric in common, in a form in which it can
 * be sent, kept and added.
 *
 * @param name the name of the metric, without a suffix such as {@code _total}
 * @param type what is measured
 * @param help what it means, or {@code null}
 * @param unit the unit, or {@code null}
 * @param cumulative whether it counts what has happened since the worker started. Such
 * counts are kept when their worker is gone.
 * @param series the series, each with labels of its own
 */
record Family(String name, Type type, @Nullable String help, @Nullable String unit, boolean cumulative,
		List<Series> series) {

	Family with(List<Series> series) {
		return new Family(this.name, this.type, this.help, this.unit, this.cumulative, series);
	}

	/**
	 * What is measured.
	 */
	enum Type {

		COUNTER, GAUGE, UNKNOWN, HISTOGRAM, GAUGE_HISTOGRAM, SUMMARY, INFO, STATE_SET

	}

}
