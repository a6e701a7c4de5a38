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
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import io.netty.channel.unix.FileDescriptor;
import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ipc.HandleLine;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.Message.Bound;
import io.github.clusterboot.ipc.Message.Reply;
import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.ipc.SchedulingPolicy;

/**
 * The listeners of a worker, and whether connections come to them: they do while the
 * application is ready, which the primary is told. A worker that stands by says that it
 * could, and waits for the primary's word, which comes once; from then on the readiness
 * alone decides. Thread-safe.
 */
final class Listeners {

	private final int worker;

	private final Consumer<Message> primary;

	private final Requests requests;

	private final PrivateDirectory directory;

	private final Map<Integer, Shared> byNumber = new LinkedHashMap<>();

	private boolean ready;

	private int readinesses;

	private boolean standingBy;

	private boolean told;

	private volatile boolean hasAccepted;

	private boolean shut;

	Listeners(int worker, Consumer<Message> primary, Requests requests, PrivateDirectory directory) {
		this.worker = worker;
		this.primary = primary;
		this.requests = requests;
		this.directory = directory;
	}

	SharedListener listen(InetSocketAddress address, int backlog, boolean openWhileRefusing, ManagedServer server)
			throws IOException {
		InetAddress ip = address.getAddress();
		String host = ip.isAnyLocalAddress() ? null : ip.getHostAddress();
		int index = (address.getPort() == 0) ? freeIndex(host) : 0;
		Bound bound = bind(host, address.getPort(), index, backlog);
		SharedListener listener = new SharedListener(
				new InetSocketAddress(InetAddress.getByName(bound.address()), bound.port()), () -> open(bound, server),
				this::tellAccepting, this::remove);
		add(bound.listener(), new Shared(listener, server, openWhileRefusing, host, index));
		return listener;
	}

	/**
	 * The lowest index that is free, so that a server that is stopped and started again
	 * gets the port that it had.
	 */
	private synchronized int freeIndex(@Nullable String host) {
		List<Integer> taken = this.byNumber.values()
			.stream()
			.filter((shared) -> Objects.equals(shared.host(), host))
			.map(Shared::index)
			.toList();
		int index = 1;
		while (taken.contains(index)) {
			index++;
		}
		return index;
	}

	private Bound bind(@Nullable String host, int port, int index, int backlog) throws IOException {
		Reply reply = this.requests.ask((request) -> new Message.Listen(request, host, port, index, backlog),
				Requests.FOR_AS_LONG_AS_IT_TAKES);
		if (reply instanceof Message.BindFailed failed) {
			throw new BindException(failed.reason());
		}
		return (Bound) reply;
	}

	private ConnectionSource open(Bound bound, ManagedServer server) throws IOException {
		HandleLine line = HandleLine.open(this.directory, bound.listener());
		try {
			JdkChannels.block(line.descriptor());
			return (bound.policy() == SchedulingPolicy.ROUND_ROBIN) ? new HandedConnections(line)
					: sharedSocket(line, bound.listener(), server);
		}
		catch (IOException | RuntimeException | Error ex) {
			line.close();
			throw ex;
		}
	}

	private SharedSocket sharedSocket(HandleLine line, int listener, ManagedServer server) throws IOException {
		FileDescriptor handle = line.receive();
		line.close();
		if (handle == null) {
			throw new IOException("The primary has sent no listening socket");
		}
		try {
			Path file = this.directory.path().resolve("listener-" + listener);
			AcceptOrder order = new AcceptOrder(file, this.worker, server, System::nanoTime);
			return new SharedSocket(JdkChannels.serverSocketChannel(handle.intValue()), order);
		}
		catch (IOException | RuntimeException | Error ex) {
			handle.close();
			throw ex;
		}
	}

	private synchronized void add(int number, Shared shared) throws BindException {
		if (this.byNumber.putIfAbsent(number, shared) != null) {
			throw new BindException("Address already in use");
		}
		update();
	}

	private synchronized void remove(SharedListener listener) {
		this.byNumber.values().removeIf((shared) -> shared.listener() == listener);
		tellAccepting();
	}

	synchronized List<ManagedServer> servers() {
		return this.byNumber.values().stream().map(Shared::server).toList();
	}

	/**
	 * The application is ready. One that shares no port has no place in a cluster.
	 */
	synchronized void accept() {
		if (this.ready) {
			return;
		}
		if (this.byNumber.isEmpty()) {
			this.primary.accept(new Message.Unclustered("the application has started without a port to share", true));
			return;
		}
		this.ready = true;
		this.readinesses++;
		if (this.standingBy) {
			this.primary.accept(new Message.Ready(this.readinesses));
		}
		else {
			open();
		}
	}

	synchronized void standBy() {
		this.standingBy = !this.hasAccepted;
	}

	/**
	 * The primary wants connections to be taken, unless what it says is about an earlier
	 * time when this worker was ready.
	 */
	synchronized void serve(int readiness) {
		if (this.ready && this.readinesses == readiness && this.standingBy) {
			this.standingBy = false;
			open();
		}
	}

	/**
	 * The application is not ready.
	 */
	synchronized void refuse() {
		if (this.ready) {
			this.ready = false;
			this.told = false;
			update();
			this.primary.accept(new Message.Refusing());
		}
	}

	/**
	 * No connection is taken any more, for good.
	 */
	synchronized void shut() {
		this.shut = true;
		update();
		refuse();
	}

	boolean hasAccepted() {
		return this.hasAccepted;
	}

	private void open() {
		this.hasAccepted = true;
		update();
		tellAccepting();
	}

	/**
	 * The primary is told once for each time of accepting, when every listener is open
	 * that is wanted and that a thread accepts from: a reload ends the old worker then.
	 */
	private synchronized void tellAccepting() {
		if (isAccepting() && !this.told && !this.byNumber.isEmpty()
				&& this.byNumber.values().stream().noneMatch((shared) -> shared.listener().isOpening())) {
			this.told = true;
			this.primary.accept(new Message.Accepting());
		}
	}

	private boolean isAccepting() {
		return this.ready && !this.standingBy;
	}

	private void update() {
		boolean accepting = isAccepting();
		for (Shared shared : this.byNumber.values()) {
			boolean open = accepting || (shared.openWhileRefusing() && this.hasAccepted);
			shared.listener().open(open && !this.shut);
		}
	}

	/**
	 * A listener that a web server uses.
	 *
	 * @param listener the listener
	 * @param server the web server
	 * @param openWhileRefusing whether connections come also while the worker refuses
	 * traffic, once it has accepted it
	 * @param host the address that the server has asked for
	 * @param index tells apart the servers that ask for port 0; 0 for those that do not
	 */
	private record Shared(SharedListener listener, ManagedServer server, boolean openWhileRefusing,
			@Nullable String host, int index) {
	}

}
