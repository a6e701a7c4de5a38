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
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order in which the workers of a listener accept, where each of them accepts by
 * itself: who has more connections than others lets those come first. One thread may
 * accept; the rest is thread-safe.
 */
final class AcceptOrder implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(AcceptOrder.class);

	/**
	 * Another worker accepts within microseconds if it has a processor. If it has none,
	 * to look often would only keep that busy.
	 */
	private static final long FIRST_LOOK_NANOS = 50_000;

	private static final long LAST_LOOK_NANOS = 1_000_000;

	/**
	 * How long nobody notices that the listener was shut, or that it is this worker's
	 * turn, while no client comes.
	 */
	private static final long CLIENT_WAIT_MILLIS = 10;

	private final @Nullable Scoreboard scoreboard;

	private final ManagedServer server;

	private final LongSupplier nanoTime;

	private final AcceptTurn turn = new AcceptTurn(Scoreboard.PLACES);

	private final long[] others = new long[Scoreboard.PLACES];

	private boolean accepting;

	private int accepted;

	private int uncounted;

	private AcceptOrder(@Nullable Scoreboard scoreboard, ManagedServer server, LongSupplier nanoTime) {
		this.scoreboard = scoreboard;
		this.server = server;
		this.nanoTime = nanoTime;
	}

	/**
	 * Joins the order. A worker that cannot see the others never waits for them.
	 * @param file where the workers of the listener see each other
	 * @param server knows the connections of this worker
	 * @param nanoTime a clock that only ever goes forward
	 * @return the order
	 */
	static AcceptOrder of(Path file, ManagedServer server, LongSupplier nanoTime) {
		try {
			return new AcceptOrder(Scoreboard.open(file), server, nanoTime);
		}
		catch (IOException ex) {
			logger.warn("The workers cannot see each other's number of connections, so that these may be less even: {}",
					ex.toString());
			return new AcceptOrder(null, server, nanoTime);
		}
	}

	/**
	 * Waits for the turn of this worker: while others are to come first and no client has
	 * waited for long.
	 * @param open whether it still is to accept
	 * @param clients tells of clients that wait
	 * @throws IOException if there is something wrong with the socket
	 */
	void awaitTurn(BooleanSupplier open, Clients clients) throws IOException {
		Scoreboard scoreboard = this.scoreboard;
		if (scoreboard == null) {
			return;
		}
		arrive();
		long step = FIRST_LOOK_NANOS;
		boolean clientWaits = false;
		while (open.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
			scoreboard.readOthers(this.others);
			if (!this.turn.isOthers(this.server.connections(), this.others, clientWaits, this.nanoTime.getAsLong())) {
				return;
			}
			if (clientWaits) {
				LockSupport.parkNanos(step);
				step = Math.min(2 * step, LAST_LOOK_NANOS);
			}
			// not in accept(), where the kernel might give it the next one
			clientWaits = clients.await(clientWaits ? 0 : CLIENT_WAIT_MILLIS);
		}
	}

	private synchronized void arrive() {
		this.accepting = true;
		this.uncounted = 0;
		show();
	}

	/**
	 * This worker has accepted a connection, which its server does not count yet.
	 */
	synchronized void accepted() {
		this.accepted++;
		this.uncounted = 1;
		show();
	}

	/**
	 * A connection of this worker has ended, which its server still counts.
	 */
	synchronized void ended() {
		show(this.server.connections() + this.uncounted - 1);
	}

	/**
	 * This worker does not accept for now.
	 */
	synchronized void leave() {
		this.accepting = false;
		show();
	}

	private void show() {
		show(this.server.connections() + this.uncounted);
	}

	private void show(int connections) {
		if (this.scoreboard != null) {
			this.scoreboard.show(this.accepting ? WorkerState.accepting(this.accepted, Math.max(0, connections))
					: WorkerState.ABSENT);
		}
	}

	@Override
	public void close() {
		if (this.scoreboard != null) {
			this.scoreboard.close();
		}
	}

	/**
	 * Those who want to be accepted.
	 */
	interface Clients {

		/**
		 * Waits until there is one.
		 * @param millis how long; 0 not to wait
		 * @return whether there is one
		 * @throws IOException if there is something wrong with the socket
		 */
		boolean await(long millis) throws IOException;

	}

}
