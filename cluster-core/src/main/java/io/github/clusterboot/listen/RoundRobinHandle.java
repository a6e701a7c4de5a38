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

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;

import io.github.clusterboot.ipc.HandleSender;
import io.github.clusterboot.ipc.NativeTransport;

/**
 * Policy {@code round-robin}: the primary accepts and hands each connection to a worker.
 * The counterpart of Node's {@code RoundRobinHandle}.
 */
final class RoundRobinHandle implements Handle, RoundRobin.Effects<HandleSender, FileDescriptor> {

	private final RoundRobin<HandleSender, FileDescriptor> roundRobin = new RoundRobin<>(this);

	private final Acceptor acceptor;

	RoundRobinHandle(Socket socket, IoEventLoopGroup eventLoop) {
		this.acceptor = new Acceptor(socket, eventLoop, this.roundRobin::accepted);
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
		// not a shutdown(2), which would end the worker's copy too
		NativeTransport.close(connection);
	}

	@Override
	public void accept(boolean accept) {
		this.acceptor.accept(accept);
	}

}
