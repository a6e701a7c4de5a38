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

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
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
import io.github.clusterboot.boot.ClusterProperties;
import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.peer.ClusterPeerAutoConfiguration;
import io.github.clusterboot.peer.Peers;

/**
 * Auto-configuration of the Prometheus endpoint for all workers.
 */
@AutoConfiguration(after = { ClusterMetricsAutoConfiguration.class, ClusterPeerAutoConfiguration.class,
		PrometheusMetricsExportAutoConfiguration.class })
@ConditionalOnClass({ ConditionalOnAvailableEndpoint.class, PrometheusScrapeEndpoint.class,
		PrometheusMeterRegistry.class })
@ConditionalOnBean({ LatestCounts.class, Peers.class, PrometheusScrapeEndpoint.class })
@ConditionalOnSingleCandidate(PrometheusMeterRegistry.class)
@ConditionalOnBooleanProperty(name = "cluster.scrape.enabled", matchIfMissing = true)
@ConditionalOnClusterWorker
public final class ClusterPrometheusAutoConfiguration {

	@Bean
	PrometheusResource clusterPrometheusResource(PrometheusScrapeEndpoint endpoint, LatestCounts counts) {
		return new PrometheusResource(endpoint, counts);
	}

	@Bean
	ClusterPrometheusEndpointExtension clusterPrometheusEndpointExtension(PrometheusScrapeEndpoint endpoint,
			PrometheusResource resource, PrometheusMeterRegistry meters, ObjectProvider<ClusterWorker> self,
			Peers peers, LatestCounts counts, ClusterProperties properties) {
		ClusterWorker worker = self.getIfAvailable();
		ClusterScrape scrape = (worker != null) ? new ClusterScrape(resource, meters, worker, peers, counts) : null;
		return new ClusterPrometheusEndpointExtension(endpoint, scrape, properties.scrape().timeout());
	}

}
