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

package io.github.clusterboot.worker;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;

import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.ipc.Records;

/**
 * The connections of this worker to the mailboxes of others, one for each and each topic,
 * as one topic must not wait for another. What waits to be sent is limited.
 */
final class Outbox {

	static final int LENGTH_BYTES = Integer.BYTES;

	private static final int MAX_WAITING = 1024 * 1024;

	private final Bootstrap bootstrap;

	private final PrivateDirectory directory;

	private final BiConsumer<Integer, String> onLost;

	private final Map<Address, ChannelFuture> connections = new ConcurrentHashMap<>();

	/**
	 * Creates the outbox.
	 * @param onLost is given the worker and the topic of a connection that has ended, on
	 * the event loop
	 */
	Outbox(EventLoopGroup eventLoop, PrivateDirectory directory, BiConsumer<Integer, String> onLost) {
		this.directory = directory;
		this.onLost = onLost;
		this.bootstrap = new Bootstrap().group(eventLoop)
			.channel(EpollDomainSocketChannel.class)
			.option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(MAX_WAITING / 2, MAX_WAITING))
			.handler(new ClosedWhenLost());
	}

	void send(int worker, Mail mail) throws IOException {
		Channel channel = connection(new Address(worker, mail.topic()));
		if (isFull(channel)) {
			throw new IOException("Worker %d has not taken yet what it was sent before".formatted(worker));
		}
		channel.writeAndFlush(frame(Records.write(mail))).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
	}

	/**
	 * Whether the receiver has to take something first. A channel that is being closed is
	 * not writable either: what is sent on it is lost, which is told when it is closed.
	 */
	private static boolean isFull(Channel channel) {
		long tooMany = channel.bytesBeforeWritable();
		return tooMany > 0 && tooMany < Long.MAX_VALUE;
	}

	/**
	 * The connection for an address. Waits for this process alone: a receiver need not
	 * accept.
	 */
	private Channel connection(Address address) throws IOException {
		ChannelFuture last = this.connections.get(address);
		if (last != null && last.isDone() && !last.channel().isActive()) {
			this.connections.remove(address, last);
		}
		ChannelFuture connection = this.connections.computeIfAbsent(address, this::connect).awaitUninterruptibly();
		if (!connection.isSuccess()) {
			this.connections.remove(address, connection);
			throw failure(address.worker(), connection.cause());
		}
		return connection.channel();
	}

	private static IOException failure(int worker, Throwable cause) {
		boolean nobody = cause instanceof ConnectException || cause instanceof FileNotFoundException;
		IOException failure = nobody ? new ConnectException("There is no worker %d that receives".formatted(worker))
				: new IOException("Could not connect to worker %d".formatted(worker));
		failure.initCause(cause);
		return failure;
	}

	private ChannelFuture connect(Address address) {
		ChannelFuture connection = this.bootstrap
			.connect(new DomainSocketAddress(this.directory.mailbox(address.worker()).toFile()));
		return connection.addListener((connected) -> {
			if (connected.isSuccess()) {
				Channel channel = connection.channel();
				channel.writeAndFlush(frame(address.topic().getBytes(StandardCharsets.UTF_8)));
				channel.closeFuture().addListener((closed) -> {
					this.connections.remove(address, connection);
					this.onLost.accept(address.worker(), address.topic());
				});
			}
		});
	}

	private static ByteBuf frame(byte[] content) {
		return Unpooled.wrappedBuffer(Unpooled.copyInt(content.length), Unpooled.wrappedBuffer(content));
	}

	/**
	 * That a receiver was killed is an exception.
	 */
	@ChannelHandler.Sharable
	private static final class ClosedWhenLost extends ChannelInboundHandlerAdapter {

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

	/**
	 * Where mail is sent.
	 *
	 * @param worker the id of the receiver
	 * @param topic the topic
	 */
	private record Address(int worker, String topic) {
	}

}
