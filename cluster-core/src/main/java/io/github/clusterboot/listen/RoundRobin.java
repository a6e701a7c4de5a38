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

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The decisions of the round-robin policy. A worker says how many connections are
 * welcome, one at a time and mostly as it acknowledges one. A connection goes to the
 * worker that has the fewest to acknowledge, and of several such ones to that which was
 * handed one longest ago. Until the acknowledgement the primary keeps its own copy, so
 * that a connection whose worker leaves is handed to another one; Node's cluster loses
 * it. While none is welcome nothing is accepted, and the kernel's backlog holds the
 * clients.
 * <p>
 * Not thread-safe.
 *
 * @param <W> a worker
 * @param <C> a connection
 */
final class RoundRobin<W, C> {

	private final Effects<W, C> effects;

	/**
	 * The one that was handed a connection longest ago comes first.
	 */
	private final Map<W, Account<C>> workers = new LinkedHashMap<>();

	private final Deque<C> waiting = new ArrayDeque<>();

	private boolean accepting;

	RoundRobin(Effects<W, C> effects) {
		this.effects = effects;
	}

	/**
	 * A worker takes connections from now on, as many as it says are welcome.
	 */
	void join(W worker) {
		this.workers.put(worker, new Account<>());
	}

	/**
	 * A worker takes none any more, because it does not want to or is dead.
	 */
	void leave(W worker) {
		Account<C> account = this.workers.remove(worker);
		if (account != null) {
			account.unacknowledged.descendingIterator().forEachRemaining(this.waiting::addFirst);
		}
		handOut();
	}

	/**
	 * A client has connected.
	 */
	void accepted(C connection) {
		this.waiting.addLast(connection);
		handOut();
	}

	/**
	 * A worker has taken the first of the connections that it was handed.
	 */
	void acknowledged(W worker, boolean welcome) {
		Account<C> account = this.workers.get(worker);
		C connection = (account != null) ? account.unacknowledged.poll() : null;
		if (connection == null) {
			return;
		}
		this.effects.release(connection);
		if (welcome) {
			welcome(worker);
		}
	}

	/**
	 * One more connection is welcome to a worker.
	 */
	void welcome(W worker) {
		Account<C> account = this.workers.get(worker);
		if (account != null) {
			account.welcome++;
			handOut();
		}
	}

	/**
	 * Whether every connection that was accepted has been taken.
	 */
	boolean isSettled() {
		return this.waiting.isEmpty()
				&& this.workers.values().stream().allMatch((account) -> account.unacknowledged.isEmpty());
	}

	/**
	 * Nothing is handed out any more; what no worker has taken is let go.
	 */
	void close() {
		this.workers.values().forEach((account) -> account.unacknowledged.forEach(this.effects::release));
		this.workers.clear();
		this.waiting.forEach(this.effects::release);
		this.waiting.clear();
	}

	private void handOut() {
		W worker = next();
		while (worker != null && !this.waiting.isEmpty()) {
			hand(this.waiting.removeFirst(), worker);
			worker = next();
		}
		boolean accept = worker != null;
		if (accept != this.accepting) {
			this.accepting = accept;
			this.effects.accept(accept);
		}
	}

	private void hand(C connection, W worker) {
		Account<C> account = this.workers.remove(worker);
		if (account != null) {
			account.welcome--;
			account.unacknowledged.addLast(connection);
			this.workers.put(worker, account);
			this.effects.hand(connection, worker);
		}
	}

	private @Nullable W next() {
		return this.workers.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().welcome > 0)
			.min(Comparator.comparingInt((entry) -> entry.getValue().unacknowledged.size()))
			.map(Map.Entry::getKey)
			.orElse(null);
	}

	/**
	 * What a worker was handed, and how many more it would take.
	 */
	private static final class Account<C> {

		private final Deque<C> unacknowledged = new ArrayDeque<>();

		private int welcome;

	}

	/**
	 * What the decisions lead to.
	 *
	 * @param <W> a worker
	 * @param <C> a connection
	 */
	interface Effects<W, C> {

		/**
		 * Send a copy of the connection to the worker.
		 */
		void hand(C connection, W worker);

		/**
		 * Close the primary's copy of the connection.
		 */
		void release(C connection);

		/**
		 * Begin or stop accepting.
		 */
		void accept(boolean accept);

	}

}
