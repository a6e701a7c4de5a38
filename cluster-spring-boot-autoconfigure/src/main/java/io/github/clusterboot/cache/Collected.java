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

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What is to be evicted from the caches of a manager, until somebody takes it.
 * Thread-safe.
 */
final class Collected {

	private Map<String, Batch> byCache = new HashMap<>();

	/**
	 * Adds to what is to be evicted from a cache.
	 * @return whether it is the first, so that somebody has to be sent for it
	 */
	synchronized boolean add(String cache, Consumer<Batch> addition) {
		boolean first = this.byCache.isEmpty();
		addition.accept(this.byCache.computeIfAbsent(cache, (name) -> new Batch()));
		return first;
	}

	synchronized Map<String, Batch> take() {
		Map<String, Batch> taken = this.byCache;
		this.byCache = new HashMap<>();
		return taken;
	}

}
