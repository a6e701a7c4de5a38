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
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.unix.FileDescriptor;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The primary's end of a connection that carries handles to a worker, by
 * {@code SCM_RIGHTS} (unix(7)). In the other direction the worker sends a
 * {@link HandleSignal} for each handle that it took. Used on the thread of the event
 * loop.
 */
public final class HandleSender {

	private static final Logger logger = LoggerFactory.getLogger(HandleSender.class);

	private final int worker;

	private final Channel channel;

	private Consumer<HandleSignal> onSignal = (signal) -> {
	};

	HandleSender(int worker, Channel channel) {
		this.worker = worker;
		this.channel = channel;
	}

	/**
	 * The worker at the other end.
	 * @return the worker's id
	 */
	public int worker() {
		return this.worker;
	}

	/**
	 * Sends a handle. The caller's own copy stays open. Where the handle cannot be sent
	 * nothing more is, and the connection ends when the worker has ended its half: what
	 * it has acknowledged before is still read.
	 * @param handle the handle
	 */
	public void send(FileDescriptor handle) {
		this.channel.writeAndFlush(handle);
	}

	/**
	 * Sends a handle, the only one, and closes the connection.
	 * @param handle the handle
	 */
	public void sendLast(FileDescriptor handle) {
		this.channel.writeAndFlush(handle).addListener(ChannelFutureListener.CLOSE);
	}

	/**
	 * What to do when the worker says something.
	 * @param action the action
	 */
	public void onSignal(Consumer<HandleSignal> action) {
		this.onSignal = action;
	}

	/**
	 * What to do when the connection ends, because the worker closed it or died.
	 * @param action the action
	 */
	public void onClosed(Runnable action) {
		this.channel.closeFuture().addListener((future) -> action.run());
	}

	/**
	 * Closes the connection.
	 */
	public void close() {
		this.channel.close();
	}

	/**
	 * Reads what a worker writes: the number of the listener in four bytes, then signals.
	 */
	static final class Reader extends ByteToMessageDecoder {

		private final int worker;

		private final WorkerConnections connections;

		private @Nullable HandleSender sender;

		Reader(int worker, WorkerConnections connections) {
			this.worker = worker;
			this.connections = connections;
		}

		/**
		 * A handle that cannot be sent must not close the channel, and so discard what
		 * has arrived and was not read yet: that may say that a connection was taken,
		 * which would go to another worker as well.
		 */
		@Override
		public void handlerAdded(ChannelHandlerContext context) {
			context.channel().config().setAutoClose(false);
		}

		@Override
		protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
			if (this.sender != null) {
				HandleSignal signal = HandleSignal.of(in.readByte());
				if (signal != null) {
					this.sender.onSignal.accept(signal);
				}
			}
			else if (in.readableBytes() >= Integer.BYTES) {
				this.sender = new HandleSender(this.worker, context.channel());
				this.connections.wantsHandles(this.worker, in.readInt(), this.sender);
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			logger.debug("Closing a connection for handles of worker {}", this.worker, cause);
			context.close();
		}

	}

}
