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
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;

import io.github.clusterboot.actuate.PrimaryQuestions;
import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.boot.ClusterProperties;
import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of the cluster's meters.
 */
@AutoConfiguration(after = { ClusterAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class })
@ConditionalOnClass({ MeterRegistry.class, CompositeMeterRegistryAutoConfiguration.class })
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnClusterWorker
public final class ClusterMetricsAutoConfiguration {

	@Bean
	LatestCounts clusterLatestCounts(ObjectProvider<Worker> worker, ClusterProperties properties) {
		// the workers that are asked have to answer within the time-out, also if the
		// primary does not
		return new LatestCounts(PrimaryQuestions.of(worker.getIfAvailable(), Worker::counts),
				properties.scrape().timeoutOr(Duration.ofSeconds(8)).dividedBy(2));
	}

	@Bean
	MeterBinder clusterMetrics(ObjectProvider<Worker> worker, LatestCounts counts) {
		return (worker.getIfAvailable() != null) ? new ClusterMetrics(counts) : (registry) -> {
		};
	}

}
