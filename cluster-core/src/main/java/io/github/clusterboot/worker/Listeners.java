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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

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

	private final Consumer<Message> primary;

	private final Requests requests;

	private final PrivateDirectory directory;

	private final PortZeroIndexes portZero = new PortZeroIndexes();

	private final Map<Integer, Shared> byNumber = new LinkedHashMap<>();

	private boolean ready;

	private int readinesses;

	private boolean standingBy;

	private boolean accepting;

	private boolean acceptingTold;

	private boolean hasAccepted;

	Listeners(Consumer<Message> primary, Requests requests, PrivateDirectory directory) {
		this.primary = primary;
		this.requests = requests;
		this.directory = directory;
	}

	SharedListener listen(InetSocketAddress address, int backlog, boolean openWhileRefusing, ManagedServer server)
			throws IOException {
		InetAddress ip = address.getAddress();
		if (ip == null) {
			throw new BindException("Unknown host " + address.getHostString());
		}
		String host = ip.isAnyLocalAddress() ? null : ip.getHostAddress();
		int index = this.portZero.take(host, address.getPort());
		try {
			Bound bound = bind(host, address.getPort(), index, backlog);
			SharedListener listener = new SharedListener(
					new InetSocketAddress(InetAddress.getByName(bound.address()), bound.port()),
					() -> open(bound, server), this::tellAccepting, () -> {
						remove(bound.listener());
						this.portZero.giveBack(host, index);
					});
			add(bound.listener(), new Shared(listener, server, openWhileRefusing));
			return listener;
		}
		catch (IOException ex) {
			this.portZero.giveBack(host, index);
			throw ex;
		}
	}

	private Bound bind(@Nullable String host, int port, int index, int backlog) throws IOException {
		Reply reply = this.requests.ask((request) -> new Message.Listen(request, host, port, index, backlog), null);
		if (reply instanceof Message.BindFailed failed) {
			throw new BindException(failed.reason());
		}
		return (Bound) reply;
	}

	private ConnectionSource open(Bound bound, ManagedServer server) throws IOException {
		HandleLine line = HandleLine.open(this.directory, bound.listener());
		try {
			JdkChannels.block(line.descriptor());
			if (bound.policy() != SchedulingPolicy.OS) {
				return new HandedConnections(line, server);
			}
			return new SharedSocket(line, AcceptOrder.of(this.directory.path().resolve("listener-" + bound.listener()),
					server, System::nanoTime));
		}
		catch (IOException | RuntimeException | Error ex) {
			line.close();
			throw ex;
		}
	}

	private synchronized void add(int number, Shared shared) throws BindException {
		if (this.byNumber.putIfAbsent(number, shared) != null) {
			throw new BindException("Address already in use");
		}
		if (this.accepting || (shared.openWhileRefusing() && this.hasAccepted)) {
			shared.listener().open(true);
		}
	}

	private synchronized void remove(int number) {
		this.byNumber.remove(number);
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
		if (this.ready && this.readinesses == readiness && !this.accepting) {
			open();
		}
	}

	private void open() {
		this.standingBy = false;
		this.accepting = true;
		this.hasAccepted = true;
		this.byNumber.values().forEach((shared) -> shared.listener().open(true));
		tellAccepting();
	}

	/**
	 * Once each listener can take connections: a reload ends the old worker then.
	 */
	private synchronized void tellAccepting() {
		if (this.accepting && !this.acceptingTold && !this.byNumber.isEmpty()
				&& this.byNumber.values().stream().noneMatch((shared) -> shared.listener().isOpening())) {
			this.acceptingTold = true;
			this.primary.accept(new Message.Accepting());
		}
	}

	/**
	 * The application is not ready.
	 */
	synchronized void refuse() {
		if (!this.ready) {
			return;
		}
		this.ready = false;
		this.accepting = false;
		this.acceptingTold = false;
		this.byNumber.values()
			.stream()
			.filter((shared) -> !shared.openWhileRefusing())
			.forEach((shared) -> shared.listener().open(false));
		this.primary.accept(new Message.Refusing());
	}

	/**
	 * No connection is taken any more, for good.
	 */
	synchronized void shut() {
		refuse();
		this.byNumber.values().forEach((shared) -> shared.listener().open(false));
	}

	synchronized boolean hasAccepted() {
		return this.hasAccepted;
	}

	/**
	 * A listener that a web server uses.
	 *
	 * @param listener the listener
	 * @param server the web server
	 * @param openWhileRefusing whether connections come also while the worker refuses
	 * traffic, once it has accepted it
	 */
	record Shared(SharedListener listener, ManagedServer server, boolean openWhileRefusing) {
	}

}
