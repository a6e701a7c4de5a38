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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

import io.netty.channel.IoEventLoopGroup;
import org.awaitility.Awaitility;

import io.github.clusterboot.ipc.HandleSender;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.MessageChannel;
import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.ipc.PrivateServer;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.ipc.WorkerConnections;
import io.github.clusterboot.listen.ListeningSockets;

/**
 * The sockets of a primary, for workers in the same JVM. Every connection is taken for
 * one of another worker, so that there can be several.
 */
public final class InJvmPrimary implements AutoCloseable {

	private final IoEventLoopGroup eventLoop;

	private final ListeningSockets sockets;

	private final PrivateServer server;

	private final Map<Integer, MessageChannel> channels = new ConcurrentHashMap<>();

	private final List<Message> received = new CopyOnWriteArrayList<>();

	private final AtomicInteger lastWorker = new AtomicInteger();

	private volatile boolean silent;

	private volatile Function<Message, Message> desk = (message) -> null;

	/**
	 * Opens the sockets.
	 * @param policy the scheduling policy
	 * @throws Exception if that fails
	 */
	public InJvmPrimary(SchedulingPolicy policy) throws Exception {
		NativeTransport.load();
		this.eventLoop = NativeTransport.newEventLoop("in-jvm-primary");
		this.sockets = new ListeningSockets(this.eventLoop, policy);
		this.server = new PrivateServer(this.eventLoop, new Connections());
	}

	/**
	 * Connects this JVM as another worker.
	 * @return the worker
	 * @throws IOException if that fails
	 */
	public Worker connectWorker() throws IOException {
		return connectWorker(new NoEvents());
	}

	Worker connectWorker(PrimaryEvents events) throws IOException {
		int before = this.channels.size();
		Worker worker = new Worker(this.lastWorker.get() + 1, this.server.directory().path(), events);
		worker.send(new Message.Online());
		// else what is sent at once would be sent to nobody
		Awaitility.await().until(() -> this.channels.size() > before);
		return worker;
	}

	/**
	 * The addresses that are bound.
	 * @return the addresses
	 * @throws Exception if they cannot be had
	 */
	public List<InetSocketAddress> addresses() throws Exception {
		return this.eventLoop.submit(this.sockets::addresses).get(10, TimeUnit.SECONDS);
	}

	/**
	 * What the workers have said about accepting.
	 * @return {@code true} for accepting, {@code false} for refusing
	 */
	public List<Boolean> accepting() {
		return this.received.stream()
			.filter((message) -> message instanceof Message.Accepting || message instanceof Message.Refusing)
			.map(Message.Accepting.class::isInstance)
			.toList();
	}

	/**
	 * Waits until the workers have said this, and nothing else, about accepting.
	 * @param accepting {@code true} for accepting, {@code false} for refusing
	 */
	public void awaitAccepting(Boolean... accepting) {
		Awaitility.await().until(() -> accepting().equals(List.of(accepting)));
	}

	/**
	 * Has questions answered.
	 * @param desk makes the answer to a message, or {@code null} if it is no question
	 */
	public void answer(Function<Message, Message> desk) {
		this.desk = desk;
	}

	/**
	 * How many commands the workers have passed on.
	 * @return the number
	 */
	public long commands() {
		return this.received.stream().filter(Message.Command.class::isInstance).count();
	}

	/**
	 * Waits for a heartbeat that is as the test wants it.
	 * @param wanted whether it is
	 */
	public void awaitHeartbeat(Predicate<Message.Heartbeat> wanted) {
		Awaitility.await()
			.until(() -> this.received.stream()
				.filter(Message.Heartbeat.class::isInstance)
				.map(Message.Heartbeat.class::cast)
				.anyMatch(wanted));
	}

	/**
	 * Drains a worker, as it does when it is to exit.
	 * @param worker the worker
	 * @param timeout how long it may take to exit
	 * @return completed when it is drained
	 */
	public static CompletableFuture<Void> drain(Worker worker, Duration timeout) {
		return CompletableFuture.runAsync(() -> worker.drain(timeout));
	}

	void answerNothing() {
		this.silent = true;
	}

	/**
	 * What the workers have said.
	 * @return the messages
	 */
	public List<Message> received() {
		return this.received;
	}

	/**
	 * Waits until there were so many messages of a type.
	 * @param type the type
	 * @param times how many
	 */
	public void awaitMessage(Class<? extends Message> type, int times) {
		Awaitility.await().until(() -> this.received.stream().filter(type::isInstance).count() == times);
	}

	/**
	 * Says something to all workers.
	 * @param message what is said
	 */
	public void send(Message message) {
		this.channels.values().forEach((channel) -> channel.send(message));
	}

	/**
	 * Closes the connections to all workers, which take the primary for gone.
	 */
	public void disconnectWorkers() {
		this.channels.values().forEach(MessageChannel::close);
		Awaitility.await().until(this.channels::isEmpty);
	}

	@Override
	public void close() throws Exception {
		this.eventLoop.submit(this.sockets::close).get(10, TimeUnit.SECONDS);
		this.server.close();
		// as the kernel does when a process ends; the end of an event loop may leave
		// channels open
		this.channels.values().forEach(MessageChannel::close);
		Awaitility.await().until(this.channels::isEmpty);
		this.eventLoop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
	}

	private void answer(int worker, Message message) {
		this.channels.get(worker).send(message);
	}

	/**
	 * What a primary does.
	 */
	private final class Connections implements WorkerConnections {

		@Override
		public OptionalInt workerOf(long pid) {
			return OptionalInt.of(InJvmPrimary.this.lastWorker.incrementAndGet());
		}

		@Override
		public boolean connected(int worker, MessageChannel channel) {
			InJvmPrimary.this.channels.put(worker, channel);
			return true;
		}

		@Override
		public void received(int worker, Message message) {
			InJvmPrimary.this.received.add(message);
			if (message instanceof Message.Listen listen && !InJvmPrimary.this.silent) {
				answer(worker, InJvmPrimary.this.sockets.listen(listen));
			}
			Message answer = InJvmPrimary.this.desk.apply(message);
			if (answer != null) {
				answer(worker, answer);
			}
			else if (message instanceof Message.RedisQuery query) {
				answer(worker, new Message.Redis(query.request(), 0, null, "a test runs none"));
			}
			else if (message instanceof Message.PasswordQuery query) {
				answer(worker, new Message.Password(query.request(), "of-a-test", false));
			}
		}

		@Override
		public void disconnected(int worker) {
			InJvmPrimary.this.channels.remove(worker);
		}

		@Override
		public void wantsHandles(int worker, int listener, HandleSender sender) {
			InJvmPrimary.this.sockets.join(listener, sender);
		}

	}

	/**
	 * Cares for nothing.
	 */
	private static final class NoEvents implements PrimaryEvents {

		@Override
		public void disconnect(Worker worker, Duration timeout) {
		}

		@Override
		public void primaryIsGone(Worker worker) {
		}

	}

}
