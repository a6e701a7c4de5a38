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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusOutputFormat;

import io.github.clusterboot.ClusterWorker;
import io.github.clusterboot.peer.PeerAnswer;
import io.github.clusterboot.peer.Peers;

/**
 * A scrape of all workers. Each sample has a label {@code worker}: the slot, or
 * {@code primary} for what is about the cluster.
 */
final class ClusterScrape {

	private static final Logger logger = LoggerFactory.getLogger(ClusterScrape.class);

	/**
	 * The primary answers within milliseconds, or hangs.
	 */
	private static final Duration LONGEST_FOR_COUNTS = Duration.ofSeconds(1);

	private static final String PRIMARY = "primary";

	private static final String TOTAL = "_total";

	private static final String EOF = "# EOF\n";

	private static final String MISSING = "cluster_scrape_missing";

	private static final String MISSING_TEXT = """
			# HELP cluster_scrape_missing 1 where the worker of a slot did not answer the scrape
			# TYPE cluster_scrape_missing gauge
			cluster_scrape_missing %s
			""";

	private final PrometheusResource own;

	private final MeterRegistry meters;

	private final ClusterWorker self;

	private final Peers peers;

	private final LatestCounts counts;

	ClusterScrape(PrometheusResource own, MeterRegistry meters, ClusterWorker self, Peers peers, LatestCounts counts) {
		this.own = own;
		this.meters = meters;
		this.self = self;
		this.peers = peers;
		this.counts = counts;
	}

	/**
	 * Scrapes all workers.
	 * @param names the metrics that are wanted, or {@code null} for all
	 * @param timeout how long all of it may take
	 */
	String scrape(PrometheusOutputFormat format, @Nullable Set<String> names, Duration timeout) {
		String query = PrometheusResource.query(format, names);
		List<PeerAnswer> answers = new ArrayList<>();
		long deadline = System.nanoTime() + timeout.toNanos();
		Duration forCounts = timeout.dividedBy(4);
		boolean counted = this.counts
			.refresh((forCounts.compareTo(LONGEST_FOR_COUNTS) < 0) ? forCounts : LONGEST_FOR_COUNTS);
		// shows these counts
		PeerAnswer own = new PeerAnswer(this.self.id(), this.self.slot(), this.own.answer(query));
		boolean primaryAnswers = counted && ask(query, Duration.ofNanos(deadline - System.nanoTime()), answers);
		if (answers.stream().noneMatch((answer) -> answer.slot() == own.slot())) {
			answers.add(own);
		}
		// where workers differ in what a metric is, the newest one is right
		answers.sort(Comparator.comparingInt(PeerAnswer::id).reversed());
		Set<String> aboutCluster = aboutCluster((meter) -> true);
		Exposition exposition = new Exposition();
		Exposition missing = new Exposition();
		for (PeerAnswer answer : answers) {
			String slot = String.valueOf(answer.slot());
			boolean added = add(exposition, answer, (family) -> aboutCluster.contains(family) ? null : slot);
			missing.add(MISSING_TEXT.formatted(added ? 0 : 1), (family) -> slot);
		}
		if (!primaryAnswers) {
			missing.add(MISSING_TEXT.formatted(Double.NaN), (family) -> PRIMARY);
		}
		// without the primary, another worker may have told higher counts already
		Set<String> told = aboutCluster((meter) -> primaryAnswers || meter.getId().getType() != Meter.Type.COUNTER);
		add(exposition, own, (family) -> told.contains(family) ? PRIMARY : null);
		boolean eof = format == PrometheusOutputFormat.CONTENT_TYPE_OPENMETRICS_100;
		return exposition + ((names == null || names.contains(MISSING)) ? missing.toString() : "") + (eof ? EOF : "");
	}

	private boolean ask(String query, Duration timeout, List<PeerAnswer> answers) {
		try {
			answers.addAll(this.peers.ask(PrometheusResource.NAME, query, timeout));
			return true;
		}
		catch (IOException ex) {
			logger.debug("The other workers cannot be asked", ex);
			return false;
		}
	}

	private static boolean add(Exposition exposition, PeerAnswer answer, Function<String, @Nullable String> worker) {
		byte[] body = answer.body();
		try {
			if (body != null) {
				exposition.add(new String(body, StandardCharsets.UTF_8), worker);
			}
			return body != null;
		}
		catch (IllegalArgumentException ex) {
			logger.debug("Worker {} cannot be understood", answer.id(), ex);
			return false;
		}
	}

	/**
	 * The families of meters that are about the cluster. Prometheus' text format has the
	 * suffix of a counter in the name of its family, OpenMetrics has not.
	 */
	private Set<String> aboutCluster(Predicate<Meter> included) {
		return this.meters.getMeters()
			.stream()
			.filter((meter) -> ClusterMetrics.NAMES.contains(meter.getId().getName()))
			.filter(included)
			.map((meter) -> meter.getId().getConventionName(this.meters.config().namingConvention()))
			.map((name) -> name.endsWith(TOTAL) ? name.substring(0, name.length() - TOTAL.length()) : name)
			.flatMap((name) -> Stream.of(name, name + TOTAL))
			.collect(Collectors.toSet());
	}

}
