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
import java.util.function.BiFunction;

import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.HandleSender;

/**
 * Policy {@code round-robin}: the primary accepts, and hands each connection to a worker.
 * The counterpart of Node's {@code RoundRobinHandle}.
 */
final class RoundRobinHandle implements Handle, Acceptor.Connections, RoundRobin.Effects<HandleSender, FileDescriptor> {

	private static final Logger logger = LoggerFactory.getLogger(RoundRobinHandle.class);

	private static final long PAUSE_AFTER_FAILURE_MILLIS = 100;

	private final ServerSocketChannel channel;

	private final Acceptor acceptor;

	private final RoundRobin<HandleSender, FileDescriptor> roundRobin = new RoundRobin<>(this);

	private boolean accepting;

	private boolean pausedAfterFailure;

	private boolean failureTold;

	RoundRobinHandle(ServerSocketChannel channel) {
		this(channel, (channel instanceof EpollServerSocketChannel) ? EpollAcceptor::new : ChannelAcceptor::new);
	}

	RoundRobinHandle(ServerSocketChannel channel,
			BiFunction<ServerSocketChannel, Acceptor.Connections, Acceptor> acceptor) {
		this.channel = channel;
		this.acceptor = acceptor.apply(channel, this);
	}

	@Override
	public ServerSocketChannel channel() {
		return this.channel;
	}

	@Override
	public void join(HandleSender worker) {
		worker.onSignal((signal) -> {
			switch (signal) {
				case TAKEN -> this.roundRobin.acknowledged(worker, true);
				case TAKEN_AND_FULL -> this.roundRobin.acknowledged(worker, false);
				case FREE -> this.roundRobin.welcome(worker);
			}
		});
		this.roundRobin.join(worker);
		worker.onClosed(() -> this.roundRobin.leave(worker));
	}

	@Override
	public void stopAccepting() {
		this.acceptor.close();
	}

	@Override
	public boolean isSettled() {
		return this.roundRobin.isSettled();
	}

	@Override
	public void close() {
		this.acceptor.close();
		this.roundRobin.close();
	}

	@Override
	public void accepted(FileDescriptor connection) {
		this.failureTold = false;
		this.roundRobin.accepted(connection);
	}

	/**
	 * Accepting fails where the process is out of descriptors. The listening socket stays
	 * ready all the while, so that trying on at once would only burn the processor.
	 */
	@Override
	public void failed(Throwable cause) {
		if (this.pausedAfterFailure) {
			return;
		}
		if (!this.failureTold) {
			this.failureTold = true;
			logger.warn("No connection can be accepted on {}, trying on: {}", this.channel.localAddress(),
					cause.getMessage());
		}
		this.pausedAfterFailure = true;
		updateAcceptor();
		this.channel.eventLoop().schedule(() -> {
			this.pausedAfterFailure = false;
			updateAcceptor();
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
		updateAcceptor();
	}

	private void updateAcceptor() {
		this.acceptor.accept(this.accepting && !this.pausedAfterFailure);
	}

}
