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

package io.github.clusterboot.jetty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

import io.netty.util.concurrent.DefaultThreadFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.VirtualThreads;

import io.github.clusterboot.worker.SharedListener;

/**
 * What a connector takes for a listening socket of its own. It follows each connection
 * until the connector counts it.
 */
final class SharedChannel extends ServerSocketChannel implements Connection.Listener, SelectorManager.AcceptListener {

	private final SharedListener listener;

	private final ReentrantLock acceptLock = new ReentrantLock();

	/**
	 * For where Jetty accepts on a virtual thread: that would keep its carrier from all
	 * others, and have the socket not block any more in other workers.
	 */
	private final ExecutorService platformThread = Executors
		.newSingleThreadExecutor(new DefaultThreadFactory("cluster-acceptor", true));

	private volatile boolean accepting;

	private final Set<Object> taken = ConcurrentHashMap.newKeySet();

	SharedChannel(SharedListener listener) {
		super(SelectorProvider.provider());
		this.listener = listener;
	}

	@Override
	public SocketChannel accept() throws IOException {
		this.acceptLock.lock();
		this.accepting = true;
		try {
			SocketChannel connection = VirtualThreads.isVirtualThread()
					? CompletableFuture.supplyAsync(this::nextUnchecked, this.platformThread).join() : next();
			this.taken.add(connection);
			return connection;
		}
		finally {
			this.accepting = false;
			this.acceptLock.unlock();
		}
	}

	private SocketChannel next() throws IOException {
		SocketChannel connection = this.listener.accept();
		if (connection == null) {
			throw new ClosedChannelException();
		}
		return connection;
	}

	private SocketChannel nextUnchecked() {
		try {
			return next();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Whether a connection may be on its way from the listener. Of use only while the
	 * listener gets no further ones.
	 */
	boolean isAccepting() {
		return this.accepting && !this.listener.isIdle();
	}

	/**
	 * The connections that the connector does not count yet.
	 */
	int taken() {
		return this.taken.size();
	}

	@Override
	public void onOpened(Connection connection) {
		this.taken.remove(connection.getEndPoint().getTransport());
	}

	@Override
	public void onAcceptFailed(SelectableChannel connection, Throwable cause) {
		this.taken.remove(connection);
	}

	/**
	 * Jetty tells of each protocol that a connection has spoken.
	 */
	@Override
	public void onClosed(Connection connection) {
		EndPoint endPoint = connection.getEndPoint();
		if (endPoint instanceof SocketChannelEndPoint && !endPoint.isOpen()) {
			this.listener.connectionEnded();
		}
	}

	@Override
	public SocketAddress getLocalAddress() {
		return this.listener.localAddress();
	}

	/**
	 * Jetty asks it for the port.
	 */
	@Override
	public ServerSocket socket() {
		try {
			return new ServerSocket() {

				@Override
				public int getLocalPort() {
					return SharedChannel.this.listener.localAddress().getPort();
				}

			};
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public ServerSocketChannel bind(SocketAddress local, int backlog) {
		throw new IllegalStateException("Bound by the primary");
	}

	@Override
	public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) {
		throw new IllegalArgumentException("The primary's socket has no option " + name);
	}

	@Override
	public <T> T getOption(SocketOption<T> name) {
		throw new IllegalArgumentException("The primary's socket has no option " + name);
	}

	@Override
	public Set<SocketOption<?>> supportedOptions() {
		return Set.of();
	}

	@Override
	protected void implCloseSelectableChannel() {
		this.listener.release();
		this.platformThread.shutdown();
	}

	@Override
	protected void implConfigureBlocking(boolean block) {
	}

}
