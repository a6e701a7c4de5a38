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

import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ipc.ClusterStatus;

/**
 * Which worker serves a slot. While one replaces the other there are two of them, and
 * none at times.
 */
final class SlotHolder {

	/**
	 * The state of a slot that was given up.
	 */
	private static final String FAILED = "FAILED";

	private static final List<String> PREFERRED = List.of("LISTENING", "ONLINE", "DRAINING");

	private SlotHolder() {
	}

	/**
	 * The worker that serves a slot: the newest that listens, else the newest that can be
	 * asked at all.
	 * @param status the state of the cluster
	 * @param slot the slot
	 * @param canBeAsked whether the worker with an id can be asked
	 * @return the worker, or {@code null} if there is none now
	 */
	static ClusterStatus.@Nullable Worker find(ClusterStatus status, int slot, IntPredicate canBeAsked) {
		return status.workers()
			.stream()
			.filter((worker) -> worker.slot() == slot && PREFERRED.contains(worker.state()))
			.filter((worker) -> canBeAsked.test(worker.id()))
			.min(Comparator.comparingInt((ClusterStatus.Worker worker) -> PREFERRED.indexOf(worker.state()))
				.thenComparing(Comparator.comparingInt(ClusterStatus.Worker::id).reversed()))
			.orElse(null);
	}

	/**
	 * Whether there is such a slot, be it that nobody serves it now.
	 */
	static boolean exists(ClusterStatus status, int slot) {
		return slot < status.wanted() + status.standby()
				|| status.workers().stream().anyMatch((worker) -> worker.slot() == slot);
	}

	/**
	 * The slots that somebody serves, for a person to read.
	 */
	static String describe(ClusterStatus status) {
		return status.workers()
			.stream()
			.filter((worker) -> !FAILED.equals(worker.state()))
			.map(ClusterStatus.Worker::slot)
			.distinct()
			.sorted()
			.map(String::valueOf)
			.collect(Collectors.joining(", "));
	}

}
