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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.github.clusterboot.worker.LockRequest;

/**
 * The locks of an application that runs in this process alone. There is no other process
 * that a request could wait for.
 */
final class LocalLocks implements LockSource {

	private final Map<String, LockRequest> held = new ConcurrentHashMap<>();

	@Override
	public LockRequest ask(String name, boolean wait) {
		return new Request(name);
	}

	/**
	 * A request, which is decided at once.
	 */
	private final class Request implements LockRequest {

		private final String name;

		private final CompletableFuture<Boolean> granted;

		Request(String name) {
			this.name = name;
			this.granted = CompletableFuture.completedFuture(LocalLocks.this.held.putIfAbsent(name, this) == null);
		}

		@Override
		public CompletableFuture<Boolean> granted() {
			return this.granted;
		}

		@Override
		public void release(Duration keep) {
			if (keep.isZero()) {
				LocalLocks.this.held.remove(this.name, this);
			}
			else {
				CompletableFuture.delayedExecutor(keep.toMillis(), TimeUnit.MILLISECONDS)
					.execute(() -> release(Duration.ZERO));
			}
		}

	}

}
