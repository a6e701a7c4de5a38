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

package io.github.clusterboot.ipc;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The primary's side of the private sockets, to which the workers that it forked can
 * connect.
 */
public final class PrivateServer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(PrivateServer.class);

	private final WorkerConnections connections;

	private final PrivateDirectory directory = PrivateDirectory.create();

	/**
	 * Creates the sockets and accepts connections on them.
	 * @param eventLoop runs everything, and stays the caller's
	 * @param connections is told what workers do
	 * @throws IOException if the directory or the sockets cannot be created
	 */
	public PrivateServer(EventLoopGroup eventLoop, WorkerConnections connections) throws IOException {
		this.connections = connections;
		listen(eventLoop, this.directory.messages(), this::admitMessages);
		listen(eventLoop, this.directory.handles(),
				(worker, channel) -> channel.pipeline().addLast(new HandleSender(worker, channel, connections)));
	}

	private void listen(EventLoopGroup eventLoop, Path path, BiConsumer<Integer, Channel> admission)
			throws IOException {
		PrivateSocket.listen(eventLoop, path, (pid, channel) -> {
			OptionalInt worker = this.connections.workerOf(pid);
			worker.ifPresent((id) -> admission.accept(id, channel));
			return worker.isPresent();
		}, Level.WARN);
	}

	private void admitMessages(int worker, Channel channel) {
		String peer = "worker " + worker;
		MessageCodec.addTo(channel.pipeline(), peer, (message) -> this.connections.received(worker, message));
		if (this.connections.connected(worker, new MessageChannel(channel))) {
			channel.closeFuture().addListener((closed) -> this.connections.disconnected(worker));
		}
		else {
			logger.warn("Closed a second connection of {}", peer);
			channel.close();
		}
	}

	/**
	 * The directory of the sockets.
	 * @return the directory
	 */
	public PrivateDirectory directory() {
		return this.directory;
	}

	/**
	 * Removes the directory: nobody can connect any more. The sockets are closed with the
	 * event loop.
	 */
	@Override
	public void close() {
		this.directory.delete();
	}

}
