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
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.unix.FileDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's end of a connection over which it gets a handle.
 */
public final class HandleReceiver extends ChannelInboundHandlerAdapter {

	private static final Logger logger = LoggerFactory.getLogger(HandleReceiver.class);

	private final int listener;

	private final Handler handler;

	HandleReceiver(int listener, Handler handler) {
		this.listener = listener;
		this.handler = handler;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		context.writeAndFlush(Unpooled.buffer(Integer.BYTES).writeInt(this.listener)).addListener((asked) -> {
			if (!asked.isSuccess()) {
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
	 * Is given what arrives, on the event loop.
	 */
	public interface Handler {

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
