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
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.micrometer.metrics.actuate.endpoint.MetricsEndpoint;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsEndpointAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusScrapeEndpoint;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.boot.ClusterProperties;
import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.boot.WorkerIdentity;
import io.github.clusterboot.peer.ClusterPeerAutoConfiguration;
import io.github.clusterboot.peer.Peers;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of the cluster's meters, and of the metrics endpoints for all
 * workers. What was processed ahead of time may run outside a cluster, where there are no
 * such meters.
 */
@AutoConfiguration(after = { ClusterAutoConfiguration.class, ClusterPeerAutoConfiguration.class,
		CompositeMeterRegistryAutoConfiguration.class, MetricsEndpointAutoConfiguration.class,
		PrometheusMetricsExportAutoConfiguration.class })
@ConditionalOnClass({ MeterRegistry.class, CompositeMeterRegistryAutoConfiguration.class })
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnClusterWorker
public final class ClusterMetricsAutoConfiguration {

	@Bean
	@Nullable ClusterMetrics clusterMetrics(ObjectProvider<Worker> worker) {
		Worker self = worker.getIfAvailable();
		return (self != null) ? new ClusterMetrics(self::counts, System::nanoTime) : null;
	}

	/**
	 * Each worker's own.
	 */
	@Bean
	MeterBinder clusterLeaderMetrics(ObjectProvider<Worker> worker) {
		return (registry) -> worker
			.ifAvailable((self) -> Gauge.builder("cluster.leader", self.leader(), (role) -> role.isLeader() ? 1 : 0)
				.description("Whether the worker is the leader")
				.register(registry));
	}

	/**
	 * The Prometheus endpoint.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ConditionalOnAvailableEndpoint.class, PrometheusScrapeEndpoint.class })
	@ConditionalOnBean(PrometheusScrapeEndpoint.class)
	@ConditionalOnBooleanProperty(name = "cluster.scrape.enabled", matchIfMissing = true)
	static class PrometheusConfiguration {

		@Bean
		@Nullable PrometheusResource clusterPrometheusResource(PrometheusScrapeEndpoint endpoint,
				ObjectProvider<ClusterMetrics> metrics) {
			ClusterMetrics ofCluster = metrics.getIfAvailable();
			return (ofCluster != null) ? new PrometheusResource(endpoint, ofCluster) : null;
		}

		@Bean
		ClusterPrometheusEndpointExtension clusterPrometheusEndpointExtension(PrometheusScrapeEndpoint endpoint,
				ObjectProvider<PrometheusResource> resource, ObjectProvider<WorkerIdentity> self, Peers peers,
				ClusterProperties properties) {
			WorkerIdentity worker = self.getIfAvailable();
			ClusterScrape scrape = (worker != null) ? new ClusterScrape(resource.getObject(), worker, peers) : null;
			return new ClusterPrometheusEndpointExtension(endpoint, scrape, properties.scrape().timeout());
		}

	}

	/**
	 * The endpoint {@code metrics}.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ConditionalOnAvailableEndpoint.class, MetricsEndpoint.class })
	@ConditionalOnBean(MetricsEndpoint.class)
	@ConditionalOnBooleanProperty(name = "cluster.scrape.enabled", matchIfMissing = true)
	static class MetricsEndpointConfiguration {

		@Bean
		MetricsResource clusterMetricsResource(MetricsEndpoint endpoint) {
			return new MetricsResource(endpoint);
		}

		@Bean
		ClusterMetricsEndpointExtension clusterMetricsEndpointExtension(MetricsEndpoint endpoint,
				MetricsResource resource, Peers peers, ClusterProperties properties) {
			return new ClusterMetricsEndpointExtension(endpoint, resource, peers, properties.scrape().timeout());
		}

	}

}
