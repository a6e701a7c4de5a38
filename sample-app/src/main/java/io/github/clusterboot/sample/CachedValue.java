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

package io.github.clusterboot.sample;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Component;

/**
 * A value that each worker has in its memory.
 */
@Component
public class CachedValue {

	private final CurrentWorker worker;

	CachedValue(CurrentWorker worker) {
		this.worker = worker;
	}

	@Cacheable("value")
	public Loaded get() {
		return load();
	}

	@CachePut("value")
	public Loaded renew() {
		return load();
	}

	private Loaded load() {
		return new Loaded(this.worker.id(), Instant.now());
	}

	/**
	 * What is in the cache.
	 *
	 * @param worker the id of the worker that has loaded it
	 * @param at when it did
	 */
	public record Loaded(@Nullable Long worker, Instant at) {

	}

}
