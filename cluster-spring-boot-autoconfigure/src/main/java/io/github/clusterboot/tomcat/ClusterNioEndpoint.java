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

package io.github.clusterboot.tomcat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;

import org.apache.tomcat.util.net.NioEndpoint;
import org.jspecify.annotations.Nullable;

import io.github.clusterboot.worker.SharedListener;
import io.github.clusterboot.worker.Worker;

/**
 * Tomcat's endpoint with a listening socket that belongs to the primary. Everything
 * behind accept(), TLS and HTTP/2 included, is Tomcat's own.
 */
final class ClusterNioEndpoint extends NioEndpoint {

	private static final long STOP_CHECK_MILLIS = 20;

	private static final long HAND_OVER_MILLIS = 1000;

	private @Nullable Worker worker;

	private @Nullable ManagedEndpoint managed;

	private boolean alsoWhileRefusing;

	private volatile @Nullable SharedListener listener;

	private volatile Stage stage = Stage.ELSEWHERE;

	void setWorker(Worker worker, boolean alsoWhileRefusing, ManagedEndpoint managed) {
		this.worker = worker;
		this.alsoWhileRefusing = alsoWhileRefusing;
		this.managed = managed;
	}

	/**
	 * Whether the acceptor may have a connection that is not counted yet. Of use only
	 * while the listener gets no further ones.
	 */
	boolean isTaking() {
		SharedListener listener = this.listener;
		return switch (this.stage) {
			case ELSEWHERE -> false;
			case ACCEPTING -> listener != null && !listener.isIdle();
			case HANDING_OVER -> true;
		};
	}

	@Override
	protected void initServerSocket() throws Exception {
		Worker worker = this.worker;
		ManagedEndpoint managed = this.managed;
		if (worker == null || managed == null || getUseInheritedChannel() || getUnixDomainSocketPath() != null) {
			super.initServerSocket();
			return;
		}
		managed.serveLateStreams();
		this.listener = worker.listen(new InetSocketAddress(getAddress(), getPortWithOffset()), getAcceptCount(),
				this.alsoWhileRefusing, managed);
	}

	@Override
	protected @Nullable NetworkChannel getServerSocket() {
		SharedListener listener = this.listener;
		return (listener != null) ? new ListenerChannel(listener) : super.getServerSocket();
	}

	@Override
	protected SocketChannel serverSocketAccept() throws Exception {
		SharedListener listener = this.listener;
		if (listener == null) {
			return super.serverSocketAccept();
		}
		this.stage = Stage.ACCEPTING;
		SocketChannel connection = listener.accept();
		if (connection == null) {
			this.stage = Stage.ELSEWHERE;
			awaitStop();
			throw new ClosedChannelException();
		}
		this.stage = Stage.HANDING_OVER;
		return connection;
	}

	@Override
	protected boolean setSocketOptions(SocketChannel connection) {
		try {
			return super.setSocketOptions(connection);
		}
		finally {
			this.stage = Stage.ELSEWHERE;
		}
	}

	@Override
	protected long countDownConnection() {
		SharedListener listener = this.listener;
		if (listener != null) {
			listener.connectionEnded();
		}
		return super.countDownConnection();
	}

	/**
	 * Tomcat logs an exception of accept() as an error unless the endpoint has stopped,
	 * and a graceful shutdown closes the socket some time before that.
	 */
	private void awaitStop() throws InterruptedException {
		while (isRunning()) {
			Thread.sleep(STOP_CHECK_MILLIS);
		}
	}

	/**
	 * A paused endpoint resets what it accepts: the acceptor looks at the pause after
	 * accept(). So a connection that is on its way from there goes first, and no other
	 * may follow it.
	 */
	@Override
	public void pause() {
		SharedListener listener = this.listener;
		if (listener != null) {
			listener.pause();
			awaitHandOver();
		}
		super.pause();
	}

	private void awaitHandOver() {
		long deadline = System.nanoTime() + HAND_OVER_MILLIS * 1_000_000;
		while (isTaking() && System.nanoTime() < deadline) {
			Thread.onSpinWait();
		}
	}

	@Override
	public void resume() {
		super.resume();
		SharedListener listener = this.listener;
		if (listener != null) {
			listener.resume();
		}
	}

	/**
	 * Lets the acceptor go, which Tomcat then waits for.
	 */
	@Override
	public void stopInternal() {
		SharedListener listener = this.listener;
		if (listener != null) {
			listener.release();
		}
		super.stopInternal();
	}

	/**
	 * Tomcat connects to the port to wake its acceptor. On a shared socket some other
	 * worker might get that connection; here the acceptor is woken by closing.
	 */
	@Override
	protected void unlockAccept() {
		if (this.listener == null) {
			super.unlockAccept();
		}
	}

	@Override
	protected void doCloseServerSocket() throws IOException {
		SharedListener listener = this.listener;
		if (listener == null) {
			super.doCloseServerSocket();
			return;
		}
		listener.release();
		this.listener = null;
	}

	/**
	 * Where the thread is that accepts.
	 */
	private enum Stage {

		/**
		 * It has no connection, and will not have one before it accepts.
		 */
		ELSEWHERE,

		/**
		 * It waits for a connection, or has just got one.
		 */
		ACCEPTING,

		/**
		 * It has a connection.
		 */
		HANDING_OVER

	}

}
