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
	 * Waits for the turn of this worker, a few milliseconds at most.
	 * @param open whether it still is to accept
	 */
	void awaitTurn(BooleanSupplier open) {
		Scoreboard scoreboard = this.scoreboard;
		if (scoreboard == null) {
			return;
		}
		arrive();
		long step = FIRST_LOOK_NANOS;
		while (open.getAsBoolean()) {
			scoreboard.readOthers(this.others);
			if (!this.turn.isOthers(this.server.connections(), this.others, this.nanoTime.getAsLong())) {
				return;
			}
			LockSupport.parkNanos(step);
			step = Math.min(2 * step, LAST_LOOK_NANOS);
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
	 * A connection of this worker has ended.
	 */
	synchronized void ended() {
		show();
	}

	/**
	 * This worker does not accept for now.
	 */
	synchronized void leave() {
		this.accepting = false;
		show();
	}

	private void show() {
		if (this.scoreboard != null) {
			this.scoreboard
				.show(this.accepting ? WorkerState.accepting(this.accepted, this.server.connections() + this.uncounted)
						: WorkerState.ABSENT);
		}
	}

	@Override
	public void close() {
		if (this.scoreboard != null) {
			this.scoreboard.close();
		}
	}

}
