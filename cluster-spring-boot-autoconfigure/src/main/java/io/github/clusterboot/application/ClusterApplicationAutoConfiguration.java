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

package io.github.clusterboot.application;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

import io.github.clusterboot.Cluster;
import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.messaging.ClusterMessagingAutoConfiguration;
import io.github.clusterboot.messaging.Messages;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of the application's view of the cluster. It is the same whether the
 * application is clustered or not, so that the code of the application is.
 */
@AutoConfiguration(after = { ClusterAutoConfiguration.class, ClusterMessagingAutoConfiguration.class })
@ConditionalOnWebApplication
public final class ClusterApplicationAutoConfiguration {

	@Bean("io.github.clusterboot.cluster")
	@ConditionalOnMissingBean
	Cluster applicationCluster(ObjectProvider<Worker> worker, Messages messages) {
		Worker connected = worker.getIfAvailable();
		return (connected != null) ? new WorkerCluster(connected, messages) : new SingleProcessCluster(messages);
	}

	@Bean("io.github.clusterboot.eventPublisher")
	EventPublisher clusterEventPublisher(ObjectProvider<Worker> worker, Cluster cluster,
			ApplicationEventPublisher publisher) {
		return new EventPublisher(worker.getIfAvailable(), cluster, publisher);
	}

}
