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

package io.github.clusterboot.netty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

import io.netty.channel.AbstractServerChannel;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.ServerSocketChannelConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.DaemonThreads;
import io.github.clusterboot.worker.SharedListener;
import io.github.clusterboot.worker.Worker;

/**
 * A channel that listens on a socket of the primary's: a thread of its own waits for
 * connections, which the event loop gets.
 */
final class SharedServerChannel extends AbstractServerChannel implements ServerSocketChannel {

	private static final Logger logger = LoggerFactory.getLogger(SharedServerChannel.class);

	private final Worker worker;

	private final boolean alsoWhileRefusing;

	private final ManagedConnections connections;

	/**
	 * For connections on their way to their event loop: what the loops have no time for
	 * is left to other workers.
	 */
	private final Semaphore ahead;

	private final ServerSocketChannelConfig config;

	private volatile @Nullable SharedListener listener;

	private volatile boolean closed;

	private boolean accepts;

	private volatile boolean accepting;

	/**
	 * Creates a channel.
	 * @param alsoWhileRefusing whether connections come also while the worker refuses
	 * traffic, once it has accepted it
	 * @param connections gets what comes
	 * @param loops how many event loops there are for that
	 */
	SharedServerChannel(Worker worker, boolean alsoWhileRefusing, ManagedConnections connections, int loops) {
		this.worker = worker;
		this.alsoWhileRefusing = alsoWhileRefusing;
		this.connections = connections;
		this.ahead = new Semaphore(loops);
		this.config = new SharedServerChannelConfig(this, this::pause);
		closeFuture().addListener((closed) -> eventLoop().parent().shutdownGracefully());
	}

	@Override
	protected void doBind(SocketAddress address) throws IOException {
		if (!(address instanceof InetSocketAddress port)) {
			throw new UnsharedServerException("the address " + address);
		}
		this.listener = this.worker.listen(port, this.config.getBacklog(), this.alsoWhileRefusing, this.connections);
		this.connections.listening(this);
	}

	/**
	 * Called at first when the channel is active, and whenever reading is allowed again.
	 */
	@Override
	protected void doBeginRead() {
		SharedListener listener = this.listener;
		if (listener == null) {
			return;
		}
		listener.resume();
		if (!this.accepts) {
			this.accepts = true;
			DaemonThreads.start("cluster-acceptor", () -> acceptAll(listener));
		}
	}

	private void pause() {
		SharedListener listener = this.listener;
		if (listener != null) {
			listener.pause();
		}
	}

	private void acceptAll(SharedListener listener) {
		try {
			while (acceptOne(listener)) {
				this.accepting = false;
			}
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The event loops have ended before the server", ex);
		}
		finally {
			this.accepting = false;
		}
	}

	/**
	 * A failure, for want of descriptors in all likelihood, has Reactor Netty switch off
	 * reading for a second.
	 */
	private boolean acceptOne(SharedListener listener) {
		this.ahead.acquireUninterruptibly();
		this.accepting = true;
		SocketChannel accepted = null;
		try {
			accepted = listener.accept();
			if (accepted == null) {
				return false;
			}
			handOver(this.connections.add(this, accepted));
		}
		catch (IOException | ChannelException | OutOfMemoryError ex) {
			close(accepted);
			eventLoop().execute(() -> {
				this.ahead.release();
				pipeline().fireExceptionCaught(ex);
			});
		}
		return true;
	}

	private void handOver(SharedConnection connection) {
		try {
			eventLoop().execute(() -> take(connection));
		}
		catch (RejectedExecutionException ex) {
			connection.unsafe().closeForcibly();
			throw ex;
		}
	}

	private void take(SharedConnection connection) {
		if (isOpen()) {
			pipeline().fireChannelRead(connection);
			pipeline().fireChannelReadComplete();
			connection.whenTaken(this.ahead::release);
		}
		else {
			this.ahead.release();
			connection.unsafe().closeForcibly();
		}
	}

	private static void close(@Nullable SocketChannel connection) {
		if (connection != null) {
			try {
				connection.close();
			}
			catch (IOException ex) {
				logger.debug("A connection that cannot be served could not be closed", ex);
			}
		}
	}

	void connectionEnded() {
		SharedListener listener = this.listener;
		if (listener != null) {
			listener.connectionEnded();
		}
	}

	/**
	 * Whether a connection may be on its way from the listener. Of use only while the
	 * listener gets no further ones.
	 */
	boolean isAccepting() {
		SharedListener listener = this.listener;
		return this.accepting && listener != null && !listener.isIdle();
	}

	@Override
	protected void doClose() {
		this.closed = true;
		SharedListener listener = this.listener;
		if (listener != null) {
			listener.release();
		}
	}

	@Override
	protected boolean isCompatible(EventLoop loop) {
		return true;
	}

	@Override
	public ServerSocketChannelConfig config() {
		return this.config;
	}

	@Override
	public boolean isOpen() {
		return !this.closed;
	}

	@Override
	public boolean isActive() {
		return !this.closed && this.listener != null;
	}

	@Override
	public InetSocketAddress localAddress() {
		return (InetSocketAddress) super.localAddress();
	}

	@Override
	public @Nullable InetSocketAddress remoteAddress() {
		return null;
	}

	@Override
	protected @Nullable SocketAddress localAddress0() {
		SharedListener listener = this.listener;
		return (listener != null) ? listener.localAddress() : null;
	}

}
