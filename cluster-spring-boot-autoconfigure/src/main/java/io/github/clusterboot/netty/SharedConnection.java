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

package io.github.clusterboot.netty;

import java.nio.channels.SocketChannel;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;

import io.github.clusterboot.worker.ManagedServer;

/**
 * A connection from a shared port. All but its creation is done by its event loop.
 */
final class SharedConnection extends NioSocketChannel {

	private final SharedServerChannel port;

	private final ManagedConnections connections;

	private final AtomicBoolean drainIsAskedFor = new AtomicBoolean();

	private volatile long lastActive = System.nanoTime();

	private volatile int exchanges;

	private volatile boolean served;

	private volatile boolean toldToLeave;

	SharedConnection(SharedServerChannel port, SocketChannel socket, ManagedConnections connections) {
		super(port, socket);
		this.port = port;
		this.connections = connections;
	}

	@Override
	protected int doReadBytes(ByteBuf buffer) throws Exception {
		int read = super.doReadBytes(buffer);
		if (read > 0) {
			this.lastActive = System.nanoTime();
		}
		return read;
	}

	/**
	 * Also called where nobody is told of the end of a channel: it was never registered.
	 */
	@Override
	protected void doClose() throws Exception {
		this.connections.remove(this);
		super.doClose();
	}

	/**
	 * The channel that it has come from.
	 */
	SharedServerChannel port() {
		return this.port;
	}

	/**
	 * Does something once the event loop has come to the connection, or at once if there
	 * is none for it.
	 */
	void whenTaken(Runnable work) {
		if (!isOpen()) {
			work.run();
			return;
		}
		try {
			eventLoop().execute(work);
		}
		catch (IllegalStateException | RejectedExecutionException ex) {
			// not registered, or not any more
			work.run();
		}
	}

	void begun() {
		this.served = true;
		exchanges(1);
	}

	void ended() {
		exchanges(-1);
		this.lastActive = System.nanoTime();
	}

	private void exchanges(int change) {
		this.exchanges = this.exchanges + change;
	}

	/**
	 * Has the connection end if it is idle, and the client know that it should, where
	 * HTTP/2 can say so.
	 * @param mayClose whether it may be closed by now
	 */
	void drain(boolean mayClose) {
		if (!isRegistered() || (this.toldToLeave && !(mayClose && isIdle()))
				|| !this.drainIsAskedFor.compareAndSet(false, true)) {
			return;
		}
		try {
			eventLoop().execute(() -> {
				this.drainIsAskedFor.set(false);
				drainOnLoop(mayClose);
			});
		}
		catch (RejectedExecutionException ex) {
			// the event loop ends, and the connection with it
			this.drainIsAskedFor.set(false);
		}
	}

	private void drainOnLoop(boolean mayClose) {
		Http2ConnectionHandler http2 = pipeline().get(Http2ConnectionHandler.class);
		if (http2 != null && !this.toldToLeave) {
			// streams that cross it are served (RFC 9113, 6.8)
			goAway(http2, Integer.MAX_VALUE);
		}
		// one that has had no request may still speak either protocol
		this.toldToLeave = http2 != null || this.served;
		boolean active = http2 != null && http2.connection().numActiveStreams() > 0;
		if (mayClose && isIdle() && !active && !ManagedServer.hasUnread(javaChannel())) {
			if (http2 != null) {
				goAway(http2, http2.connection().remote().lastStreamCreated());
			}
			close();
		}
	}

	private void goAway(Http2ConnectionHandler http2, int lastStream) {
		ChannelHandlerContext context = pipeline().context(http2);
		http2.goAway(context, lastStream, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, context.newPromise());
		context.flush();
	}

	private boolean isIdle() {
		return this.exchanges == 0 && System.nanoTime() - this.lastActive > ManagedServer.IDLE_GRACE.toNanos();
	}

}
