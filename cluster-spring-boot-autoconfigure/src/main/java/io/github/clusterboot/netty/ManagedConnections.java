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

package io.github.clusterboot.netty;

import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.worker.ManagedServer;

/**
 * The connections of one port, and the requests that are under way on them.
 */
final class ManagedConnections implements ManagedServer {

	private final Set<SharedConnection> connections = ConcurrentHashMap.newKeySet();

	private final Set<Exchange> underWay = ConcurrentHashMap.newKeySet();

	private final LongAdder served = new LongAdder();

	private volatile @Nullable SharedServerChannel channel;

	private volatile @Nullable Long drainedSince;

	/**
	 * The channel from which connections come now: each start of the server has one.
	 */
	void listening(SharedServerChannel channel) {
		this.channel = channel;
	}

	SharedConnection add(SharedServerChannel parent, SocketChannel socket) {
		SharedConnection connection = new SharedConnection(parent, socket, this);
		this.connections.add(connection);
		return connection;
	}

	/**
	 * The listener is told while the connection still counts.
	 */
	void remove(SharedConnection connection) {
		if (this.connections.contains(connection)) {
			connection.port().connectionEnded();
			this.connections.remove(connection);
		}
	}

	void begin(Exchange exchange) {
		this.underWay.add(exchange);
	}

	void end(Exchange exchange) {
		this.underWay.remove(exchange);
		served();
	}

	void served() {
		this.served.increment();
	}

	boolean isDraining() {
		return this.drainedSince != null;
	}

	@Override
	public int connections() {
		return this.connections.size();
	}

	@Override
	public long requests() {
		return this.served.sum();
	}

	@Override
	public Duration oldestRequest() {
		return this.underWay.stream().map(Exchange::age).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
	}

	/**
	 * HTTP/1.1 responses say {@code Connection: close} from now on.
	 */
	@Override
	public int drain() {
		Long drainedSince = this.drainedSince;
		if (drainedSince == null) {
			drainedSince = System.nanoTime();
			this.drainedSince = drainedSince;
		}
		boolean mayClose = System.nanoTime() - drainedSince > IDLE_GRACE.toNanos();
		this.connections.forEach((connection) -> connection.drain(mayClose));
		// in this order: what is being accepted is counted among the connections
		// afterwards
		SharedServerChannel channel = this.channel;
		boolean accepting = channel != null && channel.isAccepting();
		return this.connections.size() + (accepting ? 1 : 0);
	}

	@Override
	public void giveUp() {
		this.underWay.forEach(Exchange::giveUp);
	}

}
