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
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.clusterboot.ipc.LockMessage;

/**
 * The locks that the primary keeps for all workers. The end of this process frees what it
 * holds. Thread-safe.
 */
public final class ClusterLocks {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final Duration FOREVER = Duration.ofDays(36_500);

	private final Worker worker;

	/**
	 * Creates the locks.
	 * @param worker this process
	 */
	public ClusterLocks(Worker worker) {
		this.worker = worker;
	}

	/**
	 * Asks for a lock.
	 * @param name the name of the lock
	 * @param wait whether to wait for it while another one holds it
	 * @return the request, which is to be released in any case
	 */
	public LockRequest ask(String name, boolean wait) {
		return new Request(name, wait);
	}

	private static CompletableFuture<Boolean> isGranted(LockMessage.Answer answer) {
		return (answer.outcome() == LockMessage.Answer.Outcome.REFUSED)
				? CompletableFuture.failedFuture(new IOException("too many locks are held and waited for"))
				: CompletableFuture.completedFuture(answer.outcome() == LockMessage.Answer.Outcome.GRANTED);
	}

	/**
	 * A request as the primary knows it.
	 */
	private final class Request implements LockRequest {

		private final String name;

		private final CompletableFuture<Boolean> granted;

		private int number;

		Request(String name, boolean wait) {
			this.name = name;
			this.granted = ClusterLocks.this.worker.requests().send((number) -> {
				this.number = number;
				return new LockMessage.Wanted(number, name, wait);
			}, wait ? FOREVER : PATIENCE, (answer) -> isGranted((LockMessage.Answer) answer));
		}

		@Override
		public CompletableFuture<Boolean> granted() {
			return this.granted;
		}

		@Override
		public void release(Duration keep) {
			if (this.granted.isCompletedExceptionally() || this.granted.getNow(true)) {
				ClusterLocks.this.worker.send(new LockMessage.Released(this.number, this.name, keep.toMillis()));
			}
		}

	}

}
