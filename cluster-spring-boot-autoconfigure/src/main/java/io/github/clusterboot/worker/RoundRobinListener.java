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
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

import io.netty.channel.unix.FileDescriptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.HandleReceiver;
import io.github.clusterboot.ipc.HandleSignal;
import io.github.clusterboot.ipc.PrimaryConnection;

/**
 * Policy {@code round-robin}: the primary sends connections, one at a time. A connection
 * is acknowledged when a thread waits for it, and given to that thread only when the
 * kernel has the acknowledgement. Until then the primary can hand it to another worker,
 * so nothing may have been read from it. A server that is at its limit of connections
 * says so, and is sent nothing more until it says otherwise.
 */
final class RoundRobinListener extends SharedListener {

	private static final Logger logger = LoggerFactory.getLogger(RoundRobinListener.class);

	private static final Duration REOPEN_DELAY = Duration.ofMillis(100);

	private final Object monitor = new Object();

	private final PrimaryConnection primary;

	private final int listener;

	private final ManagedServer server;

	private final Runnable onReleased;

	private final Deque<FileDescriptor> taken = new ArrayDeque<>();

	private @Nullable Line line;

	private boolean started;

	private boolean acceptorWaits;

	private int acknowledging;

	private boolean released;

	RoundRobinListener(InetSocketAddress localAddress, PrimaryConnection primary, int listener, ManagedServer server,
			Runnable onReleased) {
		super(localAddress);
		this.primary = primary;
		this.listener = listener;
		this.server = server;
		this.onReleased = onReleased;
	}

	@Override
	protected CompletableFuture<Void> start() {
		synchronized (this.monitor) {
			if (this.started || this.released) {
				return CompletableFuture.completedFuture(null);
			}
			this.started = true;
			return openLine(new CompletableFuture<>());
		}
	}

	private CompletableFuture<Void> openLine(CompletableFuture<Void> opened) {
		Line line = new Line(opened);
		this.line = line;
		line.receiver = this.primary.receiveHandles(this.listener, line);
		return opened;
	}

	private void reopen(CompletableFuture<Void> opened) {
		synchronized (this.monitor) {
			if (this.started && this.line == null) {
				openLine(opened);
			}
		}
	}

	@Override
	protected void stop() {
		synchronized (this.monitor) {
			this.started = false;
			Line line = this.line;
			this.line = null;
			if (line != null) {
				line.end();
			}
		}
	}

	@Override
	public void release() {
		stop();
		synchronized (this.monitor) {
			if (this.released) {
				return;
			}
			this.released = true;
			this.taken.forEach(Descriptors::close);
			this.taken.clear();
			this.monitor.notifyAll();
		}
		this.onReleased.run();
	}

	@Override
	public @Nullable SocketChannel accept() throws IOException {
		while (true) {
			FileDescriptor descriptor = take();
			if (descriptor == null) {
				return null;
			}
			try {
				return JdkChannels.socketChannel(descriptor.intValue());
			}
			catch (IOException ex) {
				logger.debug("A client left before its connection was taken", ex);
				Descriptors.close(descriptor);
			}
		}
	}

	@Override
	public boolean isIdle() {
		synchronized (this.monitor) {
			return this.acceptorWaits && this.acknowledging == 0 && this.taken.isEmpty();
		}
	}

	private @Nullable FileDescriptor take() {
		synchronized (this.monitor) {
			while (this.taken.isEmpty() && !this.released) {
				this.acceptorWaits = true;
				if (this.line != null && isIdle()) {
					this.line.acceptorWaits();
				}
				try {
					this.monitor.wait();
				}
				catch (InterruptedException ex) {
					// a web server ends this by release(), and may interrupt its thread
					// besides
				}
			}
			this.acceptorWaits = false;
			return this.taken.poll();
		}
	}

	/**
	 * The connection over which the primary sends, from {@link #start()} to
	 * {@link #stop()}. Its fields are guarded by the monitor.
	 */
	private final class Line implements HandleReceiver.Handler {

		private final CompletableFuture<Void> opened;

		private @Nullable HandleReceiver receiver;

		private @Nullable FileDescriptor pending;

		private boolean full;

		Line(CompletableFuture<Void> opened) {
			this.opened = opened;
		}

		@Override
		public void asked() {
			this.opened.complete(null);
		}

		@Override
		public void received(FileDescriptor handle) {
			synchronized (RoundRobinListener.this.monitor) {
				if (RoundRobinListener.this.line != this) {
					Descriptors.close(handle);
					return;
				}
				this.pending = handle;
				if (isIdle()) {
					acknowledgePending();
				}
			}
		}

		private void acceptorWaits() {
			if (this.full && this.receiver != null) {
				this.full = false;
				this.receiver.free();
			}
			acknowledgePending();
		}

		private void acknowledgePending() {
			FileDescriptor handle = this.pending;
			if (handle != null && this.receiver != null) {
				this.pending = null;
				RoundRobinListener.this.acknowledging++;
				this.full = !RoundRobinListener.this.server.hasRoom();
				this.receiver.acknowledge(this.full ? HandleSignal.TAKEN_AND_FULL : HandleSignal.TAKEN,
						() -> taken(handle), () -> lost(handle));
			}
		}

		private void lost(FileDescriptor handle) {
			synchronized (RoundRobinListener.this.monitor) {
				RoundRobinListener.this.acknowledging--;
				Descriptors.close(handle);
			}
		}

		private void taken(FileDescriptor handle) {
			synchronized (RoundRobinListener.this.monitor) {
				RoundRobinListener.this.acknowledging--;
				if (RoundRobinListener.this.released) {
					Descriptors.close(handle);
					return;
				}
				RoundRobinListener.this.taken.add(handle);
				RoundRobinListener.this.monitor.notifyAll();
			}
		}

		@Override
		public void closed() {
			synchronized (RoundRobinListener.this.monitor) {
				closePending();
				if (RoundRobinListener.this.line == this) {
					RoundRobinListener.this.line = null;
					logger.debug("The connection for handles was closed; opening another one");
					RoundRobinListener.this.primary.schedule(() -> reopen(this.opened), REOPEN_DELAY);
				}
			}
		}

		private void end() {
			closePending();
			if (this.receiver != null) {
				this.receiver.close();
			}
		}

		private void closePending() {
			if (this.pending != null) {
				Descriptors.close(this.pending);
				this.pending = null;
			}
		}

	}

}
