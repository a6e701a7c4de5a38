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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides on which processors workers run. One that starts beside as many as are wanted
 * has its share of them until it has compiled what it runs, and leaves the rest to the
 * others. If it is wanted, each of those has a share of its own, too, as with nginx's
 * {@code worker_cpu_affinity}. A worker keeps it as long as others do not have to be
 * crowded for that.
 * <p>
 * Where fewer workers serve than are wanted each may run on all processors: nobody has to
 * hold back for those that are missing.
 * <p>
 * Not thread-safe.
 */
final class CpuShares {

	private final List<Integer> processors;

	private final boolean always;

	/**
	 * Those that started beside enough others.
	 */
	private final Set<Integer> additional = new HashSet<>();

	private final Map<Integer, List<Integer>> decided = new HashMap<>();

	private final Map<Integer, Integer> shares = new HashMap<>();

	private int count;

	/**
	 * Begins with workers that run on all processors.
	 * @param processors the numbers of the processors that there are
	 * @param always whether workers that are warm have shares, too
	 */
	CpuShares(List<Integer> processors, boolean always) {
		this.processors = List.copyOf(processors);
		this.always = always;
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
	 * @param workers the workers that start, stand by or serve, the oldest first
	 * @param wanted how many are to serve
	 * @return the workers that are to run on other processors than before, and on which
	 */
	Map<Integer, List<Integer>> shareOut(List<Candidate> workers, int wanted) {
		boolean complete = workers.stream().filter(Candidate::serves).count() >= wanted;
		List<Integer> bound = (this.always && complete && areEven(wanted))
				? workers.stream().filter(Candidate::serves).map(Candidate::id).toList() : List.of();
		assign(bound, wanted);
		Map<Integer, List<Integer>> changes = new LinkedHashMap<>();
		Map<Integer, List<Integer>> before = Map.copyOf(this.decided);
		this.decided.clear();
		for (Candidate worker : workers) {
			if (complete && worker.cold() && !before.containsKey(worker.id())) {
				this.additional.add(worker.id());
			}
			Integer share = this.shares.get(worker.id());
			if (share == null && complete && worker.cold() && this.additional.contains(worker.id())) {
				share = worker.slot() % wanted;
			}
			List<Integer> now = (share != null) ? share(share, wanted) : this.processors;
			this.decided.put(worker.id(), now);
			if (!now.equals(before.getOrDefault(worker.id(), this.processors))) {
				changes.put(worker.id(), now);
			}
		}
		this.additional.retainAll(this.decided.keySet());
		return changes;
	}

	/**
	 * As many workers as every share has room for keep theirs. Then the others get the
	 * least crowded ones, which may be those that they have.
	 */
	private void assign(List<Integer> bound, int count) {
		Map<Integer, Integer> before = (count == this.count) ? Map.copyOf(this.shares) : Map.of();
		this.count = count;
		this.shares.clear();
		List<Integer> others = new ArrayList<>();
		int[] crowds = new int[count];
		int room = bound.size() / count;
		for (int worker : bound) {
			Integer share = before.get(worker);
			if (share != null && crowds[share] < room) {
				crowds[share]++;
				this.shares.put(worker, share);
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
			this.shares.put(worker, share);
		}
	}

	private static int indexOf(int[] values, int value) {
		int index = 0;
		while (values[index] != value) {
			index++;
		}
		return index;
	}

	/**
	 * Shares overlap where they cannot be even.
	 */
	private List<Integer> share(int index, int count) {
		int processors = this.processors.size();
		int begin = index * processors / count;
		int end = Math.min(processors, begin + (processors + count - 1) / count);
		return this.processors.subList(begin, end);
	}

	/**
	 * A worker that lives and was not asked to exit.
	 *
	 * @param id its id
	 * @param slot the index of its slot
	 * @param serves whether it accepts connections
	 * @param cold whether it starts, or serves and has not compiled what it runs
	 */
	record Candidate(int id, int slot, boolean serves, boolean cold) {

	}

}
