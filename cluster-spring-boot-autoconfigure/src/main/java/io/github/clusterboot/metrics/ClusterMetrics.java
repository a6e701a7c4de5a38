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
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.github.clusterboot.ipc.ClusterCounts;

/**
 * Meters of the cluster as a whole. Every worker has them, with the same values, as the
 * primary is asked for them.
 */
final class ClusterMetrics implements MeterBinder {

	private static final String WORKERS = "cluster.workers";

	private static final String WANTED = "cluster.workers.wanted";

	private static final String RESTARTS = "cluster.worker.restarts";

	private static final String RELOADS = "cluster.reloads";

	/**
	 * The names of the meters.
	 */
	static final Set<String> NAMES = Set.of(WORKERS, WANTED, RESTARTS, RELOADS);

	private static final List<String> STATES = List.of("STARTING", "ONLINE", "STANDBY", "LISTENING", "DRAINING",
			"FAILED");

	private final LatestCounts counts;

	private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

	private final Set<Integer> slots = ConcurrentHashMap.newKeySet();

	ClusterMetrics(LatestCounts counts) {
		this.counts = counts;
		counts.onAnswer(this::meterSlots);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (String state : STATES) {
			Gauge.builder(WORKERS, () -> current((counts) -> counts.workers().getOrDefault(state, 0)))
				.description("Workers in a state; failed: slots that were given up")
				.baseUnit("workers")
				.tag("state", state.toLowerCase(Locale.ROOT))
				.register(registry);
		}
		// without a base unit, which would become a part of the name
		Gauge.builder(WANTED, () -> current(ClusterCounts::wanted))
			.description("Workers that are wanted")
			.register(registry);
		counter(RELOADS, ClusterCounts::succeededReloads).description("Reloads that have ended")
			.tag("outcome", "succeeded")
			.register(registry);
		counter(RELOADS, ClusterCounts::failedReloads).description("Reloads that have ended")
			.tag("outcome", "failed")
			.register(registry);
		this.registries.add(registry);
		this.slots.forEach((slot) -> restarts(slot, registry));
	}

	private double current(ToDoubleFunction<ClusterCounts> value) {
		ClusterCounts current = this.counts.current();
		return (current != null) ? value.applyAsDouble(current) : Double.NaN;
	}

	private FunctionCounter.Builder<LatestCounts> counter(String name, ToDoubleFunction<ClusterCounts> count) {
		return FunctionCounter.builder(name, this.counts, (latest) -> count.applyAsDouble(latest.known()));
	}

	/**
	 * Slots come with scaling.
	 */
	private void meterSlots(ClusterCounts answer) {
		for (Integer slot : answer.restarts().keySet()) {
			if (this.slots.add(slot)) {
				this.registries.forEach((registry) -> restarts(slot, registry));
			}
		}
	}

	private void restarts(Integer slot, MeterRegistry registry) {
		counter(RESTARTS, (counts) -> counts.restarts().getOrDefault(slot, 0))
			.description("Failed workers that were replaced")
			.baseUnit("restarts")
			.tag("slot", slot.toString())
			.register(registry);
	}

}
