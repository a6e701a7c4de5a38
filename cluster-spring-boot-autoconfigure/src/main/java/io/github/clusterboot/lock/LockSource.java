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
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.worker.ClusterLocks;
import io.github.clusterboot.worker.LockRequest;
import io.github.clusterboot.worker.Worker;

/**
 * Where locks are had that are bound to no thread.
 */
interface LockSource {

	/**
	 * Asks for a lock.
	 * @param wait whether to wait for it while another process holds it
	 */
	LockRequest ask(String name, boolean wait);

	/**
	 * Acquires a lock, or gives up the wait for it.
	 * @param wait whether to wait for it while another process holds it
	 * @param decision waits for what is decided
	 * @return the lock, or {@code null} if it was not granted
	 */
	default <X extends Exception> @Nullable LockRequest acquire(String name, boolean wait,
			Step<CompletableFuture<Boolean>, X> decision) throws X {
		LockRequest request = ask(name, wait);
		boolean granted = false;
		try {
			granted = decision.take(request.granted());
			return granted ? request : null;
		}
		finally {
			if (!granted) {
				request.release(Duration.ZERO);
			}
		}
	}

	/**
	 * The locks of the cluster, or of this process if it is no worker.
	 */
	static LockSource of(@Nullable Worker worker) {
		return (worker != null) ? new ClusterLocks(worker)::ask : new LocalLocks();
	}

	/**
	 * Something that may take a while.
	 *
	 * @param <T> what it takes
	 * @param <X> what may end it
	 */
	interface Step<T, X extends Exception> {

		boolean take(T from) throws X;

	}

}
