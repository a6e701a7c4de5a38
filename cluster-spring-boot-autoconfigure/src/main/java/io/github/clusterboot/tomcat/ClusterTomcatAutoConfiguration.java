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

package io.github.clusterboot.tomcat;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.context.annotation.Bean;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.door.PrivateDoorFactory;
import io.github.clusterboot.peer.ManagementPath;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of Tomcat in a worker.
 */
@AutoConfiguration(after = ClusterAutoConfiguration.class)
@ConditionalOnClass(TomcatWebServerFactory.class)
@ConditionalOnClusterWorker
public final class ClusterTomcatAutoConfiguration {

	@Bean
	ClusterTomcatCustomizer clusterTomcatCustomizer(ObjectProvider<Worker> worker) {
		return new ClusterTomcatCustomizer(worker.getIfAvailable(), false);
	}

	@Bean
	WorkerPathCustomizer clusterWorkerPathCustomizer(ObjectProvider<Worker> worker,
			ObjectProvider<ManagementPath> managementPath) {
		return new WorkerPathCustomizer(worker.getIfAvailable(), managementPath.getIfAvailable());
	}

	@Bean
	PrivateDoorFactory clusterTomcatPrivateDoorFactory() {
		return (context, socket, doorkeeper) -> (context.getWebServer() instanceof TomcatWebServer tomcat)
				? new TomcatPrivateDoor(tomcat, socket, doorkeeper) : null;
	}

}
