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

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Decides which workers have but a share of the processors: those that start beside as
 * many as are wanted, until they have compiled what they run. A JVM that starts would
 * otherwise take more than that from those that serve, and nobody waits for it.
 * <p>
 * As soon as fewer serve than are wanted nobody holds back any more, and those that did
 * do not do so again: they are needed.
 * <p>
 * Not thread-safe.
 */
final class CpuShares {

	private final Set<Integer> known = new HashSet<>();

	/**
	 * Those that started beside enough others, and have not been needed since.
	 */
	private final Set<Integer> additional = new HashSet<>();

	private final Map<Integer, Integer> shares = new HashMap<>();

	/**
	 * Decides.
	 * @param workers the workers that start, stand by or serve
	 * @param wanted how many are to serve
	 * @param busy whether those that serve have much to do; without that nobody begins to
	 * hold back
	 * @return the shares of those that have but one, by their ids
	 */
	Map<Integer, Share> decide(List<Candidate> workers, int wanted, boolean busy) {
		boolean complete = workers.stream().filter(Candidate::serves).count() >= wanted;
		Set<Integer> ids = workers.stream().map(Candidate::id).collect(Collectors.toSet());
		Set<Integer> cold = workers.stream()
			.filter(Candidate::cold)
			.map(Candidate::id)
			.collect(Collectors.toCollection(HashSet::new));
		cold.stream().filter((id) -> !this.known.contains(id)).forEach(this.additional::add);
		this.known.clear();
		this.known.addAll(ids);
		this.additional.retainAll(complete ? ids : Set.of());
		cold.retainAll(this.additional);
		this.shares.keySet().retainAll(cold);
		this.shares.values().removeIf((share) -> wanted == 1 || share >= wanted);
		if (busy && wanted > 1) {
			cold.stream().sorted().forEach((id) -> this.shares.computeIfAbsent(id, (added) -> leastCrowded(wanted)));
		}
		return this.shares.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> new Share(entry.getValue(), wanted)));
	}

	private int leastCrowded(int wanted) {
		List<Integer> taken = List.copyOf(this.shares.values());
		return IntStream.range(0, wanted)
			.boxed()
			.min((one, other) -> Long.compare(crowd(taken, one), crowd(taken, other)))
			.orElseThrow();
	}

	private static long crowd(List<Integer> taken, Integer share) {
		return taken.stream().filter(share::equals).count();
	}

	/**
	 * A worker that lives and was not asked to exit.
	 *
	 * @param id its id
	 * @param serves whether it accepts connections
	 * @param cold whether it starts, or serves and has not compiled what it runs
	 */
	record Candidate(int id, boolean serves, boolean cold) {

	}

	/**
	 * One of the shares into which processors are divided. Each has as many, rounded up:
	 * shares overlap where they cannot be even.
	 *
	 * @param index which one, from 0
	 * @param count how many there are
	 */
	record Share(int index, int count) {

		List<Integer> of(List<Integer> processors) {
			int size = processors.size();
			int begin = this.index * size / this.count;
			int end = Math.min(size, begin + (size + this.count - 1) / this.count);
			return processors.subList(begin, end);
		}

	}

}
