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

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What others are to evict from a cache. Many keys are all.
 */
final class Batch {

	/**
	 * A receiver looks at all its keys anyway.
	 */
	private static final int MAX_KEYS = 1000;

	static final String ALL = "*";

	private @Nullable Set<Integer> hashes = new HashSet<>();

	/**
	 * Adds a key.
	 * @param hash its hash, or {@code null} for all keys
	 */
	void add(@Nullable Integer hash) {
		Set<Integer> known = this.hashes;
		if (known != null && hash != null && known.size() < MAX_KEYS) {
			known.add(hash);
		}
		else {
			this.hashes = null;
		}
	}

	/**
	 * Adds the hashes of keys, or {@code null} for all keys.
	 */
	void addAll(@Nullable Set<Integer> added) {
		if (added == null) {
			this.hashes = null;
		}
		else {
			added.forEach(this::add);
		}
	}

	/**
	 * The hashes, or {@code null} for all keys.
	 */
	@Nullable Set<Integer> hashes() {
		return this.hashes;
	}

	String text() {
		Set<Integer> known = this.hashes;
		return (known != null) ? known.stream().map(String::valueOf).collect(Collectors.joining(" ")) : ALL;
	}

	/**
	 * The hashes that a text names, or {@code null} for all keys.
	 */
	static @Nullable Set<Integer> parse(String text) {
		return text.equals(ALL) ? null
				: Arrays.stream(text.split(" ")).map(Integer::valueOf).collect(Collectors.toSet());
	}

}
