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

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows a cached value: once one worker has renewed it, none has the old one.
 */
@RestController
class CacheController {

	private final CurrentWorker worker;

	private final CachedValue value;

	CacheController(CurrentWorker worker, CachedValue value) {
		this.worker = worker;
		this.value = value;
	}

	@GetMapping("/api/cached")
	Cached read() {
		return new Cached(this.worker.info(), this.value.get());
	}

	@PostMapping("/api/cached")
	Cached renew() {
		return new Cached(this.worker.info(), this.value.renew());
	}

	/**
	 * An answer.
	 *
	 * @param answeredBy the worker that answers
	 * @param value what it has in its cache
	 */
	record Cached(WorkerInfo answeredBy, CachedValue.Loaded value) {

	}

}
