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
import java.net.InetSocketAddress;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.HandleSender;

/**
 * Policy {@code round-robin}: the primary accepts and hands each connection to a worker.
 * The counterpart of Node's {@code RoundRobinHandle}.
 */
final class RoundRobinHandle implements Handle, RoundRobin.Effects<HandleSender, FileDescriptor> {

	private static final Logger logger = LoggerFactory.getLogger(RoundRobinHandle.class);

	private final RoundRobin<HandleSender, FileDescriptor> roundRobin = new RoundRobin<>(this);

	private final InetSocketAddress localAddress;

	private final Acceptor acceptor;

	RoundRobinHandle(Socket socket, IoEventLoopGroup eventLoop) {
		this.localAddress = socket.localAddress();
		this.acceptor = new Acceptor(socket, eventLoop, this.roundRobin::accepted);
	}

	@Override
	public InetSocketAddress localAddress() {
		return this.localAddress;
	}

	@Override
	public void join(HandleSender worker) {
		worker.onTaken(() -> this.roundRobin.acknowledged(worker));
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
		this.acceptor.accept(accept);
	}

}
