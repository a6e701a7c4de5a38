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
import java.util.concurrent.RejectedExecutionException;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Netty's native transport for Linux: only a native one can pass sockets between
 * processes. Where it does not load, an application cannot be clustered.
 */
public final class NativeTransport {

	private static final Logger logger = LoggerFactory.getLogger(NativeTransport.class);

	private NativeTransport() {
	}

	/**
	 * Begins to load the transport on a thread of its own. Whoever calls {@link #load()}
	 * meanwhile waits for it.
	 */
	public static void begin() {
		DaemonThreads.start("cluster-transport", Epoll::isAvailable);
	}

	/**
	 * Loads the transport, which everything else here needs.
	 * @throws UnavailableException if it does not work on this machine
	 */
	public static void load() throws UnavailableException {
		if (!Epoll.isAvailable()) {
			throw new UnavailableException(Epoll.unavailabilityCause());
		}
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
	public static IoEventLoopGroup newEventLoop(String threadName) {
		return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(threadName, true),
				EpollIoHandler.newFactory());
	}

	/**
	 * Runs an action on an event loop. One that has ended runs nothing any more.
	 * @param eventLoop the event loop
	 * @param action the action
	 */
	public static void execute(EventLoopGroup eventLoop, Runnable action) {
		try {
			eventLoop.execute(action);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The event loop has ended", ex);
		}
	}

	/**
	 * Closes a descriptor. It is closed even where that fails.
	 * @param descriptor the descriptor
	 */
	public static void close(FileDescriptor descriptor) {
		try {
			descriptor.close();
		}
		catch (IOException ex) {
			logger.debug("Descriptor {} could not be closed", descriptor.intValue(), ex);
		}
	}

	/**
	 * The native transport does not work here.
	 */
	public static final class UnavailableException extends Exception {

		UnavailableException(Throwable cause) {
			super(rootCause(cause).getMessage(), cause);
		}

	}

}
