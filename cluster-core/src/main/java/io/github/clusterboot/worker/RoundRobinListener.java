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
import java.util.concurrent.CompletableFuture;

import io.netty.channel.unix.FileDescriptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.HandleLine;
import io.github.clusterboot.ipc.HandleSignal;
import io.github.clusterboot.ipc.PrimaryConnection;

/**
 * Policy {@code round-robin}: the primary sends connections, a few at a time. The thread
 * that accepts receives them, and acknowledges each before anything is read from it:
 * until then the primary can hand it to another worker. A server that is at its limit of
 * connections says so, and is sent nothing more until it says otherwise.
 */
final class RoundRobinListener extends SharedListener {

	private static final Logger logger = LoggerFactory.getLogger(RoundRobinListener.class);

	private static final Duration REOPEN_DELAY = Duration.ofMillis(100);

	/**
	 * How many connections the primary may send before the first of them is acknowledged.
	 * With one, this thread and that of the primary wait for each other at each of them.
	 * More are not faster, and all of them are held up while this process hangs.
	 */
	private static final int WINDOW = 2;

	private final Object monitor = new Object();

	private final PrimaryConnection primary;

	private final int listener;

	private final ManagedServer server;

	private final Runnable onReleased;

	private @Nullable HandleLine line;

	/**
	 * What the thread that accepts uses, and nobody else may close.
	 */
	private @Nullable HandleLine receiving;

	private boolean started;

	private boolean idle;

	/**
	 * How many connections the primary may send.
	 */
	private int welcome;

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
			CompletableFuture<Void> opened = new CompletableFuture<>();
			if (this.started || this.released) {
				opened.complete(null);
			}
			else {
				this.started = true;
				openLine(opened);
			}
			return opened;
		}
	}

	private void openLine(CompletableFuture<Void> opened) {
		try {
			HandleLine line = this.primary.openHandleLine(this.listener);
			try {
				JdkChannels.block(line.descriptor());
			}
			catch (IOException | RuntimeException ex) {
				line.close();
				throw ex;
			}
			this.line = line;
			this.welcome = 0;
			this.monitor.notifyAll();
			opened.complete(null);
		}
		catch (IOException | RuntimeException ex) {
			// the latter is what Netty throws where the process is out of descriptors
			logger.debug("No connection for handles could be opened; trying again", ex);
			reopenLater(opened);
		}
	}

	private void reopenLater(CompletableFuture<Void> opened) {
		this.primary.schedule(() -> {
			synchronized (this.monitor) {
				if (this.started && this.line == null) {
					openLine(opened);
				}
			}
		}, REOPEN_DELAY);
	}

	@Override
	protected void stop() {
		synchronized (this.monitor) {
			this.started = false;
			HandleLine line = this.line;
			this.line = null;
			if (line != null) {
				line.end();
				if (line != this.receiving) {
					line.close();
				}
			}
		}
	}

	@Override
	public void release() {
		synchronized (this.monitor) {
			if (this.released) {
				return;
			}
			this.released = true;
			stop();
			this.monitor.notifyAll();
		}
		this.onReleased.run();
	}

	@Override
	public @Nullable SocketChannel accept() {
		while (true) {
			HandleLine line = awaitLine();
			if (line == null) {
				return null;
			}
			FileDescriptor handle = receive(line);
			if (handle != null && take(handle, line)) {
				try {
					return JdkChannels.socketChannel(handle.intValue());
				}
				catch (IOException ex) {
					logger.debug("A client left before its connection was taken", ex);
					Descriptors.close(handle);
				}
				catch (RuntimeException | Error ex) {
					Descriptors.close(handle);
					throw ex;
				}
			}
		}
	}

	@Override
	public boolean isIdle() {
		synchronized (this.monitor) {
			return this.idle;
		}
	}

	private @Nullable HandleLine awaitLine() {
		synchronized (this.monitor) {
			this.idle = true;
			while (!this.released) {
				HandleLine line = this.line;
				if (line != null && welcomeNext(line)) {
					this.receiving = line;
					return line;
				}
				try {
					this.monitor.wait();
				}
				catch (InterruptedException ex) {
					// a web server ends this by release(), and may interrupt its thread
					// besides
				}
			}
			this.idle = false;
			return null;
		}
	}

	/**
	 * This thread takes one connection now, and others as the server has room for them.
	 */
	private boolean welcomeNext(HandleLine line) {
		try {
			while (this.welcome == 0 || (this.welcome < WINDOW && this.server.hasRoomFor(this.welcome))) {
				line.signal(HandleSignal.FREE);
				this.welcome++;
			}
			return true;
		}
		catch (IOException ex) {
			logger.debug("The primary cannot be told that there is room", ex);
			lost(line);
			return false;
		}
	}

	/**
	 * Waits without the monitor. What arrives is not taken yet: this thread still counts
	 * as idle.
	 */
	private @Nullable FileDescriptor receive(HandleLine line) {
		FileDescriptor handle = null;
		try {
			handle = line.receive();
		}
		catch (IOException ex) {
			logger.debug("Nothing can be received from the primary", ex);
		}
		if (handle == null) {
			synchronized (this.monitor) {
				lost(line);
			}
		}
		return handle;
	}

	/**
	 * Takes a handle, unless this listener was stopped since it was sent: then the
	 * primary hands it to somebody else.
	 */
	private boolean take(FileDescriptor handle, HandleLine line) {
		synchronized (this.monitor) {
			if (this.line == line) {
				try {
					this.welcome--;
					boolean room = this.server.hasRoomFor(this.welcome + 1);
					line.signal(room ? HandleSignal.TAKEN : HandleSignal.TAKEN_AND_FULL);
					this.welcome += room ? 1 : 0;
					this.receiving = null;
					this.idle = false;
					return true;
				}
				catch (IOException ex) {
					logger.debug("The primary cannot be told that a connection was taken", ex);
				}
			}
			Descriptors.close(handle);
			lost(line);
			return false;
		}
	}

	private void lost(HandleLine line) {
		this.receiving = null;
		line.close();
		if (this.line == line) {
			this.line = null;
			logger.debug("The connection for handles was closed; opening another one");
			reopenLater(new CompletableFuture<>());
		}
	}

}
