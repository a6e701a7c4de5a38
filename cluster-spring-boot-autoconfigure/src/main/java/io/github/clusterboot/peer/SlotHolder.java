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

package io.github.clusterboot.peer;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.clusterboot.ipc.ClusterStatus;

/**
 * Which worker serves a slot. While one replaces the other there are two of them, and
 * none at times.
 */
final class SlotHolder {

	private static final String LISTENING = "LISTENING";

	private static final List<String> SERVING = List.of(LISTENING, "ONLINE", "DRAINING");

	private static final Comparator<ClusterStatus.Worker> PREFERENCE = Comparator
		.comparingInt((ClusterStatus.Worker worker) -> SERVING.indexOf(worker.state()))
		.thenComparing(Comparator.comparingInt(ClusterStatus.Worker::id).reversed());

	private SlotHolder() {
	}

	/**
	 * The worker that serves each slot: the newest that listens, else the newest that can
	 * be asked.
	 * @param status the state of the cluster
	 * @param canBeAsked whether a worker that comes up or ends has a private door
	 */
	static Collection<ClusterStatus.Worker> all(ClusterStatus status, IntPredicate canBeAsked) {
		return status.workers()
			.stream()
			.filter((worker) -> SERVING.contains(worker.state()))
			.filter((worker) -> worker.state().equals(LISTENING) || canBeAsked.test(worker.id()))
			.collect(Collectors.toMap(ClusterStatus.Worker::slot, Function.identity(), BinaryOperator.minBy(PREFERENCE),
					TreeMap::new))
			.values();
	}

	/**
	 * The slots that there are, in their order, be it that nobody serves one now.
	 */
	static List<String> slots(ClusterStatus status) {
		return IntStream
			.concat(IntStream.range(0, status.wanted() + status.standby()),
					status.workers().stream().mapToInt(ClusterStatus.Worker::slot))
			.distinct()
			.sorted()
			.mapToObj(String::valueOf)
			.toList();
	}

}
