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

package io.github.clusterboot.listen;

import java.io.IOException;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections that only pass through. Netty's own way makes a channel of each,
 * with a pipeline, asks the kernel for its addresses and buffers and sets
 * {@code TCP_NODELAY}: more work than to hand it to a worker, whose server sets its own
 * options.
 */
final class EpollAcceptor implements Acceptor, EpollIoHandle {

	/**
	 * After that many, others have their turn on the event loop.
	 */
	private static final int AT_ONCE = 16;

	/**
	 * The kernel reports errors whether asked to or not. With {@link EpollIoOps#NONE}
	 * Netty takes the descriptor out of its set, and cannot change what it waits for
	 * afterwards.
	 */
	private static final EpollIoOps NOTHING = EpollIoOps.EPOLLERR;

	private static final int LONGEST_ADDRESS = 26;

	private final ServerSocketChannel channel;

	private final Connections connections;

	private final Socket socket;

	private final byte[] address = new byte[LONGEST_ADDRESS];

	private @Nullable IoRegistration registration;

	private boolean accepting;

	EpollAcceptor(ServerSocketChannel channel, Connections connections) {
		this.channel = channel;
		this.connections = connections;
		this.socket = new Socket(((UnixChannel) channel).fd().intValue());
		// a descriptor can be registered once
		channel.deregister().addListener((deregistered) -> register((IoEventLoop) channel.eventLoop()));
	}

	private void register(IoEventLoop eventLoop) {
		eventLoop.register(this).addListener((Future<IoRegistration> registered) -> {
			if (!registered.isSuccess()) {
				this.connections.failed(registered.cause());
			}
			else if (!this.channel.isOpen()) {
				registered.getNow().cancel();
			}
			else {
				this.registration = registered.getNow();
				update();
			}
		});
	}

	@Override
	public void accept(boolean accept) {
		this.accepting = accept && this.channel.isOpen();
		update();
	}

	/**
	 * The first time, this puts the descriptor into the kernel's set, which may have no
	 * room.
	 */
	private void update() {
		if (this.registration == null || !this.registration.isValid()) {
			return;
		}
		try {
			this.registration.submit(this.accepting ? EpollIoOps.EPOLLIN : NOTHING);
		}
		catch (RuntimeException | Error ex) {
			this.connections.failed(ex);
		}
	}

	/**
	 * What is thrown here would stop the whole event loop for a while, and an error for
	 * good.
	 */
	@Override
	public void handle(IoRegistration registration, IoEvent event) {
		try {
			for (int i = 0; i < AT_ONCE && this.accepting; i++) {
				int connection = this.socket.accept(this.address);
				if (connection == -1) {
					return;
				}
				this.connections.accepted(new FileDescriptor(connection));
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			this.connections.failed(ex);
		}
	}

	@Override
	public FileDescriptor fd() {
		return this.socket;
	}

	@Override
	public void close() {
		this.accepting = false;
		if (this.registration != null) {
			this.registration.cancel();
		}
		this.channel.close();
	}

}
