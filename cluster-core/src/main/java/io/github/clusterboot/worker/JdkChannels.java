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

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;

import org.jspecify.annotations.Nullable;

/**
 * Makes channels of the JDK out of descriptors that came from the primary. The JDK has
 * the constructors, but for itself: this needs
 * {@code --add-opens java.base/sun.nio.ch=ALL-UNNAMED}, which the primary puts on a
 * worker's command line. The same members exist in 17 and 25.
 */
final class JdkChannels {

	private static final Constructor<?> newServerSocketChannel;

	private static final Constructor<?> newSocketChannel;

	private static final Method newDescriptor;

	private static final Method descriptorOf;

	private static final Method configureBlocking;

	private static final Method remoteAddress;

	private static final Method poll;

	/**
	 * {@code POLLIN} of poll(2), wherever there is a native transport.
	 */
	private static final int READABLE = 1;

	private static final ProtocolFamily family;

	static {
		try {
			Class<?> serverSocketChannel = Class.forName("sun.nio.ch.ServerSocketChannelImpl");
			newServerSocketChannel = serverSocketChannel.getDeclaredConstructor(SelectorProvider.class,
					ProtocolFamily.class, FileDescriptor.class, boolean.class);
			newServerSocketChannel.setAccessible(true);
			newSocketChannel = Class.forName("sun.nio.ch.SocketChannelImpl")
				.getDeclaredConstructor(SelectorProvider.class, ProtocolFamily.class, FileDescriptor.class,
						SocketAddress.class);
			newSocketChannel.setAccessible(true);
			newDescriptor = method("IOUtil", "newFD", int.class);
			descriptorOf = method("ServerSocketChannelImpl", "getFD");
			configureBlocking = method("IOUtil", "configureBlocking", FileDescriptor.class, boolean.class);
			remoteAddress = method("Net", "remoteAddress", FileDescriptor.class);
			poll = method("Net", "poll", FileDescriptor.class, int.class, long.class);
			boolean ipv6 = (boolean) method("Net", "isIPv6Available").invoke(null);
			family = ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private JdkChannels() {
	}

	private static Method method(String type, String name, Class<?>... parameters) throws ReflectiveOperationException {
		Method method = Class.forName("sun.nio.ch." + type).getDeclaredMethod(name, parameters);
		method.setAccessible(true);
		return method;
	}

	/**
	 * A listening channel of a descriptor that is bound and listens. It blocks: of
	 * threads that block in accept(2) the kernel wakes one for each connection, of those
	 * that poll it wakes all. As the mode belongs to the socket and not to the
	 * descriptor, this sets it in every process that shares the socket.
	 * @throws IOException if the descriptor is not fit for it
	 */
	static ServerSocketChannel serverSocketChannel(int descriptor) throws IOException {
		block(descriptor);
		return (ServerSocketChannel) call(() -> newServerSocketChannel.newInstance(SelectorProvider.provider(), family,
				newDescriptor.invoke(null, descriptor), true));
	}

	/**
	 * Has calls on a socket wait.
	 * @throws IOException if the descriptor is not fit for it
	 */
	static void block(int descriptor) throws IOException {
		call(() -> configureBlocking.invoke(null, newDescriptor.invoke(null, descriptor), true));
	}

	/**
	 * Waits until a client could be accepted, which others may do first. A close does not
	 * end the wait. Where it cannot be known it is {@code true}: who accepts then learns
	 * why.
	 */
	static boolean awaitClient(ServerSocketChannel channel, long millis) {
		try {
			int events = (int) call(() -> poll.invoke(null, descriptorOf.invoke(channel), READABLE, millis));
			return (events & READABLE) != 0 && channel.isOpen();
		}
		catch (IOException ex) {
			return true;
		}
	}

	/**
	 * A channel of a descriptor that is connected and does not block, as web servers want
	 * it.
	 * @return the channel, or {@code null} if the client has left; the descriptor is
	 * closed then
	 */
	static @Nullable SocketChannel socketChannel(io.netty.channel.unix.FileDescriptor descriptor) throws IOException {
		try {
			Object fd = call(() -> newDescriptor.invoke(null, descriptor.intValue()));
			Object remote = call(() -> remoteAddress.invoke(null, fd));
			SocketChannel channel = (SocketChannel) call(
					() -> newSocketChannel.newInstance(SelectorProvider.provider(), family, fd, remote));
			channel.configureBlocking(false);
			return channel;
		}
		catch (IOException ex) {
			descriptor.close();
			return null;
		}
	}

	private static Object call(Call call) throws IOException {
		try {
			return call.call();
		}
		catch (InvocationTargetException ex) {
			throw new IOException(ex.getCause());
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A call of a member of the JDK.
	 */
	private interface Call {

		Object call() throws ReflectiveOperationException;

	}

}
