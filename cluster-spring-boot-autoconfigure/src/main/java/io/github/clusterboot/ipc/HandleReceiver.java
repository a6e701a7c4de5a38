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

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.unix.FileDescriptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's end of a connection that carries handles. Thread-safe.
 */
public final class HandleReceiver extends ChannelInboundHandlerAdapter {

	private static final Logger logger = LoggerFactory.getLogger(HandleReceiver.class);

	private final int listener;

	private final Handler handler;

	private volatile @Nullable Channel channel;

	HandleReceiver(int listener, Handler handler) {
		this.listener = listener;
		this.handler = handler;
	}

	void channel(Channel channel) {
		this.channel = channel;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		context.writeAndFlush(Unpooled.buffer(Integer.BYTES).writeInt(this.listener)).addListener((asked) -> {
			if (asked.isSuccess()) {
				this.handler.asked();
			}
			else {
				context.close();
			}
		});
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object handle) {
		this.handler.received((FileDescriptor) handle);
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.handler.closed();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		logger.debug("Closing a connection for handles", cause);
		context.close();
	}

	/**
	 * Tells the primary that a handle was taken.
	 * @param signal one of the acknowledgements
	 * @param taken is run on the event loop when the kernel has the acknowledgement: the
	 * primary will read it even if this process dies now
	 * @param lost is run on the event loop if the primary cannot be told
	 */
	public void acknowledge(HandleSignal signal, Runnable taken, Runnable lost) {
		Channel channel = channel();
		if (!channel.eventLoop().inEventLoop()) {
			channel.eventLoop().execute(() -> acknowledge(signal, taken, lost));
			return;
		}
		write(signal).addListener((written) -> {
			if (written.isSuccess()) {
				taken.run();
			}
			else {
				lost.run();
				channel.close();
			}
		});
	}

	/**
	 * Tells the primary that the next handle is welcome, after an acknowledgement that
	 * said otherwise.
	 */
	public void free() {
		write(HandleSignal.FREE).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
	}

	private ChannelFuture write(HandleSignal signal) {
		return channel().writeAndFlush(Unpooled.buffer(1).writeByte(signal.code()));
	}

	/**
	 * Closes the connection: no more handles are taken.
	 */
	public void close() {
		channel().close();
	}

	private Channel channel() {
		Channel channel = this.channel;
		if (channel == null) {
			throw new IllegalStateException("Not connected");
		}
		return channel;
	}

	/**
	 * Is given what arrives, on the event loop.
	 */
	public interface Handler {

		/**
		 * The primary was asked, so that handles can come.
		 */
		void asked();

		/**
		 * A handle has arrived; it is the handler's to close.
		 * @param handle the handle
		 */
		void received(FileDescriptor handle);

		/**
		 * The connection has ended, or could not be made.
		 */
		void closed();

	}

}
