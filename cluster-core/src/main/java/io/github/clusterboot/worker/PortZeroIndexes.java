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

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Tells apart the servers of a worker that ask for port 0. Each takes the lowest index
 * that is free, so that one that is stopped and started again gets the port that it had.
 * Thread-safe.
 */
final class PortZeroIndexes {

	private final Map<@Nullable String, BitSet> taken = new HashMap<>();

	synchronized int take(@Nullable String host, int port) {
		if (port != 0) {
			return 0;
		}
		BitSet indexes = this.taken.computeIfAbsent(host, (key) -> new BitSet());
		int index = indexes.nextClearBit(1);
		indexes.set(index);
		return index;
	}

	synchronized void giveBack(@Nullable String host, int index) {
		BitSet indexes = this.taken.get(host);
		if (indexes != null) {
			indexes.clear(index);
		}
	}

}
