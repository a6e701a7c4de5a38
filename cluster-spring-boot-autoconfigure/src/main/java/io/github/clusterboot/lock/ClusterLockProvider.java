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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import net.javacrumbs.shedlock.core.AbstractSimpleLock;
import net.javacrumbs.shedlock.core.ExtensibleLockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;

import io.github.clusterboot.worker.LockRequest;

/**
 * The locks of the cluster for ShedLock.
 *
 * @param source where locks come from
 */
record ClusterLockProvider(LockSource source) implements ExtensibleLockProvider {

	@Override
	public Optional<SimpleLock> lock(LockConfiguration configuration) {
		LockRequest request = this.source.acquire("shedlock:" + configuration.getName(), false, NamedLock::decision);
		return (request != null) ? Optional.of(new Granted(configuration, request)) : Optional.empty();
	}

	/**
	 * A lock that is held until it is given back, though for a time that has limits.
	 */
	private static final class Granted extends AbstractSimpleLock {

		private final LockRequest request;

		private final long since = System.nanoTime();

		private final CompletableFuture<Void> expiry = new CompletableFuture<>();

		Granted(LockConfiguration configuration, LockRequest request) {
			super(configuration);
			this.request = request;
			this.expiry.completeOnTimeout(null, configuration.getLockAtMostFor().toMillis(), TimeUnit.MILLISECONDS)
				.thenRun(() -> request.release(Duration.ZERO));
		}

		@Override
		protected void doUnlock() {
			if (this.expiry.cancel(false)) {
				Duration left = this.lockConfiguration.getLockAtLeastFor().minusNanos(System.nanoTime() - this.since);
				this.request.release(left.isNegative() ? Duration.ZERO : left);
			}
		}

		@Override
		protected Optional<SimpleLock> doExtend(LockConfiguration newConfiguration) {
			return this.expiry.cancel(false) ? Optional.of(new Granted(newConfiguration, this.request))
					: Optional.empty();
		}

	}

}
