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

package io.github.clusterboot.primary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides on which processors workers run: each on a share of its own, as with nginx's
 * {@code worker_cpu_affinity}. Where fewer workers serve than are wanted, or the
 * processors cannot be shared out evenly, each runs on all of them, so that none lies
 * idle. A worker keeps its share as long as the others do not have to be crowded for it.
 * <p>
 * Not thread-safe.
 */
final class CpuShares {

	private final List<Integer> processors;

	private final Map<Integer, Integer> shares = new HashMap<>();

	private int count;

	/**
	 * Begins with workers that run on all processors.
	 * @param processors the numbers of the processors that there are
	 */
	CpuShares(List<Integer> processors) {
		this.processors = List.copyOf(processors);
	}

	/**
	 * Whether that many workers get as many processors each.
	 */
	boolean areEven(int workers) {
		return this.processors.size() % workers == 0;
	}

	/**
	 * How many processors there are.
	 */
	int processors() {
		return this.processors.size();
	}

	/**
	 * Shares out the processors.
	 * @param serving the ids of the workers that serve, the oldest first
	 * @param wanted how many are to serve
	 * @return the workers that are to run on other processors than before, and on which
	 */
	Map<Integer, List<Integer>> shareOut(List<Integer> serving, int wanted) {
		int wasCount = this.count;
		Map<Integer, Integer> before = Map.copyOf(this.shares);
		this.count = (areEven(wanted) && serving.size() >= wanted) ? wanted : 1;
		Map<Integer, Integer> assigned = assign(serving, (this.count == wasCount) ? before : Map.of());
		this.shares.clear();
		this.shares.putAll(assigned);
		Map<Integer, List<Integer>> changes = new LinkedHashMap<>();
		assigned.forEach((worker, share) -> {
			Integer was = before.get(worker);
			List<Integer> now = share(share, this.count);
			if (!now.equals((was != null) ? share(was, wasCount) : this.processors)) {
				changes.put(worker, now);
			}
		});
		return changes;
	}

	/**
	 * As many workers as every share has room for keep theirs. Then the others get the
	 * least crowded ones, which may be those that they have.
	 */
	private Map<Integer, Integer> assign(List<Integer> serving, Map<Integer, Integer> before) {
		Map<Integer, Integer> assigned = new HashMap<>();
		List<Integer> others = new ArrayList<>();
		int[] crowds = new int[this.count];
		int room = serving.size() / this.count;
		for (int worker : serving) {
			Integer share = before.get(worker);
			if (share != null && crowds[share] < room) {
				crowds[share]++;
				assigned.put(worker, share);
			}
			else {
				others.add(worker);
			}
		}
		for (int worker : others) {
			int least = Arrays.stream(crowds).min().orElseThrow();
			Integer share = before.get(worker);
			if (share == null || crowds[share] > least) {
				share = indexOf(crowds, least);
			}
			crowds[share]++;
			assigned.put(worker, share);
		}
		return assigned;
	}

	private static int indexOf(int[] values, int value) {
		int index = 0;
		while (values[index] != value) {
			index++;
		}
		return index;
	}

	private List<Integer> share(int index, int count) {
		int size = this.processors.size() / count;
		return this.processors.subList(index * size, (index + 1) * size);
	}

}
