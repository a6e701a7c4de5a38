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
import java.util.SortedSet;

import io.micrometer.core.instrument.Statistic;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A metric, in the shape in which Boot's {@code metrics} endpoint describes it.
 *
 * @param name the name
 * @param description what it means, or {@code null}
 * @param baseUnit the unit, or {@code null}
 * @param measurements what was measured
 * @param availableTags the tags by which more can be asked
 */
public record MetricReport(String name, @Nullable String description, @Nullable String baseUnit,
		List<Sample> measurements, List<AvailableTag> availableTags) implements OperationResponseBody {

	/**
	 * A measurement.
	 *
	 * @param statistic what was measured
	 * @param value the value
	 */
	public record Sample(Statistic statistic, double value) {

	}

	/**
	 * A tag.
	 *
	 * @param tag its key
	 * @param values its values
	 */
	public record AvailableTag(String tag, SortedSet<String> values) {

	}

}
