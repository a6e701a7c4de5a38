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
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;

/**
 * One end of the connection on which the primary and a worker talk. Thread-safe.
 */
public final class MessageChannel {

	private final Channel channel;

	MessageChannel(Channel channel) {
		this.channel = channel;
	}

	/**
	 * Connects a worker to its primary.
	 * @param eventLoop runs everything
	 * @param directory where the primary's sockets are
	 * @param onMessage is given the primary's messages, on the event loop
	 * @param onClosed is run once when the primary is gone, on the event loop
	 * @return the worker's end
	 * @throws IOException if the primary cannot be reached
	 */
	public static MessageChannel open(EventLoopGroup eventLoop, PrivateDirectory directory, Consumer<Message> onMessage,
			Runnable onClosed) throws IOException {
		ChannelFuture connected = new Bootstrap().group(eventLoop)
			.channel(EpollDomainSocketChannel.class)
			.handler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					MessageCodec.addTo(channel.pipeline(), "the primary", onMessage);
				}

			})
			.connect(new DomainSocketAddress(directory.messages().toFile()))
			.awaitUninterruptibly();
		if (!connected.isSuccess()) {
			throw new IOException("Could not connect to the primary in " + directory.path(), connected.cause());
		}
		connected.channel().closeFuture().addListener((closed) -> onClosed.run());
		return new MessageChannel(connected.channel());
	}

	/**
	 * Sends a message without waiting for it. Where it cannot be sent the connection is
	 * closed, which both ends notice.
	 * @param message the message
	 */
	public void send(Message message) {
		this.channel.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
	}

	/**
	 * Runs an action on the event loop now, and again and again.
	 * @param action the action
	 * @param interval the time from the end of one to the next
	 */
	public void repeat(Runnable action, Duration interval) {
		this.channel.eventLoop().scheduleWithFixedDelay(action, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Closes the connection.
	 */
	public void close() {
		this.channel.close();
	}

}
