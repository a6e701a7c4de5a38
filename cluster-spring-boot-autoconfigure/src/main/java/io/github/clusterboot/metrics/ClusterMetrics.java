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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToIntFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.github.clusterboot.ipc.ClusterCounts;

/**
 * Meters of the cluster as a whole. Every worker has them, with the same values, as the
 * primary is asked for them.
 */
public final class ClusterMetrics implements MeterBinder {

	static final String WORKERS = "cluster.workers";

	static final String WANTED = "cluster.workers.wanted";

	static final String RESTARTS = "cluster.worker.restarts";

	static final String RELOADS = "cluster.reloads";

	/**
	 * How many workers did not answer a scrape.
	 */
	public static final String SCRAPE_MISSING = "cluster.scrape.missing";

	/**
	 * The names of the meters that are about the cluster, and not about one worker.
	 */
	public static final Set<String> NAMES = Set.of(WORKERS, WANTED, RESTARTS, RELOADS, SCRAPE_MISSING);

	private static final List<String> STATES = List.of("STARTING", "ONLINE", "STANDBY", "LISTENING", "DRAINING",
			"FAILED");

	private final LatestCounts counts;

	private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

	private final Set<Integer> slots = ConcurrentHashMap.newKeySet();

	/**
	 * Creates the meters.
	 * @param counts what they measure
	 */
	public ClusterMetrics(LatestCounts counts) {
		this.counts = counts;
		counts.onAnswer(this::meterSlots);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (String state : STATES) {
			Gauge.builder(WORKERS, () -> workers(state))
				.description("Workers in a state; failed: slots that were given up")
				.baseUnit("workers")
				.tag("state", state.toLowerCase(Locale.ROOT))
				.register(registry);
		}
		// without a base unit, which would become a part of the name
		Gauge.builder(WANTED, this::wanted).description("Workers that are wanted").register(registry);
		reloads("succeeded", ClusterCounts::succeededReloads, registry);
		reloads("failed", ClusterCounts::failedReloads, registry);
		this.registries.add(registry);
		this.slots.forEach((slot) -> restarts(slot, registry));
	}

	private double workers(String state) {
		ClusterCounts current = this.counts.current();
		return (current != null) ? current.workers().getOrDefault(state, 0) : Double.NaN;
	}

	private double wanted() {
		ClusterCounts current = this.counts.current();
		return (current != null) ? current.wanted() : Double.NaN;
	}

	private void reloads(String outcome, ToIntFunction<ClusterCounts> count, MeterRegistry registry) {
		FunctionCounter.builder(RELOADS, this.counts, (latest) -> count.applyAsInt(latest.known()))
			.description("Reloads that have ended")
			.baseUnit("reloads")
			.tag("outcome", outcome)
			.register(registry);
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
		FunctionCounter.builder(RESTARTS, this.counts, (latest) -> restarts(slot, latest.known().restarts()))
			.description("Failed workers that were replaced")
			.baseUnit("restarts")
			.tag("slot", slot.toString())
			.register(registry);
	}

	private static int restarts(Integer slot, Map<Integer, Integer> restarts) {
		return restarts.getOrDefault(slot, 0);
	}

}
