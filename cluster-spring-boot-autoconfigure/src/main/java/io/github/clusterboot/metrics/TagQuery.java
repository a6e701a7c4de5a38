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

package io.github.clusterboot.metrics;

import java.util.List;

/**
 * Tags that are wanted, each as {@code key:value}.
 *
 * @param workers those that name a worker
 * @param others the others, as the worker knows them
 */
record TagQuery(List<String> workers, List<String> others) {

	private static final String WORKER = MetricMerge.WORKER + ":";

	private static final String EXPORTED_WORKER = MetricMerge.EXPORTED_WORKER + ":";

	static TagQuery of(List<String> tags) {
		List<String> workers = tags.stream().filter((tag) -> tag.startsWith(WORKER)).toList();
		List<String> others = tags.stream()
			.filter((tag) -> !tag.startsWith(WORKER))
			.map((tag) -> tag.startsWith(EXPORTED_WORKER) ? WORKER + tag.substring(EXPORTED_WORKER.length()) : tag)
			.toList();
		return new TagQuery(workers, others);
	}

	boolean namesWorker() {
		return !this.workers.isEmpty();
	}

	boolean wants(String worker) {
		return this.workers.stream().allMatch((WORKER + worker)::equals);
	}

}
