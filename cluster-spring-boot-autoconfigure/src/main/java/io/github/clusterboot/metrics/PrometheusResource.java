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
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusOutputFormat;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusScrapeEndpoint;

import io.github.clusterboot.peer.PeerResource;

/**
 * What the Prometheus endpoint of this worker says. The primary is not asked: the worker
 * that is scraped does so for all.
 *
 * @param endpoint the endpoint of this worker
 * @param metrics the metrics of the cluster
 */
record PrometheusResource(PrometheusScrapeEndpoint endpoint, ClusterMetrics metrics) implements PeerResource {

	static final String NAME = "prometheus";

	/**
	 * A query.
	 * @param names the metrics that are wanted, or {@code null} for all
	 */
	static String query(PrometheusOutputFormat format, @Nullable Set<String> names) {
		return (names != null) ? format.name() + "\n" + String.join("\n", names) : format.name();
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public byte[] answer(String query) {
		List<String> lines = List.of(query.split("\n", -1));
		PrometheusOutputFormat format = PrometheusOutputFormat.valueOf(lines.get(0));
		Set<String> names = (lines.size() > 1) ? Set.copyOf(lines.subList(1, lines.size())) : null;
		return this.metrics.asTheyAre(() -> Objects.requireNonNull(this.endpoint.scrape(format, names).getBody()));
	}

}
