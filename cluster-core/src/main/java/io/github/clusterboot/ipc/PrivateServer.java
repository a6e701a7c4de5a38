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
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.unix.DomainSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The primary's side of the private sockets: accepts the connections of workers, and of
 * nobody else.
 */
public final class PrivateServer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(PrivateServer.class);

	/**
	 * An event loop that has died closes nothing; the end of the primary must not wait
	 * for it.
	 */
	private static final long CLOSE_MILLIS = 1000;

	private final PrivateDirectory directory;

	private final FileChannel lock;

	private final List<Channel> channels = new ArrayList<>();

	/**
	 * Creates the sockets and accepts connections on them.
	 * @param transport the native transport
	 * @param eventLoop runs everything, and stays the caller's
	 * @param connections is told what workers do
	 * @throws IOException if the directory or the sockets cannot be created
	 */
	public PrivateServer(NativeTransport transport, EventLoopGroup eventLoop, WorkerConnections connections)
			throws IOException {
		this.directory = PrivateDirectory.create();
		try {
			this.lock = this.directory.lock();
		}
		catch (IOException | RuntimeException ex) {
			this.directory.delete();
			throw ex;
		}
		try {
			bind(transport, eventLoop, this.directory.messages(), connections,
					(worker, pipeline) -> admit(worker, pipeline, connections));
			bind(transport, eventLoop, this.directory.handles(), connections,
					(worker, pipeline) -> pipeline.addLast(new HandleSender.Reader(worker, connections)));
		}
		catch (IOException | RuntimeException ex) {
			close();
			throw ex;
		}
		logger.debug("Private sockets are in {}", this.directory.path());
	}

	private void bind(NativeTransport transport, EventLoopGroup eventLoop, Path path, WorkerConnections connections,
			BiConsumer<Integer, ChannelPipeline> admission) throws IOException {
		ChannelFuture bound = new ServerBootstrap().group(eventLoop)
			.channel(transport.serverDomainSocketChannel())
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline()
						.addLast(new PeerCheck(transport.peerCredentials(), connections::workerOf, admission));
				}

			})
			.bind(new DomainSocketAddress(path.toFile()))
			.awaitUninterruptibly();
		if (!bound.isSuccess()) {
			throw new IOException("Could not listen on " + path, bound.cause());
		}
		bound.channel().pipeline().addLast(new AcceptFailures());
		this.channels.add(bound.channel());
	}

	private static void admit(int worker, ChannelPipeline pipeline, WorkerConnections connections) {
		String peer = "worker " + worker;
		MessageCodec.addTo(pipeline, peer);
		Channel channel = pipeline.channel();
		if (connections.connected(worker, new MessageChannel(channel))) {
			pipeline.addLast(new MessageReader(peer, (message) -> connections.received(worker, message)));
			channel.closeFuture().addListener((closed) -> connections.disconnected(worker));
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
	 * Closes the sockets and removes their directory.
	 */
	@Override
	public void close() {
		this.channels.forEach((channel) -> channel.close().awaitUninterruptibly(CLOSE_MILLIS));
		this.directory.delete();
		try {
			this.lock.close();
		}
		catch (IOException ex) {
			logger.debug("Could not close the lock of {}", this.directory.path(), ex);
		}
	}

}
