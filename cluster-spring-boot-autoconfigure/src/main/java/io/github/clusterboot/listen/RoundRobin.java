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
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The decisions of the round-robin policy. A connection goes to the worker that has been
 * free longest. A worker is free until it is handed a connection, and again when it has
 * acknowledged it, unless it says that it is full: then it is free when it says so. Until
 * the acknowledgement the primary keeps its own copy, so that a connection whose worker
 * leaves is handed to another one; Node's cluster loses it. While no worker is free
 * nothing is accepted, and the kernel's backlog holds the clients.
 * <p>
 * Not thread-safe.
 *
 * @param <W> a worker
 * @param <C> a connection
 */
final class RoundRobin<W, C> {

	private final Effects<W, C> effects;

	private final Deque<W> free = new ArrayDeque<>();

	private final Map<W, C> unacknowledged = new HashMap<>();

	private final Deque<C> waiting = new ArrayDeque<>();

	private boolean accepting;

	RoundRobin(Effects<W, C> effects) {
		this.effects = effects;
	}

	/**
	 * A worker takes connections from now on.
	 */
	void join(W worker) {
		this.free.addLast(worker);
		handOut();
	}

	/**
	 * A worker takes none any more, because it does not want to or is dead.
	 */
	void leave(W worker) {
		this.free.remove(worker);
		@Nullable C connection = this.unacknowledged.remove(worker);
		if (connection != null) {
			this.waiting.addFirst(connection);
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
	 * A worker has taken the connection that it was handed.
	 */
	void acknowledged(W worker, boolean free) {
		@Nullable C connection = this.unacknowledged.remove(worker);
		if (connection == null) {
			return;
		}
		this.effects.release(connection);
		if (free) {
			free(worker);
		}
	}

	/**
	 * A worker that was full is free again.
	 */
	void free(W worker) {
		if (!this.unacknowledged.containsKey(worker) && !this.free.contains(worker)) {
			this.free.addLast(worker);
			handOut();
		}
	}

	/**
	 * Whether every connection that was accepted has been taken.
	 */
	boolean isSettled() {
		return this.waiting.isEmpty() && this.unacknowledged.isEmpty();
	}

	/**
	 * Nothing is handed out any more; what no worker has taken is let go.
	 */
	void close() {
		this.free.clear();
		this.unacknowledged.values().forEach(this.effects::release);
		this.unacknowledged.clear();
		this.waiting.forEach(this.effects::release);
		this.waiting.clear();
	}

	private void handOut() {
		while (!this.free.isEmpty() && !this.waiting.isEmpty()) {
			W worker = this.free.removeFirst();
			C connection = this.waiting.removeFirst();
			this.unacknowledged.put(worker, connection);
			this.effects.hand(connection, worker);
		}
		boolean accept = !this.free.isEmpty();
		if (accept != this.accepting) {
			this.accepting = accept;
			this.effects.accept(accept);
		}
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
