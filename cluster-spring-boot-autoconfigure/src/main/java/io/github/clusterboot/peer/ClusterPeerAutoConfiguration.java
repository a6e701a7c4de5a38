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

package io.github.clusterboot.peer;

import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.boot.WorkerIdentity;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of questions to the other workers.
 */
@AutoConfiguration(after = ClusterAutoConfiguration.class)
@ConditionalOnClusterWorker
public final class ClusterPeerAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Peers clusterPeers(ObjectProvider<Worker> worker, ObjectProvider<WorkerIdentity> self) {
		Worker connection = worker.getIfAvailable();
		return (connection != null) ? new WorkerPeers(connection, self.getObject())
				: (resource, query, timeout) -> List.of();
	}

}
