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

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.github.clusterboot.ClusterException;
import io.github.clusterboot.lock.LockSource.Step;
import io.github.clusterboot.worker.LockRequest;
import io.github.clusterboot.worker.Worker;

/**
 * Locks by their names. Only those that are in use take memory. Thread-safe.
 */
public final class NamedLocks implements AutoCloseable {

	/**
	 * The longest name of a lock.
	 */
	static final int MAX_LENGTH = 200;

	private final String prefix;

	private final LockSource source;

	private final Map<String, Local> used = new ConcurrentHashMap<>();

	/**
	 * When this fails, nothing is waited for any more.
	 */
	private final CompletableFuture<Boolean> end = new CompletableFuture<>();

	/**
	 * Creates locks.
	 * @param prefix tells them apart from others whose names may be the same
	 * @param worker this process, or {@code null} if it is no worker
	 */
	public NamedLocks(String prefix, @Nullable Worker worker) {
		this(prefix, LockSource.of(worker));
	}

	NamedLocks(String prefix, LockSource source) {
		this.prefix = prefix;
		this.source = source;
	}

	/**
	 * The lock of this name.
	 * @param name any text of at most 200 characters
	 * @return the lock
	 */
	public Lock lock(String name) {
		Assert.isTrue(name.length() <= MAX_LENGTH, () -> "The name of a lock must have at most %d characters, not %d"
			.formatted(MAX_LENGTH, name.length()));
		return new NamedLock(name, this);
	}

	<X extends Exception> @Nullable LockRequest acquire(String name, boolean wait,
			Step<CompletableFuture<Boolean>, X> decision) throws X {
		return this.source.acquire(this.prefix + name, wait,
				(granted) -> decision.take(granted.applyToEither(this.end, (either) -> either)));
	}

	/**
	 * Begins to use the lock of this process.
	 */
	Local enter(String name) {
		return this.used.compute(name, (key, known) -> {
			Local lock = (known != null) ? known : new Local();
			lock.users++;
			return lock;
		});
	}

	@Nullable Local find(String name) {
		return this.used.get(name);
	}

	void leave(String name) {
		this.used.computeIfPresent(name, (key, lock) -> (--lock.users > 0) ? lock : null);
	}

	/**
	 * This process ends: those who wait for a lock are told so. What is held is freed by
	 * the end itself.
	 */
	@Override
	public void close() {
		this.end.completeExceptionally(new ClusterException("this process ends"));
	}

	/**
	 * A lock of this process. Who holds it has the lock of all processes, too.
	 */
	static final class Local extends ReentrantLock {

		private int users;

		@Nullable LockRequest request;

		Local() {
			super(true);
		}

	}

}
