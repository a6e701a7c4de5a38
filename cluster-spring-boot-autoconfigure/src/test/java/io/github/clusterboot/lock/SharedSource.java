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

package io.github.clusterboot.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.clusterboot.worker.LockRequest;

/**
 * Locks that several "processes" of a test share.
 */
final class SharedSource implements LockSource {

	final List<String> asked = new CopyOnWriteArrayList<>();

	final List<Duration> kept = new CopyOnWriteArrayList<>();

	private final Map<String, List<Request>> queues = new HashMap<>();

	volatile RuntimeException failure;

	@Override
	public synchronized LockRequest ask(String name, boolean wait) {
		this.asked.add(name);
		Request request = new Request(name);
		List<Request> queue = this.queues.computeIfAbsent(name, (key) -> new ArrayList<>());
		if (this.failure != null) {
			request.granted.completeExceptionally(this.failure);
		}
		else if (queue.isEmpty() || wait) {
			queue.add(request);
			queue.get(0).granted.complete(true);
		}
		else {
			request.granted.complete(false);
		}
		return request;
	}

	synchronized int queued(String name) {
		return this.queues.getOrDefault(name, List.of()).size();
	}

	/**
	 * A request.
	 */
	private final class Request implements LockRequest {

		private final String name;

		private final CompletableFuture<Boolean> granted = new CompletableFuture<>();

		Request(String name) {
			this.name = name;
		}

		@Override
		public CompletableFuture<Boolean> granted() {
			return this.granted;
		}

		@Override
		public void release(Duration keep) {
			synchronized (SharedSource.this) {
				SharedSource.this.kept.add(keep);
				List<Request> queue = SharedSource.this.queues.get(this.name);
				queue.remove(this);
				this.granted.complete(false);
				if (!queue.isEmpty()) {
					queue.get(0).granted.complete(true);
				}
			}
		}

	}

}
