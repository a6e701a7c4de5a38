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

package io.github.clusterboot.boot;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

import io.github.clusterboot.ClusterWorker;
import io.github.clusterboot.peer.Peers;
import io.github.clusterboot.peer.WorkerPeers;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of a worker.
 */
@AutoConfiguration
@ConditionalOnClusterWorker
@EnableConfigurationProperties(ClusterProperties.class)
public final class ClusterAutoConfiguration {

	@Bean
	AvailabilityReport clusterAvailabilityReport(ObjectProvider<Worker> worker) {
		return new AvailabilityReport(worker.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	Peers clusterPeers(ObjectProvider<Worker> worker, ObjectProvider<ClusterWorker> self) {
		return new WorkerPeers(worker.getIfAvailable(), self.getIfAvailable());
	}

	@Bean
	ShutdownPatience clusterShutdownPatience(ObjectProvider<Worker> worker, ConfigurableListableBeanFactory beans) {
		return new ShutdownPatience(worker.getIfAvailable(), beans);
	}

}
