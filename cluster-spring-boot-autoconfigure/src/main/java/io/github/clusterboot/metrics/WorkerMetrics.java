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

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import io.github.clusterboot.ClusterWorker;

/**
 * What this worker has measured. Whenever somebody is told, what was counted is kept
 * before, so that no sum which was seen ever goes down. Thread-safe.
 */
public final class WorkerMetrics {

	private static final String TOTAL = "_total";

	private final PrometheusRegistry registry;

	private final MeterRegistry meters;

	private final ClusterWorker self;

	private final KeptCounts kept;

	/**
	 * Creates the metrics.
	 * @param registry what is scraped
	 * @param meters the registry whose meters are in it
	 * @param self which worker this is
	 * @param kept where counts are kept
	 */
	public WorkerMetrics(PrometheusRegistry registry, MeterRegistry meters, ClusterWorker self, KeptCounts kept) {
		this.registry = registry;
		this.meters = meters;
		this.self = self;
		this.kept = kept;
	}

	ClusterWorker self() {
		return this.self;
	}

	/**
	 * Measures. One after the other, so that what is kept is what was measured last.
	 */
	synchronized Measured measure() {
		Set<String> momentary = new HashSet<>();
		Set<String> aboutCluster = new HashSet<>();
		for (Meter meter : this.meters.getMeters()) {
			if (meter instanceof LongTaskTimer) {
				momentary.add(familyName(meter));
			}
			else if (ClusterMetrics.NAMES.contains(meter.getId().getName())) {
				aboutCluster.add(familyName(meter));
			}
		}
		List<Family> own = new ArrayList<>();
		List<Family> cluster = new ArrayList<>();
		for (Family family : SnapshotReader.read(this.registry.scrape(), momentary::contains)) {
			(aboutCluster.contains(family.name()) ? cluster : own).add(family);
		}
		this.kept.save(this.self.id(), this.self.slot(), Families.countsOf(own));
		return new Measured(own, cluster);
	}

	private String familyName(Meter meter) {
		String name = meter.getId().getConventionName(this.meters.config().namingConvention());
		return name.endsWith(TOTAL) ? name.substring(0, name.length() - TOTAL.length()) : name;
	}

	/**
	 * What was measured.
	 *
	 * @param own about this worker
	 * @param cluster about the cluster, the same for whichever worker it is measured by
	 */
	record Measured(List<Family> own, List<Family> cluster) {

	}

}
