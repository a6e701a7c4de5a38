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

package io.github.clusterboot.door;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.web.server.WebServer;
import org.springframework.context.annotation.Bean;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.boot.ClusterProperties;
import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of what a worker requests of itself by a private door.
 */
@AutoConfiguration(after = ClusterAutoConfiguration.class)
@ConditionalOnClass(WebServer.class)
@ConditionalOnClusterWorker
public final class ClusterDoorAutoConfiguration {

	@Bean
	WarmUp clusterWarmUp(ObjectProvider<Worker> worker, ObjectProvider<PrivateDoorFactory> doors,
			ClusterProperties properties) {
		ClusterProperties.Worker settings = properties.worker();
		return new WarmUp(worker.getIfAvailable(), doors, settings.warmUp(), settings.warmUpRequests(),
				settings.warmUpTimeout());
	}

}
