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
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.UnixChannelOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's side of the private sockets. Thread-safe.
 */
public final class PrimaryConnection {

	private static final Logger logger = LoggerFactory.getLogger(PrimaryConnection.class);

	private final NativeTransport transport;

	private final EventLoopGroup eventLoop;

	private final PrivateDirectory directory;

	private final MessageChannel messages;

	/**
	 * Connects to the primary.
	 * @param transport the native transport
	 * @param eventLoop runs everything, and stays the caller's
	 * @param directory where the primary's sockets are
	 * @param onMessage is given the primary's messages, on the event loop
	 * @param onClosed is run once when the primary is gone, on the event loop
	 * @throws IOException if the primary cannot be reached
	 */
	public PrimaryConnection(NativeTransport transport, EventLoopGroup eventLoop, PrivateDirectory directory,
			Consumer<Message> onMessage, Runnable onClosed) throws IOException {
		this.transport = transport;
		this.eventLoop = eventLoop;
		this.directory = directory;
		ChannelFuture connected = connect(directory.messages(), new ChannelInitializer<>() {

			@Override
			protected void initChannel(Channel channel) {
				MessageCodec.addTo(channel.pipeline(), "the primary");
				channel.pipeline().addLast(new MessageHandler(onMessage));
			}

		}, DomainSocketReadMode.BYTES).awaitUninterruptibly();
		if (!connected.isSuccess()) {
			throw new IOException("Could not connect to the primary in " + directory.path(), connected.cause());
		}
		Channel channel = connected.channel();
		this.messages = new MessageChannel(channel);
		channel.closeFuture().addListener((future) -> onClosed.run());
	}

	/**
	 * Sends a message to the primary.
	 * @param message the message
	 */
	public void send(Message message) {
		this.messages.send(message);
	}

	/**
	 * Asks the primary for the handle of a listener, without waiting for it.
	 * @param listener the number that {@link Message.Bound} gave
	 * @param handler is given the handle and the connection's end
	 */
	public void receiveHandle(int listener, HandleReceiver.Handler handler) {
		connect(this.directory.handles(), new HandleReceiver(listener, handler), DomainSocketReadMode.FILE_DESCRIPTORS)
			.addListener((connected) -> {
				if (!connected.isSuccess()) {
					handler.closed();
				}
			});
	}

	/**
	 * Opens a connection on which the primary sends the handles of a listener one by one.
	 * Does not wait for the primary.
	 * @param listener the number that {@link Message.Bound} gave
	 * @return the connection
	 * @throws IOException if the primary cannot be reached now
	 */
	public HandleLine openHandleLine(int listener) throws IOException {
		return HandleLine.open(this.directory.handles(), listener);
	}

	/**
	 * Runs an action on the event loop.
	 * @param action the action
	 * @param delay how long to wait before it
	 */
	public void schedule(Runnable action, Duration delay) {
		this.eventLoop.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
	}

	private ChannelFuture connect(Path path, ChannelHandler handler, DomainSocketReadMode readMode) {
		return new Bootstrap().group(this.eventLoop)
			.channel(this.transport.domainSocketChannel())
			.option(UnixChannelOption.DOMAIN_SOCKET_READ_MODE, readMode)
			.handler(handler)
			.connect(new DomainSocketAddress(path.toFile()));
	}

	/**
	 * Reads the primary's messages.
	 */
	private static final class MessageHandler extends SimpleChannelInboundHandler<Message> {

		private final Consumer<Message> onMessage;

		MessageHandler(Consumer<Message> onMessage) {
			this.onMessage = onMessage;
		}

		@Override
		protected void channelRead0(ChannelHandlerContext context, Message message) {
			this.onMessage.accept(message);
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			logger.warn("Closing the connection to the primary", cause);
			context.close();
		}

	}

}
