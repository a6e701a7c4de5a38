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

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening socket that belongs to the primary, as a web server of a worker uses it.
 * Connections come while the worker accepts traffic, and only then.
 * <p>
 * Thread-safe, but only one thread may accept. That thread opens what the connections
 * come from, and uses it without the monitor; others only end it.
 */
public final class SharedListener {

	private static final Logger logger = LoggerFactory.getLogger(SharedListener.class);

	private static final long RETRY_MILLIS = 100;

	private final InetSocketAddress localAddress;

	private final ConnectionSource.Opener opener;

	private final Runnable onOpened;

	private final Runnable onReleased;

	private @Nullable ConnectionSource source;

	private @Nullable ConnectionSource opened;

	private boolean hasAcceptor;

	private boolean inUse;

	private boolean open;

	private boolean paused;

	private boolean released;

	private boolean idle;

	SharedListener(InetSocketAddress localAddress, ConnectionSource.Opener opener, Runnable onOpened,
			Runnable onReleased) {
		this.localAddress = localAddress;
		this.opener = opener;
		this.onOpened = onOpened;
		this.onReleased = onReleased;
	}

	/**
	 * The address that is bound.
	 * @return the address; its port is never 0
	 */
	public InetSocketAddress localAddress() {
		return this.localAddress;
	}

	/**
	 * Waits for the next connection, however long that takes, also while the worker does
	 * not accept traffic.
	 * @return a connection in either mode, or {@code null} when the listener was released
	 * @throws IOException if the operating system fails, for want of descriptors for
	 * example
	 */
	public @Nullable SocketChannel accept() throws IOException {
		ConnectionSource source = awaitSource();
		while (source != null) {
			boolean ended = false;
			try {
				SocketChannel connection = awaitOpen(source) ? source.accept() : null;
				if (connection != null) {
					return connection;
				}
				ended = true;
			}
			finally {
				used(source, ended);
			}
			source = awaitSource();
		}
		return null;
	}

	private boolean awaitOpen(ConnectionSource source) {
		if (this.opened != source) {
			if (!source.awaitOpen()) {
				return false;
			}
			opened(source);
			this.onOpened.run();
		}
		return true;
	}

	private synchronized void opened(ConnectionSource source) {
		this.opened = source;
	}

	/**
	 * Whether the thread that accepts is still to get what the connections come from.
	 * Where no thread accepts there is nothing to wait for.
	 */
	synchronized boolean isOpening() {
		return this.hasAcceptor && isWanted() && (this.source == null || this.source != this.opened);
	}

	private synchronized @Nullable ConnectionSource awaitSource() {
		this.hasAcceptor = true;
		while (!this.released) {
			if (this.source == null && isWanted()) {
				this.source = tryOpen();
			}
			if (this.source != null) {
				this.idle = false;
				this.inUse = true;
				return this.source;
			}
			waitForChange(isWanted() ? RETRY_MILLIS : 0);
		}
		return null;
	}

	private boolean isWanted() {
		return this.open && !this.paused && !this.released;
	}

	private @Nullable ConnectionSource tryOpen() {
		try {
			return this.opener.open();
		}
		catch (IOException | RuntimeException ex) {
			// the latter is what Netty throws where the process is out of descriptors
			logger.debug("The primary cannot be reached for connections; trying again", ex);
			return null;
		}
	}

	private synchronized void used(ConnectionSource source, boolean ended) {
		this.inUse = false;
		boolean lost = ended && this.source == source;
		if (lost) {
			this.source = null;
		}
		if (this.source != source) {
			source.close();
		}
		if (lost) {
			waitForChange(RETRY_MILLIS);
		}
	}

	/**
	 * An interrupt ends no wait: a web server ends it by {@link #release()}, and may
	 * interrupt its thread besides.
	 */
	private void waitForChange(long millis) {
		this.idle = true;
		try {
			wait(millis);
		}
		catch (InterruptedException ex) {
			logger.trace("Interrupted", ex);
		}
	}

	/**
	 * Whether a thread is in {@link #accept()} and there is nothing that it could return.
	 * @return whether it waits for the listener to be opened
	 */
	public synchronized boolean isIdle() {
		return this.idle;
	}

	/**
	 * A connection that was accepted has ended.
	 */
	public synchronized void connectionEnded() {
		if (this.source != null) {
			this.source.connectionEnded();
		}
	}

	/**
	 * The web server wants no connections for now. One that was taken already is still
	 * given to the thread that accepts.
	 */
	public synchronized void pause() {
		this.paused = true;
		changed();
	}

	/**
	 * The web server wants connections again.
	 */
	public synchronized void resume() {
		this.paused = false;
		changed();
	}

	/**
	 * The web server is done with the listener, a thread that accepts is let go. The
	 * listening socket stays open in the primary.
	 */
	public void release() {
		synchronized (this) {
			if (this.released) {
				return;
			}
			this.released = true;
			changed();
		}
		this.onReleased.run();
	}

	/**
	 * The worker accepts traffic, or does not.
	 */
	synchronized void open(boolean open) {
		this.open = open;
		changed();
	}

	private void changed() {
		ConnectionSource source = this.source;
		if (source != null && !isWanted()) {
			this.source = null;
			source.end();
			if (!this.inUse) {
				source.close();
			}
		}
		notifyAll();
	}

}
