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

package io.github.clusterboot.ipc;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerDomainSocketChannel;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.unix.DomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import io.netty.channel.unix.ServerDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The native transport of Netty that works here. Only a native one can pass sockets
 * between processes; where none loads, an application cannot be clustered.
 */
public enum NativeTransport {

	/**
	 * Linux.
	 */
	EPOLL(EpollServerSocketChannel.class, EpollServerDomainSocketChannel.class, EpollDomainSocketChannel.class) {

		@Override
		IoHandlerFactory ioHandlerFactory() {
			return EpollIoHandler.newFactory();
		}

		@Override
		PeerCredentials peerCredentials(Channel channel) throws IOException {
			return ((EpollDomainSocketChannel) channel).peerCredentials();
		}

	},

	/**
	 * macOS and the BSDs.
	 */
	KQUEUE(KQueueServerSocketChannel.class, KQueueServerDomainSocketChannel.class, KQueueDomainSocketChannel.class) {

		@Override
		IoHandlerFactory ioHandlerFactory() {
			return KQueueIoHandler.newFactory();
		}

		@Override
		PeerCredentials peerCredentials(Channel channel) throws IOException {
			return ((KQueueDomainSocketChannel) channel).peerCredentials();
		}

	};

	private final Class<? extends ServerSocketChannel> serverSocketChannel;

	private final Class<? extends ServerDomainSocketChannel> serverDomainSocketChannel;

	private final Class<? extends DomainSocketChannel> domainSocketChannel;

	NativeTransport(Class<? extends ServerSocketChannel> serverSocketChannel,
			Class<? extends ServerDomainSocketChannel> serverDomainSocketChannel,
			Class<? extends DomainSocketChannel> domainSocketChannel) {
		this.serverSocketChannel = serverSocketChannel;
		this.serverDomainSocketChannel = serverDomainSocketChannel;
		this.domainSocketChannel = domainSocketChannel;
	}

	/**
	 * The transport that works on this machine.
	 * @return the transport
	 * @throws UnavailableException if none does
	 */
	public static NativeTransport load() throws UnavailableException {
		if (Epoll.isAvailable()) {
			return EPOLL;
		}
		if (KQueue.isAvailable()) {
			return KQUEUE;
		}
		throw new UnavailableException(Epoll.unavailabilityCause());
	}

	/**
	 * Begins to {@linkplain #load() load} the transport on a thread of its own.
	 * @return what waits for it
	 */
	public static Loading begin() {
		FutureTask<NativeTransport> task = new FutureTask<>(NativeTransport::load);
		Thread thread = new Thread(task, "cluster-transport");
		thread.setDaemon(true);
		thread.start();
		return new Loading(task);
	}

	/**
	 * An event loop of one daemon thread.
	 * @param threadName the thread's name
	 * @return the event loop
	 */
	public EventLoopGroup newEventLoop(String threadName) {
		return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(threadName, true), ioHandlerFactory());
	}

	/**
	 * The class of a listening TCP socket.
	 * @return the channel class
	 */
	public Class<? extends ServerSocketChannel> serverSocketChannel() {
		return this.serverSocketChannel;
	}

	Class<? extends ServerDomainSocketChannel> serverDomainSocketChannel() {
		return this.serverDomainSocketChannel;
	}

	Class<? extends DomainSocketChannel> domainSocketChannel() {
		return this.domainSocketChannel;
	}

	abstract IoHandlerFactory ioHandlerFactory();

	/**
	 * Which process is at the other end of a Unix domain socket, as the kernel noted it
	 * when the connection was made ({@code SO_PEERCRED}).
	 */
	abstract PeerCredentials peerCredentials(Channel channel) throws IOException;

	/**
	 * A transport that is being loaded. Thread-safe.
	 */
	public static final class Loading {

		private final FutureTask<NativeTransport> task;

		Loading(FutureTask<NativeTransport> task) {
			this.task = task;
		}

		/**
		 * Waits for the transport.
		 * @return the transport that works on this machine
		 * @throws UnavailableException if none does
		 */
		public NativeTransport await() throws UnavailableException {
			try {
				return this.task.get();
			}
			catch (ExecutionException ex) {
				if (ex.getCause() instanceof UnavailableException unavailable) {
					throw unavailable;
				}
				throw new UnavailableException(ex.getCause());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new UnavailableException(ex);
			}
		}

	}

	/**
	 * No native transport works here.
	 */
	public static final class UnavailableException extends Exception {

		UnavailableException(@Nullable Throwable cause) {
			super(describe(cause), cause);
		}

		private static String describe(@Nullable Throwable cause) {
			Throwable root = cause;
			while (root != null && root.getCause() != null && root.getCause() != root) {
				root = root.getCause();
			}
			return String.valueOf((root != null) ? root.getMessage() : null);
		}

	}

}
