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
import java.util.function.Supplier;

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

/**
 * The native transport of Netty that works here. Only a native one can pass sockets
 * between processes; where none loads, an application cannot be clustered.
 */
public enum NativeTransport {

	/**
	 * Linux.
	 */
	EPOLL(EpollServerSocketChannel.class, EpollServerDomainSocketChannel.class, EpollDomainSocketChannel.class,
			EpollIoHandler::newFactory, (channel) -> ((EpollDomainSocketChannel) channel).peerCredentials()),

	/**
	 * macOS and the BSDs.
	 */
	KQUEUE(KQueueServerSocketChannel.class, KQueueServerDomainSocketChannel.class, KQueueDomainSocketChannel.class,
			KQueueIoHandler::newFactory, (channel) -> ((KQueueDomainSocketChannel) channel).peerCredentials());

	private final Class<? extends ServerSocketChannel> serverSocketChannel;

	final Class<? extends ServerDomainSocketChannel> serverDomainSocketChannel;

	final Class<? extends DomainSocketChannel> domainSocketChannel;

	private final Supplier<IoHandlerFactory> ioHandlerFactory;

	final Credentials credentials;

	NativeTransport(Class<? extends ServerSocketChannel> serverSocketChannel,
			Class<? extends ServerDomainSocketChannel> serverDomainSocketChannel,
			Class<? extends DomainSocketChannel> domainSocketChannel, Supplier<IoHandlerFactory> ioHandlerFactory,
			Credentials credentials) {
		this.serverSocketChannel = serverSocketChannel;
		this.serverDomainSocketChannel = serverDomainSocketChannel;
		this.domainSocketChannel = domainSocketChannel;
		this.ioHandlerFactory = ioHandlerFactory;
		this.credentials = credentials;
	}

	/**
	 * Begins to load the transport on a thread of its own. Whoever calls {@link #load()}
	 * meanwhile waits for it.
	 */
	public static void begin() {
		DaemonThreads.start("cluster-transport", Epoll::isAvailable);
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
	 * What has led to a failure of the transport, in the operating system's words.
	 * @param failure the failure
	 * @return the first cause
	 */
	public static Throwable rootCause(Throwable failure) {
		Throwable cause = failure;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
	}

	/**
	 * An event loop of one daemon thread.
	 * @param threadName the thread's name
	 * @return the event loop
	 */
	public EventLoopGroup newEventLoop(String threadName) {
		return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(threadName, true),
				this.ioHandlerFactory.get());
	}

	/**
	 * The class of a listening TCP socket.
	 * @return the channel class
	 */
	public Class<? extends ServerSocketChannel> serverSocketChannel() {
		return this.serverSocketChannel;
	}

	/**
	 * Which process is at the other end of a Unix domain socket, as the kernel noted it
	 * when the connection was made ({@code SO_PEERCRED}).
	 */
	interface Credentials {

		PeerCredentials of(Channel channel) throws IOException;

	}

	/**
	 * No native transport works here.
	 */
	public static final class UnavailableException extends Exception {

		UnavailableException(Throwable cause) {
			super(rootCause(cause).getMessage(), cause);
		}

	}

}
