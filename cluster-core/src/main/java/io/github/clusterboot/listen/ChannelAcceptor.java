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

package io.github.clusterboot.listen;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.unix.UnixChannel;

/**
 * Accepts as Netty's servers do, with whatever transport there is.
 */
final class ChannelAcceptor extends ChannelInboundHandlerAdapter implements Acceptor {

	private final ServerSocketChannel channel;

	private final Connections connections;

	ChannelAcceptor(ServerSocketChannel channel, Connections connections) {
		this.channel = channel;
		this.connections = connections;
		channel.pipeline().addLast(this);
	}

	@Override
	public void accept(boolean accept) {
		this.channel.config().setAutoRead(accept);
	}

	@Override
	public void close() {
		this.channel.close();
	}

	/**
	 * The channel of the connection is never registered with an event loop: nothing but
	 * its descriptor is to be closed.
	 */
	@Override
	public void channelRead(ChannelHandlerContext context, Object accepted) {
		this.connections.accepted(((UnixChannel) accepted).fd());
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		this.connections.failed(cause);
	}

}
