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
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.NativeTransport;

/**
 * Accepts connections that only pass through. Netty's own way makes a channel of each,
 * asks the kernel for its addresses and sets options: more work than to hand it to a
 * worker, whose server sets its own. Netty calls the class {@link Socket} internal; it is
 * what its channels are made of. Used on the thread of the event loop.
 */
final class Acceptor implements EpollIoHandle {

	private static final Logger logger = LoggerFactory.getLogger(Acceptor.class);

	private static final long PAUSE_AFTER_FAILURE_MILLIS = 100;

	/**
	 * After that many, others have their turn on the event loop.
	 */
	private static final int AT_ONCE = 16;

	/**
	 * The kernel reports errors whether asked to or not. With {@link EpollIoOps#NONE}
	 * Netty takes the descriptor out of its set, and cannot put it back.
	 */
	private static final EpollIoOps NOTHING = EpollIoOps.EPOLLERR;

	/**
	 * What Netty's native code may write of an address, which nobody reads.
	 */
	private static final int LONGEST_ADDRESS = 26;

	private final Socket socket;

	private final IoEventLoopGroup eventLoop;

	private final Consumer<FileDescriptor> connections;

	private final byte[] address = new byte[LONGEST_ADDRESS];

	private @Nullable IoRegistration registration;

	private boolean wanted;

	private boolean pausedAfterFailure;

	private boolean failureTold;

	/**
	 * Creates an acceptor that does not accept yet.
	 * @param socket the listening socket, which does not block
	 * @param connections is given what was accepted, to be closed there
	 */
	Acceptor(Socket socket, IoEventLoopGroup eventLoop, Consumer<FileDescriptor> connections) {
		this.socket = socket;
		this.eventLoop = eventLoop;
		this.connections = connections;
	}

	/**
	 * Begins or stops accepting.
	 */
	void accept(boolean wanted) {
		this.wanted = wanted;
		update();
	}

	boolean isAccepting() {
		return this.wanted && !this.pausedAfterFailure && this.socket.isOpen();
	}

	/**
	 * The kernel may have no room for one more descriptor to watch.
	 */
	private void update() {
		if (!this.socket.isOpen()) {
			return;
		}
		try {
			if (this.registration == null) {
				this.registration = this.eventLoop.register(this).syncUninterruptibly().getNow();
			}
			this.registration.submit(isAccepting() ? EpollIoOps.EPOLLIN : NOTHING);
		}
		catch (Exception | Error ex) {
			// checked ones are thrown too, which Netty does not declare
			failed(ex);
		}
	}

	/**
	 * What is thrown here would stop the whole event loop for a while, and an error for
	 * good.
	 */
	@Override
	public void handle(IoRegistration registration, IoEvent event) {
		try {
			int connection = 0;
			for (int i = 0; i < AT_ONCE && isAccepting() && connection != -1; i++) {
				connection = this.socket.accept(this.address);
				if (connection != -1) {
					this.failureTold = false;
					this.connections.accept(new FileDescriptor(connection));
				}
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			failed(ex);
		}
	}

	/**
	 * Accepting fails where the process is out of descriptors. The listening socket stays
	 * ready all the while, so that trying on at once would only burn the processor.
	 */
	void failed(Throwable cause) {
		if (this.pausedAfterFailure) {
			return;
		}
		if (!this.failureTold) {
			this.failureTold = true;
			logger.warn("No connection can be accepted on {}, trying on: {}", this.socket.localAddress(),
					cause.getMessage());
		}
		this.pausedAfterFailure = true;
		update();
		this.eventLoop.schedule(() -> {
			this.pausedAfterFailure = false;
			update();
		}, PAUSE_AFTER_FAILURE_MILLIS, TimeUnit.MILLISECONDS);
	}

	@Override
	public FileDescriptor fd() {
		return this.socket;
	}

	/**
	 * Closes the listening socket.
	 */
	@Override
	public void close() {
		if (this.registration != null) {
			this.registration.cancel();
		}
		NativeTransport.close(this.socket);
	}

}
