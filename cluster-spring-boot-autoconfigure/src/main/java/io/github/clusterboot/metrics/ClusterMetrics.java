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

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.ClusterCounts;

/**
 * Meters of the cluster as a whole. Every worker has them, with the same values, as the
 * primary is asked for them: once for all of them that are read within a second.
 * Thread-safe.
 */
final class ClusterMetrics implements MeterBinder {

	private static final Logger logger = LoggerFactory.getLogger(ClusterMetrics.class);

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

	private static final Duration MAX_AGE = Duration.ofSeconds(1);

	/**
	 * The primary answers within milliseconds, or hangs.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private static final ThreadLocal<Boolean> asTheyAre = ThreadLocal.withInitial(() -> false);

	private final Question primary;

	private final LongSupplier nanoTime;

	private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

	private final Set<Integer> slots = ConcurrentHashMap.newKeySet();

	private long askedAt;

	private volatile boolean answered;

	/**
	 * Those of the last answer.
	 */
	private volatile ClusterCounts counts = ClusterCounts.NONE;

	ClusterMetrics(Question primary, LongSupplier nanoTime) {
		this.primary = primary;
		this.nanoTime = nanoTime;
		this.askedAt = nanoTime.getAsLong() - MAX_AGE.toNanos() - 1;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (String state : STATES) {
			gauge(WORKERS, (counts) -> counts.workers().getOrDefault(state, 0))
				.description("Workers in a state; failed: slots that were given up")
				.baseUnit("workers")
				.tag("state", state.toLowerCase(Locale.ROOT))
				.register(registry);
		}
		// without a base unit, which would become a part of the name
		gauge(WANTED, ClusterCounts::wanted).description("Workers that are wanted").register(registry);
		counter(RELOADS, ClusterCounts::succeededReloads).description("Reloads that have ended")
			.tag("outcome", "succeeded")
			.register(registry);
		counter(RELOADS, ClusterCounts::failedReloads).description("Reloads that have ended")
			.tag("outcome", "failed")
			.register(registry);
		this.registries.add(registry);
		this.slots.forEach((slot) -> restarts(slot, registry));
	}

	private Gauge.Builder<Supplier<Number>> gauge(String name, ToDoubleFunction<ClusterCounts> value) {
		return Gauge.builder(name, () -> {
			ClusterCounts current = current();
			return this.answered ? value.applyAsDouble(current) : Double.NaN;
		});
	}

	private FunctionCounter.Builder<ClusterMetrics> counter(String name, ToDoubleFunction<ClusterCounts> count) {
		return FunctionCounter.builder(name, this, (metrics) -> count.applyAsDouble(metrics.current()));
	}

	private void restarts(Integer slot, MeterRegistry registry) {
		counter(RESTARTS, (counts) -> counts.restarts().getOrDefault(slot, 0))
			.description("Failed workers that were replaced")
			.baseUnit("restarts")
			.tag("slot", slot.toString())
			.register(registry);
	}

	private ClusterCounts current() {
		if (!asTheyAre.get()) {
			refreshIfOld();
		}
		return this.counts;
	}

	private synchronized void refreshIfOld() {
		if (this.nanoTime.getAsLong() - this.askedAt > MAX_AGE.toNanos()) {
			refresh(PATIENCE);
		}
	}

	/**
	 * Asks the primary. All who read a meter meanwhile wait.
	 * @param patience the longest wait, but for one that is longer than a second
	 * @return whether it has answered
	 */
	synchronized boolean refresh(Duration patience) {
		try {
			this.counts = this.primary.ask((patience.compareTo(PATIENCE) < 0) ? patience : PATIENCE);
			this.answered = true;
			meterSlots();
		}
		catch (IOException ex) {
			logger.debug("The cluster in numbers is not known", ex);
			this.answered = false;
		}
		this.askedAt = this.nanoTime.getAsLong();
		return this.answered;
	}

	/**
	 * Slots come with scaling.
	 */
	private void meterSlots() {
		for (Integer slot : this.counts.restarts().keySet()) {
			if (this.slots.add(slot)) {
				this.registries.forEach((registry) -> restarts(slot, registry));
			}
		}
	}

	/**
	 * Reads meters without asking the primary.
	 */
	<T> T asTheyAre(Supplier<T> reading) {
		asTheyAre.set(true);
		try {
			return reading.get();
		}
		finally {
			asTheyAre.remove();
		}
	}

	/**
	 * Asks the primary for the cluster in numbers.
	 */
	@FunctionalInterface
	interface Question {

		ClusterCounts ask(Duration patience) throws IOException;

	}

}
