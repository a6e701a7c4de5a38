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

package io.github.clusterboot.jetty;

import org.eclipse.jetty.server.Server;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.context.annotation.Bean;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.door.PrivateDoorFactory;
import io.github.clusterboot.peer.ManagementPath;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of Jetty in a worker.
 */
@AutoConfiguration(after = ClusterAutoConfiguration.class)
@ConditionalOnClass({ JettyWebServerFactory.class, Server.class })
@ConditionalOnClusterWorker
public final class ClusterJettyAutoConfiguration {

	@Bean
	ClusterJettyCustomizer clusterJettyCustomizer(ObjectProvider<Worker> worker,
			ObjectProvider<ManagementPath> managementPath) {
		return new ClusterJettyCustomizer(worker.getIfAvailable(), false, managementPath.getIfAvailable());
	}

	@Bean
	PrivateDoorFactory clusterJettyPrivateDoorFactory() {
		return (context, socket, doorkeeper) -> (context.getWebServer() instanceof JettyWebServer jetty)
				? new JettyPrivateDoor(jetty.getServer(), socket, doorkeeper) : null;
	}

}
