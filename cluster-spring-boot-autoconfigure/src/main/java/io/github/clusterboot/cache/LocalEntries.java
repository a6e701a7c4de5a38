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

package io.github.clusterboot.cache;

import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The entries of a cache in this worker, and which of their changes others are told.
 * Thread-safe.
 */
final class LocalEntries {

	private final Map<Object, ?> entries;

	private final Consumer<@Nullable Integer> others;

	private final BooleanSupplier serves;

	private final Misses misses = new Misses(System::nanoTime);

	/**
	 * Wraps the entries of a cache.
	 * @param others is given the hash of a key that others are to evict, or {@code null}
	 * for all
	 * @param serves whether this worker has taken connections: what is put before fills
	 * its cache, as each worker does when it starts
	 */
	LocalEntries(Map<Object, ?> entries, Consumer<@Nullable Integer> others, BooleanSupplier serves) {
		this.entries = entries;
		this.others = others;
		this.serves = serves;
	}

	/**
	 * Others evict this here.
	 * @param hashes the hashes of keys, or {@code null} for all
	 */
	void evict(@Nullable Set<Integer> hashes) {
		if (hashes == null) {
			this.entries.clear();
		}
		else {
			this.entries.keySet().removeIf((key) -> hashes.contains(key.hashCode()));
		}
	}

	void missed(Object key) {
		this.misses.add(key);
	}

	/**
	 * What is loaded now may be put by another thread.
	 */
	void missedForAnyThread(Object key) {
		this.misses.leaveToAnyThread(key);
	}

	/**
	 * A load is no news.
	 */
	void put(Object key) {
		if (!this.misses.remove(key) && this.serves.getAsBoolean()) {
			evicted(key);
		}
	}

	void filled(Object key) {
		this.misses.remove(key);
	}

	void evicted(Object key) {
		this.others.accept(KeyHash.of(key));
	}

	void cleared() {
		this.others.accept(null);
	}

}
