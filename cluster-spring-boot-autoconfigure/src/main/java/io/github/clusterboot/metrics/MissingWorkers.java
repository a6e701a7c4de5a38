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

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * How many workers did not answer when the cluster was last scraped here.
 */
public final class MissingWorkers implements MeterBinder {

	/**
	 * Not a number where it is not known who the workers are.
	 */
	private volatile double missing = Double.NaN;

	/**
	 * Without a base unit, which would become a part of the name.
	 */
	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder(ClusterMetrics.SCRAPE_MISSING, this, (self) -> self.missing)
			.description("Workers that did not answer the scrape in time")
			.strongReference(true)
			.register(registry);
	}

	void set(int missing) {
		this.missing = missing;
	}

	void setUnknown() {
		this.missing = Double.NaN;
	}

}
