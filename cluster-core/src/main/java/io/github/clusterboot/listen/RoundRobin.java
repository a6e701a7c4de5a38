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
 * The decisions of the round-robin policy. A connection goes to the worker that has the
 * fewest to acknowledge, and of several such ones to that which was handed one longest
 * ago. Until the acknowledgement the primary keeps its own copy, so that a connection
 * whose worker leaves is handed to another one; Node's cluster loses it. While all
 * workers have as many to acknowledge as they may, nothing is accepted, and the kernel's
 * backlog holds the clients.
 * <p>
 * Not thread-safe.
 *
 * @param <W> a worker
 * @param <C> a connection
 */
final class RoundRobin<W, C> {

	/**
	 * How many connections a worker may have to acknowledge. With one, its thread and
	 * that of the primary wait for each other at each of them. More are not faster, and
	 * all of them are held up while the worker hangs.
	 */
	static final int WINDOW = 2;

	private final Effects<W, C> effects;

	/**
	 * What each worker has to acknowledge. The one that was handed a connection longest
	 * ago comes first.
	 */
	private final Map<W, Deque<C>> workers = new LinkedHashMap<>();

	private final Deque<C> waiting = new ArrayDeque<>();

	private boolean accepting;

	RoundRobin(Effects<W, C> effects) {
		this.effects = effects;
	}

	/**
	 * A worker takes connections from now on.
	 */
	void join(W worker) {
		this.workers.put(worker, new ArrayDeque<>());
		handOut();
	}

	/**
	 * A worker takes none any more, because it does not want to or is dead.
	 */
	void leave(W worker) {
		Deque<C> unacknowledged = this.workers.remove(worker);
		if (unacknowledged != null) {
			unacknowledged.descendingIterator().forEachRemaining(this.waiting::addFirst);
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
	void acknowledged(W worker) {
		Deque<C> unacknowledged = this.workers.get(worker);
		C connection = (unacknowledged != null) ? unacknowledged.poll() : null;
		if (connection != null) {
			this.effects.release(connection);
			handOut();
		}
	}

	/**
	 * Whether every connection that was accepted has been taken.
	 */
	boolean isSettled() {
		return this.waiting.isEmpty() && this.workers.values().stream().allMatch(Deque::isEmpty);
	}

	/**
	 * Nothing is handed out any more; what no worker has taken is let go.
	 */
	void close() {
		this.workers.values().forEach((unacknowledged) -> unacknowledged.forEach(this.effects::release));
		this.workers.clear();
		this.waiting.forEach(this.effects::release);
		this.waiting.clear();
	}

	private void handOut() {
		Map.Entry<W, Deque<C>> next = next();
		while (next != null && !this.waiting.isEmpty()) {
			C connection = this.waiting.removeFirst();
			next.getValue().addLast(connection);
			this.workers.remove(next.getKey());
			this.workers.put(next.getKey(), next.getValue());
			this.effects.hand(connection, next.getKey());
			next = next();
		}
		boolean accept = next != null;
		if (accept != this.accepting) {
			this.accepting = accept;
			this.effects.accept(accept);
		}
	}

	private Map.@Nullable Entry<W, Deque<C>> next() {
		return this.workers.entrySet()
			.stream()
			.filter((worker) -> worker.getValue().size() < WINDOW)
			.min(Comparator.comparingInt((worker) -> worker.getValue().size()))
			.orElse(null);
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
