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

import io.grpc.netty.NettyServerBuilder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.grpc.server.ServerBuilderCustomizer;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of a gRPC server on Netty in a worker.
 */
@AutoConfiguration(after = ClusterAutoConfiguration.class)
@ConditionalOnClass({ NettyServerBuilder.class, ServerBuilderCustomizer.class })
@ConditionalOnClusterWorker
public final class ClusterGrpcAutoConfiguration {

	private static final String DOMAIN_SOCKET = "spring.grpc.server.netty.domain-socket-path";

	/**
	 * A server on a Unix domain socket is left as it is.
	 */
	@Bean
	ClusterGrpcCustomizer clusterGrpcCustomizer(ObjectProvider<Worker> worker, Environment environment) {
		boolean hasPort = !environment.containsProperty(DOMAIN_SOCKET);
		return new ClusterGrpcCustomizer(hasPort ? worker.getIfAvailable() : null);
	}

}
