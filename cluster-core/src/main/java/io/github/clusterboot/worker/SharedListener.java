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
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening socket that belongs to the primary, as a web server of a worker uses it.
 * Connections come while the worker accepts traffic, and only then. Thread-safe, but only
 * one thread may accept.
 */
public final class SharedListener {

	private static final Logger logger = LoggerFactory.getLogger(SharedListener.class);

	private final InetSocketAddress localAddress;

	private final Supplier<ConnectionSource> opener;

	private final Consumer<SharedListener> onReleased;

	private @Nullable ConnectionSource source;

	private boolean open;

	private boolean paused;

	private boolean released;

	private boolean idle;

	SharedListener(InetSocketAddress localAddress, Supplier<ConnectionSource> opener,
			Consumer<SharedListener> onReleased) {
		this.localAddress = localAddress;
		this.opener = opener;
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
			end(source);
			source = awaitSource();
		}
		return null;
	}

	/**
	 * An interrupt ends no wait: a web server ends it by {@link #release()}, and may
	 * interrupt its thread besides.
	 */
	private synchronized @Nullable ConnectionSource awaitSource() {
		update();
		while (this.source == null && !this.released) {
			this.idle = true;
			try {
				wait();
			}
			catch (InterruptedException ex) {
				logger.trace("Interrupted", ex);
			}
		}
		this.idle = false;
		return this.source;
	}

	private synchronized void end(ConnectionSource source) {
		source.end();
		if (this.source == source) {
			this.source = null;
		}
	}

	private void update() {
		boolean wanted = this.open && !this.paused && !this.released;
		if (wanted && this.source == null) {
			this.source = this.opener.get();
		}
		else if (!wanted && this.source != null) {
			end(this.source);
		}
		notifyAll();
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
	 * The worker accepts traffic, or does not. Connections can come when this returns.
	 */
	synchronized void open(boolean open) {
		this.open = open;
		update();
	}

}
