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
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.unix.FileDescriptor;
import io.netty.handler.codec.ByteToMessageDecoder;

/**
 * The primary's end of a connection that carries handles to a worker, by
 * {@code SCM_RIGHTS} (unix(7)). In the other direction the worker sends the number of the
 * listener in four bytes, then a byte for each handle that it took. Used on the thread of
 * the event loop.
 */
public final class HandleSender extends ByteToMessageDecoder {

	private final int worker;

	private final Channel channel;

	private final WorkerConnections connections;

	private boolean joined;

	private Runnable onTaken = () -> {
	};

	HandleSender(int worker, Channel channel, WorkerConnections connections) {
		this.worker = worker;
		this.channel = channel;
		this.connections = connections;
		// a handle that cannot be sent must not discard what has arrived and was not read
		// yet: that may say that a connection was taken
		channel.config().setAutoClose(false);
	}

	/**
	 * Sends a handle. The caller's own copy stays open. Where the handle cannot be sent
	 * nothing more is, and the connection ends when the worker has ended its half.
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
	 * What to do when the worker has taken a handle, the first of those that it has not
	 * acknowledged.
	 * @param action the action
	 */
	public void onTaken(Runnable action) {
		this.onTaken = action;
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

	@Override
	protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
		if (this.joined) {
			in.readByte();
			this.onTaken.run();
		}
		else if (in.readableBytes() >= Integer.BYTES) {
			this.joined = true;
			this.connections.wantsHandles(this.worker, in.readInt(), this);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		context.close();
	}

}
