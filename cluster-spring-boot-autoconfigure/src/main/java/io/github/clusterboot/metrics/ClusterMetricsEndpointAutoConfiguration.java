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

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.micrometer.metrics.actuate.endpoint.MetricsEndpoint;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsEndpointAutoConfiguration;
import org.springframework.context.annotation.Bean;

import io.github.clusterboot.ClusterWorker;
import io.github.clusterboot.actuate.OnlyThisWorker;
import io.github.clusterboot.boot.ClusterProperties;
import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.peer.Peers;

/**
 * Auto-configuration of the {@code metrics} endpoint for all workers.
 */
@AutoConfiguration(after = { ClusterMetricsAutoConfiguration.class, MetricsEndpointAutoConfiguration.class })
@ConditionalOnClass({ ConditionalOnAvailableEndpoint.class, MeterRegistry.class, MetricsEndpoint.class })
@ConditionalOnBean({ LatestCounts.class, MetricsEndpoint.class })
@ConditionalOnBooleanProperty(name = "cluster.scrape.enabled", matchIfMissing = true)
@ConditionalOnClusterWorker
public final class ClusterMetricsEndpointAutoConfiguration {

	@Bean
	MetricsResource clusterMetricsResource(MetricsEndpoint endpoint) {
		return new MetricsResource(endpoint);
	}

	@Bean
	ClusterMetricsEndpointExtension clusterMetricsEndpointExtension(MetricsEndpoint endpoint,
			ObjectProvider<ClusterWorker> self, Peers peers, LatestCounts counts, ClusterProperties properties) {
		return new ClusterMetricsEndpointExtension(endpoint, self.getIfAvailable(), peers, counts,
				properties.scrape().timeoutOr(Duration.ofSeconds(8)), OnlyThisWorker::isMeant);
	}

}
