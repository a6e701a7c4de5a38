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

package io.github.clusterboot.netty;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyWebServer;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.HttpHandler;
import reactor.netty.http.server.HttpServer;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.door.PrivateDoorFactory;
import io.github.clusterboot.peer.ManagementPath;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of Reactor Netty in a worker.
 */
@AutoConfiguration(after = ClusterAutoConfiguration.class)
@ConditionalOnClass({ NettyReactiveWebServerFactory.class, HttpServer.class })
@ConditionalOnClusterWorker
public final class ClusterNettyAutoConfiguration {

	@Bean
	ClusterNettyCustomizer clusterNettyCustomizer(ObjectProvider<Worker> worker,
			ObjectProvider<ManagementPath> managementPath, ObjectProvider<ReactorResourceFactory> resources) {
		return new ClusterNettyCustomizer(worker.getIfAvailable(), false, managementPath.getIfAvailable(),
				resources.getIfUnique());
	}

	@Bean
	PrivateDoorFactory clusterNettyPrivateDoorFactory() {
		return (context, socket, doorkeeper) -> (context.getWebServer() instanceof NettyWebServer)
				? NettyPrivateDoor.open(context.getBean(HttpHandler.class), socket, doorkeeper,
						context.getBean(ClusterNettyCustomizer.class).isSecure())
				: null;
	}

}
