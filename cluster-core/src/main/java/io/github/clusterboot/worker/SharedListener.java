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
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening socket that belongs to the primary, as a web server of a worker uses it.
 * Connections come while the worker accepts traffic, and only then. Thread-safe, but only
 * one thread may accept.
 * <p>
 * That thread alone opens what the connections come from, without holding the monitor,
 * and tries again and again while that fails. Any thread ends what is open, under the
 * monitor and only once, as it takes it from its field meanwhile.
 */
public final class SharedListener {

	private static final Logger logger = LoggerFactory.getLogger(SharedListener.class);

	private static final long RETRY_MILLIS = 100;

	private final InetSocketAddress localAddress;

	private final ConnectionSource.Opener opener;

	private final Runnable onOpened;

	private final Consumer<SharedListener> onReleased;

	private @Nullable ConnectionSource source;

	private boolean hasAcceptor;

	private boolean open;

	private boolean paused;

	private boolean released;

	private boolean idle;

	SharedListener(InetSocketAddress localAddress, ConnectionSource.Opener opener, Runnable onOpened,
			Consumer<SharedListener> onReleased) {
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
			SocketChannel connection = source.accept();
			if (connection != null) {
				return connection;
			}
			lost(source);
			source = awaitSource();
		}
		return null;
	}

	private @Nullable ConnectionSource awaitSource() {
		while (awaitWanted()) {
			ConnectionSource source = current();
			if (source != null) {
				return source;
			}
			tryOpen();
		}
		return null;
	}

	/**
	 * Waits until connections are wanted.
	 * @return {@code false} if the listener was released
	 */
	private synchronized boolean awaitWanted() {
		this.hasAcceptor = true;
		while (!isWanted() && !this.released) {
			waitForChange(0);
		}
		return !this.released;
	}

	private synchronized @Nullable ConnectionSource current() {
		this.idle = this.source == null;
		return this.source;
	}

	private void tryOpen() {
		try {
			opened(this.opener.open());
		}
		catch (IOException | RuntimeException ex) {
			// the latter is what Netty throws where the process is out of descriptors
			logger.debug("The primary cannot be reached for connections; trying again", ex);
			waitForChange(RETRY_MILLIS);
			return;
		}
		this.onOpened.run();
	}

	private synchronized void opened(ConnectionSource source) {
		this.source = source;
		update();
	}

	/**
	 * It has come to an end that nobody here wanted; at once it could only end again.
	 */
	private synchronized void lost(ConnectionSource source) {
		if (this.source == source) {
			end(source);
			waitForChange(RETRY_MILLIS);
		}
	}

	private void end(ConnectionSource source) {
		this.source = null;
		source.end();
	}

	private void update() {
		if (!isWanted() && this.source != null) {
			end(this.source);
		}
		notifyAll();
	}

	private boolean isWanted() {
		return this.open && !this.paused && !this.released;
	}

	/**
	 * An interrupt ends no wait for good: a web server ends it by {@link #release()}, and
	 * may interrupt its thread besides.
	 */
	private synchronized void waitForChange(long millis) {
		this.idle = true;
		try {
			wait(millis);
		}
		catch (InterruptedException ex) {
			logger.trace("Interrupted", ex);
		}
	}

	/**
	 * Whether the thread that accepts is still to open what connections come from. Where
	 * none accepts there is nothing to wait for.
	 */
	synchronized boolean isOpening() {
		return this.hasAcceptor && isWanted() && this.source == null;
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
		update();
	}

	/**
	 * The web server wants connections again.
	 */
	public synchronized void resume() {
		this.paused = false;
		update();
	}

	/**
	 * The web server is done with the listener, a thread that accepts is let go. The
	 * listening socket stays open in the primary.
	 */
	public void release() {
		synchronized (this) {
			this.released = true;
			update();
		}
		this.onReleased.accept(this);
	}

	/**
	 * The worker accepts traffic, or does not.
	 */
	synchronized void open(boolean open) {
		this.open = open;
		update();
	}

}
