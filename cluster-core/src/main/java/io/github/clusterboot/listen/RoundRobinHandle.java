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

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.HandleSender;

/**
 * Policy {@code round-robin}: the primary accepts, as Netty's servers do, and hands each
 * connection to a worker. The counterpart of Node's {@code RoundRobinHandle}.
 */
final class RoundRobinHandle extends ChannelInboundHandlerAdapter
		implements Handle, RoundRobin.Effects<HandleSender, FileDescriptor> {

	private static final Logger logger = LoggerFactory.getLogger(RoundRobinHandle.class);

	private static final long PAUSE_AFTER_FAILURE_MILLIS = 100;

	private final ServerSocketChannel channel;

	private final RoundRobin<HandleSender, FileDescriptor> roundRobin = new RoundRobin<>(this);

	private boolean accepting;

	private boolean pausedAfterFailure;

	private boolean failureTold;

	RoundRobinHandle(ServerSocketChannel channel) {
		this.channel = channel;
		channel.pipeline().addLast(this);
	}

	@Override
	public ServerSocketChannel channel() {
		return this.channel;
	}

	@Override
	public void join(HandleSender worker) {
		worker.onTaken(() -> this.roundRobin.acknowledged(worker));
		this.roundRobin.join(worker);
		worker.onClosed(() -> this.roundRobin.leave(worker));
	}

	@Override
	public boolean isSettled() {
		return this.roundRobin.isSettled();
	}

	@Override
	public void close() {
		stopAccepting();
		this.roundRobin.close();
	}

	/**
	 * The channel of the connection is never registered with an event loop: nothing but
	 * its descriptor is to be closed.
	 */
	@Override
	public void channelRead(ChannelHandlerContext context, Object accepted) {
		this.failureTold = false;
		this.roundRobin.accepted(((UnixChannel) accepted).fd());
	}

	/**
	 * Accepting fails where the process is out of descriptors. The listening socket stays
	 * ready all the while, so that trying on at once would only burn the processor.
	 */
	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (this.pausedAfterFailure) {
			return;
		}
		if (!this.failureTold) {
			this.failureTold = true;
			logger.warn("No connection can be accepted on {}, trying on: {}", this.channel.localAddress(),
					cause.getMessage());
		}
		this.pausedAfterFailure = true;
		updateAutoRead();
		this.channel.eventLoop().schedule(() -> {
			this.pausedAfterFailure = false;
			updateAutoRead();
		}, PAUSE_AFTER_FAILURE_MILLIS, TimeUnit.MILLISECONDS);
	}

	@Override
	public void hand(FileDescriptor connection, HandleSender worker) {
		worker.send(connection);
	}

	@Override
	public void release(FileDescriptor connection) {
		try {
			// not a shutdown(2), which would end the worker's copy too
			connection.close();
		}
		catch (IOException ex) {
			logger.debug("The primary's copy of a connection could not be closed", ex);
		}
	}

	@Override
	public void accept(boolean accept) {
		this.accepting = accept;
		updateAutoRead();
	}

	private void updateAutoRead() {
		this.channel.config().setAutoRead(this.accepting && !this.pausedAfterFailure);
	}

}
