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

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Look-ups that found nothing: what is put for such a key soon after was loaded.
 * Thread-safe.
 */
final class Misses {

	private static final int MAX_NUMBER = 10_000;

	/**
	 * A load that failed puts nothing, and a later put of its key is news.
	 */
	private static final long MAX_NANOS = Duration.ofMinutes(1).toNanos();

	private final LongSupplier nanoTime;

	private final Map<Object, Long> misses = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<Object, Long> eldest) {
			return size() > MAX_NUMBER;
		}

	};

	Misses(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/**
	 * Adds a look-up whose thread puts what it loads.
	 */
	synchronized void add(Object key) {
		this.misses.put(OfThread.current(key), this.nanoTime.getAsLong());
	}

	/**
	 * Any thread may put after the latest look-up of this one, with the same object as
	 * key.
	 */
	synchronized void leaveToAnyThread(Object key) {
		this.misses.remove(OfThread.current(key));
		this.misses.put(new Same(key), this.nanoTime.getAsLong());
	}

	/**
	 * Removes the look-up after which something is put now, if there is one.
	 */
	synchronized boolean remove(Object key) {
		Long ofThread = this.misses.remove(OfThread.current(key));
		Long at = (ofThread != null) ? ofThread : this.misses.remove(new Same(key));
		return at != null && this.nanoTime.getAsLong() - at < MAX_NANOS;
	}

	private record OfThread(long thread, Object key) {

		static OfThread current(Object key) {
			return new OfThread(Thread.currentThread().getId(), key);
		}

	}

	private record Same(Object key) {

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Same same && same.key == this.key;
		}

		@Override
		public int hashCode() {
			return System.identityHashCode(this.key);
		}

	}

}
