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
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.unix.DomainSocketAddress;

/**
 * A worker's side of the private sockets. Thread-safe.
 */
public final class PrimaryConnection {

	private static final String PEER = "the primary";

	private final EventLoopGroup eventLoop;

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
		this.eventLoop = eventLoop;
		ChannelFuture connected = new Bootstrap().group(eventLoop)
			.channel(transport.domainSocketChannel())
			.handler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					MessageCodec.addTo(channel.pipeline(), PEER);
					channel.pipeline().addLast(new MessageReader(PEER, onMessage));
				}

			})
			.connect(new DomainSocketAddress(directory.messages().toFile()))
			.awaitUninterruptibly();
		if (!connected.isSuccess()) {
			throw new IOException("Could not connect to the primary in " + directory.path(), connected.cause());
		}
		this.messages = new MessageChannel(connected.channel());
		connected.channel().closeFuture().addListener((future) -> onClosed.run());
	}

	/**
	 * Sends a message to the primary.
	 * @param message the message
	 */
	public void send(Message message) {
		this.messages.send(message);
	}

	/**
	 * Runs an action on the event loop again and again.
	 * @param action the action
	 * @param interval the time from the end of one to the next
	 */
	public void repeat(Runnable action, Duration interval) {
		this.eventLoop.scheduleWithFixedDelay(action, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
	}

}
