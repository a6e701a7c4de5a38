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

import java.time.Duration;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusScrapeEndpoint;
import org.springframework.context.annotation.Bean;

import io.github.clusterboot.ClusterWorker;
import io.github.clusterboot.actuate.OnlyThisWorker;
import io.github.clusterboot.actuate.PrimaryQuestions;
import io.github.clusterboot.boot.ClusterProperties;
import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.peer.Peers;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of the Prometheus endpoint for all workers.
 */
@AutoConfiguration(after = { ClusterMetricsAutoConfiguration.class, PrometheusMetricsExportAutoConfiguration.class })
@ConditionalOnClass({ ConditionalOnAvailableEndpoint.class, PrometheusScrapeEndpoint.class,
		PrometheusMeterRegistry.class })
@ConditionalOnBean({ LatestCounts.class, PrometheusScrapeEndpoint.class })
@ConditionalOnSingleCandidate(PrometheusMeterRegistry.class)
@ConditionalOnBooleanProperty(name = "cluster.scrape.enabled", matchIfMissing = true)
@ConditionalOnClusterWorker
public final class ClusterPrometheusAutoConfiguration {

	@Bean
	KeptCounts clusterKeptCounts(ObjectProvider<Worker> worker) {
		Worker self = worker.getIfAvailable();
		return new KeptCounts((self != null) ? self.directory().resolve("metrics") : null);
	}

	@Bean
	WorkerMetrics clusterWorkerMetrics(PrometheusRegistry registry, PrometheusMeterRegistry meters,
			ObjectProvider<ClusterWorker> self, KeptCounts kept) {
		return new WorkerMetrics(registry, meters, self.getIfAvailable(() -> new ClusterWorker(0, 0)), kept);
	}

	@Bean
	PrometheusResource clusterPrometheusResource(WorkerMetrics metrics) {
		return new PrometheusResource(metrics);
	}

	@Bean
	CountsKeeper clusterCountsKeeper(WorkerMetrics metrics, KeptCounts kept, ObjectProvider<Worker> worker,
			ClusterProperties properties) {
		return new CountsKeeper(metrics, kept, PrimaryQuestions.of(worker.getIfAvailable(), Worker::status),
				properties.scrape().timeoutOr(Duration.ofSeconds(8)));
	}

	@Bean
	MissingWorkers clusterMissingWorkers() {
		return new MissingWorkers();
	}

	@Bean
	ClusterPrometheusEndpointExtension clusterPrometheusEndpointExtension(PrometheusScrapeEndpoint endpoint,
			PrometheusConfig config, WorkerMetrics metrics, ObjectProvider<Worker> worker, Peers peers, KeptCounts kept,
			CountsKeeper keeper, LatestCounts counts, MissingWorkers missing, ClusterProperties properties) {
		if (worker.getIfAvailable() == null) {
			return new ClusterPrometheusEndpointExtension(endpoint, endpoint, () -> true);
		}
		Duration timeout = properties.scrape().timeoutOr(Duration.ofSeconds(8));
		ClusterScrape scrape = new ClusterScrape(metrics, peers, kept, keeper, counts, missing, timeout);
		return new ClusterPrometheusEndpointExtension(endpoint,
				new PrometheusScrapeEndpoint(scrape, config.prometheusProperties()), OnlyThisWorker::isMeant);
	}

}
