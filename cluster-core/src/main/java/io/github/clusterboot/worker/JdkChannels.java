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
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;

/**
 * Makes channels of the JDK out of descriptors that came from the primary. The JDK has
 * the constructors, but for itself: this needs
 * {@code --add-opens java.base/sun.nio.ch=ALL-UNNAMED}, which the primary puts on a
 * worker's command line. The same members exist in 17 and 25.
 */
final class JdkChannels {

	private static final MethodHandle newDescriptor;

	private static final MethodHandle newServerSocketChannel;

	private static final MethodHandle newSocketChannel;

	private static final MethodHandle remoteAddress;

	private static final MethodHandle configureBlocking;

	private static final MethodHandle descriptorOf;

	private static final MethodHandle poll;

	private static final int readable;

	private static final ProtocolFamily family;

	static {
		try {
			Class<?> ioUtil = Class.forName("sun.nio.ch.IOUtil");
			Class<?> net = Class.forName("sun.nio.ch.Net");
			newDescriptor = find(ioUtil, "newFD", FileDescriptor.class, int.class);
			configureBlocking = find(ioUtil, "configureBlocking", void.class, FileDescriptor.class, boolean.class);
			remoteAddress = find(net, "remoteAddress", InetSocketAddress.class, FileDescriptor.class);
			poll = find(net, "poll", int.class, FileDescriptor.class, int.class, long.class);
			readable = (short) lookup(net).findStaticGetter(net, "POLLIN", short.class).invoke();
			Class<?> serverSocketChannel = Class.forName("sun.nio.ch.ServerSocketChannelImpl");
			descriptorOf = lookup(serverSocketChannel).findVirtual(serverSocketChannel, "getFD",
					MethodType.methodType(FileDescriptor.class));
			newServerSocketChannel = findConstructor("sun.nio.ch.ServerSocketChannelImpl", SelectorProvider.class,
					ProtocolFamily.class, FileDescriptor.class, boolean.class);
			newSocketChannel = findConstructor("sun.nio.ch.SocketChannelImpl", SelectorProvider.class,
					ProtocolFamily.class, FileDescriptor.class, SocketAddress.class);
			boolean ipv6 = (boolean) find(net, "isIPv6Available", boolean.class).invoke();
			family = ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
		}
		catch (Throwable ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private JdkChannels() {
	}

	private static MethodHandle find(Class<?> type, String name, Class<?> returned, Class<?>... parameters)
			throws ReflectiveOperationException {
		return lookup(type).findStatic(type, name, MethodType.methodType(returned, parameters));
	}

	private static MethodHandles.Lookup lookup(Class<?> type) throws IllegalAccessException {
		return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
	}

	private static MethodHandle findConstructor(String className, Class<?>... parameters)
			throws ReflectiveOperationException {
		Class<?> type = Class.forName(className);
		return lookup(type).findConstructor(type, MethodType.methodType(void.class, parameters));
	}

	/**
	 * A listening channel of a descriptor that is bound and listens. It blocks: of
	 * threads that block in accept(2) the kernel wakes one for each connection, of those
	 * that poll it wakes all. As the mode belongs to the socket and not to the
	 * descriptor, this sets it in every process that shares the socket.
	 * @throws IOException if the descriptor is not fit for it, and was closed
	 */
	static ServerSocketChannel serverSocketChannel(io.netty.channel.unix.FileDescriptor descriptor) throws IOException {
		return callOrClose(descriptor, (fd) -> {
			configureBlocking.invoke(fd, true);
			return (ServerSocketChannel) newServerSocketChannel.invoke(SelectorProvider.provider(), family, fd, true);
		});
	}

	/**
	 * Waits until a client could be accepted, which others may do first. A close does not
	 * end the wait. Where it cannot be known it is {@code true}: who accepts then learns
	 * why.
	 */
	static boolean awaitClient(ServerSocketChannel channel, long millis) {
		try {
			return call(() -> ((int) poll.invoke(descriptorOf.invoke(channel), readable, millis) & readable) != 0
					&& channel.isOpen());
		}
		catch (IOException ex) {
			return true;
		}
	}

	/**
	 * Has calls on a socket wait.
	 * @throws IOException if the descriptor is not fit for it
	 */
	static void block(int descriptor) throws IOException {
		call(() -> {
			configureBlocking.invoke((FileDescriptor) newDescriptor.invoke(descriptor), true);
			return true;
		});
	}

	/**
	 * A channel of a descriptor that is connected and does not block, as web servers want
	 * it.
	 * @throws IOException if the descriptor is not connected any more, and was closed
	 */
	static SocketChannel socketChannel(io.netty.channel.unix.FileDescriptor descriptor) throws IOException {
		return callOrClose(descriptor, (fd) -> {
			SocketAddress remote = (InetSocketAddress) remoteAddress.invoke(fd);
			SocketChannel channel = (SocketChannel) newSocketChannel.invoke(SelectorProvider.provider(), family, fd,
					remote);
			channel.configureBlocking(false);
			return channel;
		});
	}

	private static <T> T callOrClose(io.netty.channel.unix.FileDescriptor descriptor, DescriptorCall<T> call)
			throws IOException {
		try {
			return call(() -> call.call((FileDescriptor) newDescriptor.invoke(descriptor.intValue())));
		}
		catch (IOException | RuntimeException | Error ex) {
			descriptor.close();
			throw ex;
		}
	}

	private static <T> T call(Call<T> call) throws IOException {
		try {
			return call.call();
		}
		catch (IOException | RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A call of method handles, which may throw anything.
	 *
	 * @param <T> what it returns
	 */
	private interface Call<T> {

		T call() throws Throwable;

	}

	/**
	 * A call with a descriptor of the JDK.
	 *
	 * @param <T> what it returns
	 */
	private interface DescriptorCall<T> {

		T call(FileDescriptor descriptor) throws Throwable;

	}

}
