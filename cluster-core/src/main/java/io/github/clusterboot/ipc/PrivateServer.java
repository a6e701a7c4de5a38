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
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
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
	 * Has the JVM load what messages are read and written with, on a thread of its own.
	 * The first message takes a third of a second of a processor, which otherwise is that
	 * of the first worker's start.
	 */
	public static void warmUp() {
		Thread thread = new Thread(MessageCodec::warmUp, "cluster-warm-up");
		thread.setDaemon(true);
		thread.start();
	}

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
			bind(transport, eventLoop, this.directory.messages(), connections, (worker, pipeline) -> {
				MessageCodec.addTo(pipeline, "worker " + worker);
				pipeline.addLast(new MessageHandler(worker, connections));
			});
			bind(transport, eventLoop, this.directory.handles(), connections,
					(worker, pipeline) -> pipeline.addLast(new HandleSenderHandler(worker, connections)));
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
					channel.pipeline().addLast(new PeerCheck(transport, connections::workerOf, admission));
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

	/**
	 * Reads the messages of one worker.
	 */
	private static final class MessageHandler extends SimpleChannelInboundHandler<Message> {

		private final int worker;

		private final WorkerConnections connections;

		MessageHandler(int worker, WorkerConnections connections) {
			this.worker = worker;
			this.connections = connections;
		}

		@Override
		public void channelActive(ChannelHandlerContext context) {
			if (!this.connections.connected(this.worker, new MessageChannel(context.channel()))) {
				logger.warn("Closed a second connection of worker {}", this.worker);
				context.pipeline().remove(this);
				context.close();
			}
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			this.connections.disconnected(this.worker);
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			logger.warn("Closing the connection of worker {}", this.worker, cause);
			context.close();
		}

		@Override
		protected void channelRead0(ChannelHandlerContext context, Message message) {
			this.connections.received(this.worker, message);
		}

	}

}
