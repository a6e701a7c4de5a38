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

import java.util.concurrent.CompletableFuture;

import com.github.benmanes.caffeine.cache.AsyncCache;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.caffeine.CaffeineCache;

/**
 * A cache of the application, with the same entries, that tells other workers.
 */
final class EvictingCaffeineCache extends CaffeineCache {

	private final LocalEntries entries;

	private EvictingCaffeineCache(CaffeineCache cache, LocalEntries entries) {
		super(cache.getName(), cache.getNativeCache(), cache.isAllowNullValues());
		this.entries = entries;
	}

	private EvictingCaffeineCache(CaffeineCache cache, AsyncCache<Object, Object> nativeCache, LocalEntries entries) {
		super(cache.getName(), nativeCache, cache.isAllowNullValues());
		this.entries = entries;
	}

	/**
	 * An asynchronous cache also has entries that are being loaded.
	 */
	static EvictingCaffeineCache of(CaffeineCache cache, Evictions evictions) {
		AsyncCache<Object, Object> async = async(cache);
		return (async != null)
				? new EvictingCaffeineCache(cache, async, evictions.share(cache.getName(), async.asMap()))
				: new EvictingCaffeineCache(cache, evictions.share(cache.getName(), cache.getNativeCache().asMap()));
	}

	private static @Nullable AsyncCache<Object, Object> async(CaffeineCache cache) {
		try {
			return cache.getAsyncCache();
		}
		catch (IllegalStateException ex) {
			return null;
		}
	}

	@Override
	protected @Nullable Object lookup(Object key) {
		Object value = super.lookup(key);
		if (value == null) {
			this.entries.missed(key);
		}
		return value;
	}

	@Override
	public @Nullable CompletableFuture<?> retrieve(Object key) {
		CompletableFuture<?> value = super.retrieve(key);
		if (value == null) {
			this.entries.missedForAnyThread(key);
		}
		return value;
	}

	@Override
	public void put(Object key, @Nullable Object value) {
		super.put(key, value);
		this.entries.put(key);
	}

	@Override
	public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
		this.entries.filled(key);
		return super.putIfAbsent(key, value);
	}

	@Override
	public void evict(Object key) {
		super.evict(key);
		this.entries.evicted(key);
	}

	@Override
	public boolean evictIfPresent(Object key) {
		boolean present = super.evictIfPresent(key);
		this.entries.evicted(key);
		return present;
	}

	@Override
	public void clear() {
		super.clear();
		this.entries.cleared();
	}

	@Override
	public boolean invalidate() {
		boolean notEmpty = super.invalidate();
		this.entries.cleared();
		return notEmpty;
	}

}
