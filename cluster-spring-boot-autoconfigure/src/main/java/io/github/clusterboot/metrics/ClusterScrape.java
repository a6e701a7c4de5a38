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
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusOutputFormat;

import io.github.clusterboot.boot.WorkerIdentity;
import io.github.clusterboot.peer.PeerAnswer;
import io.github.clusterboot.peer.Peers;

/**
 * A scrape of all workers. Each sample has a label {@code worker}: the slot, or
 * {@code primary} for what is about the cluster.
 *
 * @param own the metrics of this worker
 * @param self this worker
 * @param peers the other workers
 */
record ClusterScrape(PrometheusResource own, WorkerIdentity self, Peers peers) {

	private static final Logger logger = LoggerFactory.getLogger(ClusterScrape.class);

	private static final Predicate<String> GAUGES = Set.of("cluster_workers", "cluster_workers_wanted")::contains;

	/**
	 * The text format has the suffix of a counter in the name of its family, OpenMetrics
	 * has not.
	 */
	private static final Predicate<String> ABOUT_CLUSTER = GAUGES.or(Set.of("cluster_reloads", "cluster_reloads_total",
			"cluster_worker_restarts", "cluster_worker_restarts_total")::contains);

	private static final String PRIMARY = "primary";

	private static final String MISSING = "cluster_scrape_missing";

	private static final String MISSING_DESCRIPTORS = """
			# HELP cluster_scrape_missing 1 where the worker of a slot did not answer the scrape
			# TYPE cluster_scrape_missing gauge
			""";

	private static final String MISSING_SAMPLE = MISSING + "{worker=\"%s\"} %s\n";

	/**
	 * Scrapes all workers.
	 * @param names the metrics that are wanted, or {@code null} for all
	 * @param timeout how long all of it may take
	 */
	String scrape(PrometheusOutputFormat format, @Nullable Set<String> names, Duration timeout) {
		String query = PrometheusResource.query(format, names);
		long start = System.nanoTime();
		boolean counted = this.own.metrics().refresh(timeout.dividedBy(4));
		// shows these counts
		byte[] own = this.own.answer(query);
		List<PeerAnswer> answers = new ArrayList<>();
		boolean primaryAnswers = counted && ask(query, timeout.minusNanos(System.nanoTime() - start), answers);
		if (answers.stream().noneMatch((answer) -> answer.slot() == this.self.slot())) {
			answers.add(new PeerAnswer(this.self.id(), this.self.slot(), own));
		}
		// where workers differ in what a metric is, the newest one is right
		answers.sort(Comparator.comparingInt(PeerAnswer::id).reversed());
		Exposition exposition = new Exposition();
		StringBuilder missing = new StringBuilder(MISSING_DESCRIPTORS);
		for (PeerAnswer answer : answers) {
			byte[] body = answer.body();
			if (body != null) {
				exposition.add(text(body), String.valueOf(answer.slot()), ABOUT_CLUSTER.negate());
			}
			missing.append(MISSING_SAMPLE.formatted(answer.slot(), (body != null) ? 0 : 1));
		}
		if (!primaryAnswers) {
			missing.append(MISSING_SAMPLE.formatted(PRIMARY, Double.NaN));
		}
		// without the primary, another worker may have told higher counts already
		exposition.add(text(own), PRIMARY, primaryAnswers ? ABOUT_CLUSTER : GAUGES);
		boolean eof = format == PrometheusOutputFormat.CONTENT_TYPE_OPENMETRICS_100;
		return exposition + ((names == null || names.contains(MISSING)) ? missing.toString() : "")
				+ (eof ? "# EOF\n" : "");
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

	private static String text(byte[] exposition) {
		return new String(exposition, StandardCharsets.UTF_8);
	}

}
