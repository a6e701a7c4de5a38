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

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;

/**
 * Adds what watches requests to each connection of HTTP/1.1 and each stream of HTTP/2,
 * both of which are connections to Reactor Netty.
 *
 * @param connections the connections of the port
 * @param managementPath the path of Actuator, base path included; empty for the root,
 * {@code null} if it is not at this server
 */
record HttpPipeline(ManagedConnections connections, @Nullable String managementPath) implements ConnectionObserver {

	@Override
	public void onStateChange(Connection connection, State state) {
		if (state == State.CONNECTED) {
			Channel channel = connection.channel();
			Channel port = (channel.parent() instanceof SharedConnection parent) ? parent : channel;
			if (port instanceof SharedConnection shared) {
				watch(channel.pipeline(), shared);
			}
		}
	}

	private void watch(ChannelPipeline pipeline, SharedConnection connection) {
		if (pipeline.get(NettyPipeline.HttpTrafficHandler) != null) {
			addHandlers(pipeline, connection);
		}
		else if (pipeline.get(NettyPipeline.H2OrHttp11Codec) != null) {
			pipeline.addBefore(NettyPipeline.ReactiveBridge, null, new AfterHandshake(connection));
		}
	}

	private void addHandlers(ChannelPipeline pipeline, SharedConnection connection) {
		if (pipeline.get(RequestWatch.class) == null) {
			BodyWatch bodies = new BodyWatch(this.connections);
			pipeline.addBefore(NettyPipeline.HttpTrafficHandler, null, new WorkerPathHandler(this.managementPath));
			if (pipeline.channel() == connection) {
				pipeline.addBefore(NettyPipeline.HttpTrafficHandler, null, bodies);
			}
			pipeline.addBefore(NettyPipeline.ReactiveBridge, null,
					new RequestWatch(this.connections, connection, bodies));
		}
	}

	/**
	 * With TLS it is known only after the handshake whether HTTP/1.1 or HTTP/2 is spoken.
	 */
	private final class AfterHandshake extends ChannelInboundHandlerAdapter {

		private final SharedConnection connection;

		AfterHandshake(SharedConnection connection) {
			this.connection = connection;
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
			if (event instanceof SslHandshakeCompletionEvent) {
				ChannelPipeline pipeline = context.pipeline();
				if (pipeline.get(NettyPipeline.HttpTrafficHandler) != null) {
					addHandlers(pipeline, this.connection);
				}
				super.userEventTriggered(context, event);
				pipeline.remove(this);
				return;
			}
			super.userEventTriggered(context, event);
		}

	}

}
