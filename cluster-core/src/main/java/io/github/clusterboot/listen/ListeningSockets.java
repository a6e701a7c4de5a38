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

package io.github.clusterboot.listen;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.unix.Socket;
import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ipc.HandleSender;
import io.github.clusterboot.ipc.Message.BindFailed;
import io.github.clusterboot.ipc.Message.Bound;
import io.github.clusterboot.ipc.Message.Listen;
import io.github.clusterboot.ipc.Message.Reply;
import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.ipc.SchedulingPolicy;

/**
 * The primary's listening sockets. One is opened when the first worker asks for its
 * address, and stays open until the primary ends: between the death of the last worker
 * and the next one's start clients wait in the kernel's backlog. Used on the thread of
 * the event loop.
 */
public final class ListeningSockets {

	private static final long PATIENCE_NANOS = 1_000_000_000;

	private static final long CHECK_MILLIS = 5;

	private final IoEventLoopGroup eventLoop;

	private final SchedulingPolicy policy;

	private final Map<Key, Integer> numbers = new HashMap<>();

	/**
	 * A listener's number is its place here, from 1.
	 */
	private final List<Listener> listeners = new ArrayList<>();

	/**
	 * Creates an empty set of listening sockets.
	 * @param eventLoop accepts, where the policy has the primary do it
	 * @param policy how connections reach the workers
	 */
	public ListeningSockets(IoEventLoopGroup eventLoop, SchedulingPolicy policy) {
		this.eventLoop = eventLoop;
		this.policy = policy;
	}

	/**
	 * Opens the listening socket that a worker wants, unless it is open already.
	 * @param request what the worker wants
	 * @return the answer
	 */
	public Reply listen(Listen request) {
		try {
			Key key = new Key(request.address(), request.port(), request.index());
			Integer number = this.numbers.get(key);
			if (number == null) {
				Socket socket = open(request);
				this.listeners.add(new Listener(handle(socket), socket.localAddress()));
				number = this.listeners.size();
				this.numbers.put(key, number);
			}
			InetSocketAddress bound = this.listeners.get(number - 1).address();
			return new Bound(request.request(), number, bound.getAddress().getHostAddress(), bound.getPort(),
					this.policy);
		}
		catch (IOException | RuntimeException ex) {
			return new BindFailed(request.request(), reason(ex));
		}
	}

	private Handle handle(Socket socket) {
		return (this.policy == SchedulingPolicy.OS) ? new SharedHandle(socket)
				: new RoundRobinHandle(socket, this.eventLoop);
	}

	private static Socket open(Listen request) throws IOException {
		InetSocketAddress address = (request.address() != null)
				? new InetSocketAddress(request.address(), request.port()) : new InetSocketAddress(request.port());
		Socket socket = Socket.newSocketStream();
		try {
			socket.setReuseAddress(true);
			socket.bind(address);
			socket.listen(request.backlog());
			return socket;
		}
		catch (IOException | RuntimeException ex) {
			socket.close();
			throw ex;
		}
	}

	/**
	 * Netty's message begins with the name of the system call; the operating system's
	 * words follow it, and are what Java's own exceptions say.
	 */
	private static String reason(Throwable failure) {
		String message = String.valueOf(NativeTransport.rootCause(failure).getMessage());
		return message.substring(message.lastIndexOf(": ") + 1).trim();
	}

	/**
	 * A worker wants the handles of a listener. Its connection is closed if there is no
	 * such listener.
	 * @param listener the number of the listener
	 * @param worker where to send them
	 */
	public void join(int listener, HandleSender worker) {
		this.listeners.get(listener - 1).handle().join(worker);
	}

	/**
	 * The addresses that are bound, in the order in which workers asked for them.
	 * @return the addresses
	 */
	public List<InetSocketAddress> addresses() {
		return this.listeners.stream().map(Listener::address).toList();
	}

	/**
	 * Accepts nothing any more. What was accepted is still handed over.
	 */
	public void stopAccepting() {
		handles().forEach(Handle::stopAccepting);
	}

	/**
	 * Runs an action as soon as every connection that was accepted is with a worker, or
	 * after a second: a worker that takes nothing any more must not hold up the end.
	 * @param action the action
	 */
	public void whenHandedOver(Runnable action) {
		whenHandedOver(action, System.nanoTime() + PATIENCE_NANOS);
	}

	private void whenHandedOver(Runnable action, long deadline) {
		if (handles().allMatch(Handle::isSettled) || System.nanoTime() > deadline) {
			action.run();
		}
		else {
			this.eventLoop.schedule(() -> whenHandedOver(action, deadline), CHECK_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Closes the listening sockets and what no worker has taken.
	 */
	public void close() {
		handles().forEach(Handle::close);
		this.listeners.clear();
		this.numbers.clear();
	}

	private Stream<Handle> handles() {
		return this.listeners.stream().map(Listener::handle);
	}

	private record Listener(Handle handle, InetSocketAddress address) {
	}

	private record Key(@Nullable String address, int port, int index) {
	}

}
