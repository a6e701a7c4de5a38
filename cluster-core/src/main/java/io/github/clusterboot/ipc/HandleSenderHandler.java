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

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a worker writes on a connection for handles: the number of the listener in
 * four bytes, then signals of one byte each.
 */
final class HandleSenderHandler extends ByteToMessageDecoder {

	private static final Logger logger = LoggerFactory.getLogger(HandleSenderHandler.class);

	private final int worker;

	private final WorkerConnections connections;

	private @Nullable HandleSender sender;

	HandleSenderHandler(int worker, WorkerConnections connections) {
		this.worker = worker;
		this.connections = connections;
	}

	/**
	 * A handle that cannot be sent must not close the channel, and so discard what has
	 * arrived and was not read yet: that may say that a connection was taken, which would
	 * go to another worker as well.
	 */
	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		context.channel().config().setAutoClose(false);
	}

	@Override
	protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
		HandleSender sender = this.sender;
		if (sender == null) {
			if (in.readableBytes() >= Integer.BYTES) {
				this.sender = new HandleSender(this.worker, context.channel());
				this.connections.wantsHandles(this.worker, in.readInt(), this.sender);
			}
			return;
		}
		HandleSignal signal = HandleSignal.of(in.readByte());
		if (signal != null) {
			sender.signalled(signal);
		}
		else {
			logger.warn("Dropped an unknown signal of worker {}", this.worker);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		logger.debug("Closing a connection for handles of worker {}", this.worker, cause);
		context.close();
	}

}
