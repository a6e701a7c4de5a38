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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.netty.channel.unix.FileDescriptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.HandleReceiver;
import io.github.clusterboot.ipc.PrimaryConnection;

/**
 * Policy {@code os}: the worker has a descriptor of the shared listening socket and
 * accepts from it. To shut is to close that descriptor, which wakes the thread that
 * accepts; to open is to get another one from the primary.
 */
final class OsListener extends SharedListener {

	private static final Logger logger = LoggerFactory.getLogger(OsListener.class);

	private static final Duration RETRY_DELAY = Duration.ofMillis(100);

	private final Object monitor = new Object();

	private final PrimaryConnection primary;

	private final int listener;

	private final AcceptOrder order;

	private final Runnable onReleased;

	private @Nullable ServerSocketChannel channel;

	/**
	 * Is there to become the channel as soon as this is started.
	 */
	private @Nullable ServerSocketChannel prepared;

	private boolean started;

	private boolean released;

	private boolean idle;

	private @Nullable Opening opening;

	OsListener(InetSocketAddress localAddress, PrimaryConnection primary, int listener, AcceptOrder order,
			Runnable onReleased) {
		super(localAddress);
		this.primary = primary;
		this.listener = listener;
		this.order = order;
		this.onReleased = onReleased;
	}

	@Override
	protected CompletableFuture<Void> start() {
		synchronized (this.monitor) {
			if (this.started || this.released) {
				return CompletableFuture.completedFuture(null);
			}
			this.started = true;
			ServerSocketChannel prepared = this.prepared;
			if (prepared != null) {
				this.prepared = null;
				this.channel = prepared;
				this.monitor.notifyAll();
				return CompletableFuture.completedFuture(null);
			}
			Opening opening = this.opening;
			return (opening != null) ? opening.opened : receiveDescriptor();
		}
	}

	@Override
	void prepare() {
		synchronized (this.monitor) {
			if (!this.started && !this.released && this.prepared == null && this.opening == null) {
				receiveDescriptor();
			}
		}
	}

	private CompletableFuture<Void> receiveDescriptor() {
		return receiveDescriptor(new CompletableFuture<>());
	}

	private CompletableFuture<Void> receiveDescriptor(CompletableFuture<Void> opened) {
		Opening opening = new Opening(opened);
		this.opening = opening;
		this.primary.receiveHandle(this.listener, opening);
		return opened;
	}

	/**
	 * This process or the primary may be out of descriptors for a while.
	 */
	private void failed(Opening opening, String reason) {
		synchronized (this.monitor) {
			if (this.opening == opening) {
				logger.debug("No descriptor of the listening socket could be had ({}); trying again", reason);
				this.primary.schedule(() -> retry(opening), RETRY_DELAY);
			}
		}
	}

	private void retry(Opening failed) {
		synchronized (this.monitor) {
			if (this.opening == failed) {
				receiveDescriptor(failed.opened);
			}
		}
	}

	boolean isPrepared() {
		synchronized (this.monitor) {
			return this.prepared != null;
		}
	}

	@Override
	protected void stop() {
		ServerSocketChannel channel;
		ServerSocketChannel prepared;
		synchronized (this.monitor) {
			this.started = false;
			this.opening = null;
			channel = this.channel;
			this.channel = null;
			prepared = this.prepared;
			this.prepared = null;
		}
		close(channel);
		close(prepared);
	}

	@Override
	public void release() {
		synchronized (this.monitor) {
			if (this.released) {
				return;
			}
			this.released = true;
			this.monitor.notifyAll();
		}
		stop();
		this.order.close();
		this.onReleased.run();
	}

	@Override
	public @Nullable SocketChannel accept() throws IOException {
		while (true) {
			ServerSocketChannel channel = awaitChannel();
			if (channel == null) {
				return null;
			}
			try {
				this.order.awaitTurn(channel::isOpen, (millis) -> JdkChannels.awaitClient(channel, millis));
				SocketChannel connection = channel.accept();
				this.order.accepted();
				return connection;
			}
			catch (ClosedChannelException ex) {
				replaceIfInterrupted(channel);
			}
			catch (IOException ex) {
				// no descriptor is left, say: others need not wait for this one
				this.order.leave();
				throw ex;
			}
		}
	}

	@Override
	public void connectionEnded() {
		this.order.ended();
	}

	/**
	 * A channel that is in use was closed by an interrupt of the thread. A web server
	 * ends its thread by {@link #release()}, and may interrupt it besides.
	 */
	private void replaceIfInterrupted(ServerSocketChannel closed) {
		synchronized (this.monitor) {
			if (this.channel == closed) {
				Thread.interrupted();
				this.channel = null;
				receiveDescriptor();
			}
		}
	}

	@Override
	public boolean isIdle() {
		synchronized (this.monitor) {
			return this.idle;
		}
	}

	private @Nullable ServerSocketChannel awaitChannel() {
		synchronized (this.monitor) {
			while (this.channel == null && !this.released) {
				this.idle = true;
				this.order.leave();
				try {
					this.monitor.wait();
				}
				catch (InterruptedException ex) {
					// as for a thread in accept()
				}
			}
			this.idle = false;
			return this.released ? null : this.channel;
		}
	}

	private void received(Opening opening, ServerSocketChannel channel) {
		synchronized (this.monitor) {
			if (this.opening == opening) {
				this.opening = null;
				if (this.started) {
					this.channel = channel;
					this.monitor.notifyAll();
				}
				else {
					this.prepared = channel;
				}
				return;
			}
		}
		close(channel);
	}

	private static void close(@Nullable ServerSocketChannel channel) {
		if (channel != null) {
			try {
				channel.close();
			}
			catch (IOException ex) {
				logger.debug("Could not close a descriptor of a shared listening socket", ex);
			}
		}
	}

	/**
	 * The way of one descriptor from the primary to here.
	 */
	private final class Opening implements HandleReceiver.Handler {

		private final CompletableFuture<Void> opened;

		Opening(CompletableFuture<Void> opened) {
			this.opened = opened;
		}

		@Override
		public void received(FileDescriptor handle) {
			try {
				OsListener.this.received(this, JdkChannels.serverSocketChannel(handle.intValue()));
				this.opened.complete(null);
			}
			catch (IOException | RuntimeException ex) {
				Descriptors.close(handle);
				failed(this, String.valueOf(ex.getMessage()));
			}
		}

		@Override
		public void closed() {
			failed(this, "the connection was closed");
		}

	}

}
