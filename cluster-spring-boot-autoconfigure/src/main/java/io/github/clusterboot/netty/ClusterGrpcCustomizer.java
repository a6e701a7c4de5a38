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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.grpc.server.ServerBuilderCustomizer;

import io.github.clusterboot.worker.Worker;

/**
 * Has a gRPC server on Netty share its port with the other workers. Its connections are
 * of HTTP/2, and end as those of Reactor Netty do.
 */
final class ClusterGrpcCustomizer implements ServerBuilderCustomizer<NettyServerBuilder>, DisposableBean {

	private final @Nullable Worker worker;

	private final List<EventLoopGroup> groups = new CopyOnWriteArrayList<>();

	/**
	 * Creates a customizer.
	 * @param worker gives the listeners; {@code null} outside a cluster, or where nothing
	 * is to be shared
	 */
	ClusterGrpcCustomizer(@Nullable Worker worker) {
		this.worker = worker;
	}

	@Override
	public void customize(NettyServerBuilder builder) {
		Worker worker = this.worker;
		if (worker == null) {
			return;
		}
		ManagedConnections connections = new ManagedConnections();
		MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
				new DefaultThreadFactory("cluster-grpc", true), NioIoHandler.newFactory());
		this.groups.add(group);
		builder.bossEventLoopGroup(new DefaultEventLoopGroup(1, new DefaultThreadFactory("cluster-select", true)))
			.workerEventLoopGroup(group)
			.channelFactory(() -> new SharedServerChannel(worker, false, connections, group.executorCount()))
			.addStreamTracerFactory(new Counter(connections));
	}

	/**
	 * The server has ended by now.
	 */
	@Override
	public void destroy() {
		this.groups.forEach(EventLoopGroup::shutdownGracefully);
	}

	/**
	 * Counts the calls that have ended.
	 */
	private static final class Counter extends ServerStreamTracer.Factory {

		private final ManagedConnections connections;

		Counter(ManagedConnections connections) {
			this.connections = connections;
		}

		@Override
		public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
			return new ServerStreamTracer() {

				@Override
				public void streamClosed(Status status) {
					Counter.this.connections.served();
				}

			};
		}

	}

}
