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
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * A listening socket that belongs to the primary, as a web server of a worker uses it.
 * Connections come while the worker accepts traffic, and only then.
 * <p>
 * Thread-safe, but only one thread may accept.
 */
public abstract sealed class SharedListener permits OsListener, RoundRobinListener {

	private final InetSocketAddress localAddress;

	private boolean open;

	private boolean paused;

	SharedListener(InetSocketAddress localAddress) {
		this.localAddress = localAddress;
	}

	/**
	 * The address that is bound.
	 * @return the address; its port is never 0
	 */
	public final InetSocketAddress localAddress() {
		return this.localAddress;
	}

	/**
	 * Waits for the next connection, however long that takes, also while the worker does
	 * not accept traffic.
	 * @return a connection in either mode, or {@code null} when the listener was released
	 * @throws IOException if the operating system fails, for want of descriptors for
	 * example
	 */
	public abstract @Nullable SocketChannel accept() throws IOException;

	/**
	 * Whether a thread is in {@link #accept()} and there is nothing that it could return.
	 * @return whether it waits for the listener to be opened or, where connections are
	 * handed over, for the next one
	 */
	public abstract boolean isIdle();

	/**
	 * A connection that was accepted has ended.
	 */
	public void connectionEnded() {
		// a primary that hands connections over does not ask how many there are
	}

	/**
	 * The web server wants no connections for now. One that was taken already is still
	 * given to the thread that accepts.
	 */
	public final synchronized void pause() {
		this.paused = true;
		stop();
	}

	/**
	 * The web server wants connections again.
	 */
	public final synchronized void resume() {
		this.paused = false;
		if (this.open) {
			start();
		}
	}

	/**
	 * The web server is done with the listener, a thread that accepts is let go. The
	 * listening socket stays open in the primary.
	 */
	public abstract void release();

	/**
	 * The worker will accept traffic when it is told to, and is to do so at once then.
	 */
	void prepare() {
		// nothing that would make a difference
	}

	/**
	 * The worker accepts traffic.
	 * @return completes when connections can come
	 */
	final synchronized CompletableFuture<Void> open() {
		this.open = true;
		return this.paused ? CompletableFuture.completedFuture(null) : start();
	}

	/**
	 * The worker does not accept traffic.
	 */
	final synchronized void shut() {
		this.open = false;
		stop();
	}

	/**
	 * Lets connections through, and tries again where that fails. Has no effect if it
	 * does so already.
	 * @return completes when connections can come
	 */
	protected abstract CompletableFuture<Void> start();

	/**
	 * Lets no connection through any more. One that was taken already is still given to
	 * the thread that accepts.
	 */
	protected abstract void stop();

}
