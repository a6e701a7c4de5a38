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

package io.github.clusterboot.fleet;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.clusterboot.ipc.ClusterCounts;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.ClusterStatus.Memory;
import io.github.clusterboot.ipc.Message.Heartbeat;

/**
 * Puts what is known into the shape in which it is shown.
 */
final class StatusReport {

	private static final String FAILED = "FAILED";

	private static final String STANDBY = "STANDBY";

	private StatusReport() {
	}

	static ClusterStatus status(Roster roster, Reloads reloads, Leadership leadership, ClusterStatus.Primary primary,
			String policy, List<InetSocketAddress> listeners, long now) {
		return new ClusterStatus(primary, policy, roster.generation, roster.wanted, roster.standby,
				roster.slots.stream().mapToInt((slot) -> slot.restarts).sum(),
				listeners.stream().map(StatusReport::listener).toList(), reloads.status,
				workers(roster, leadership, now));
	}

	static ClusterCounts counts(Roster roster, Reloads reloads) {
		Map<String, Integer> workers = new TreeMap<>();
		Map<Integer, Integer> restarts = new TreeMap<>();
		for (Worker worker : roster.byId.values()) {
			workers.merge(worker.standsBy() ? STANDBY : worker.stage.shown(), 1, Integer::sum);
		}
		for (Slot slot : roster.slots) {
			restarts.put(slot.index, slot.restarts);
			if (slot.isGivenUp()) {
				workers.merge(FAILED, 1, Integer::sum);
			}
		}
		return new ClusterCounts(roster.wanted, workers, restarts, reloads.succeeded, reloads.failed);
	}

	/**
	 * What the kernel calls {@code ::} takes connections of IPv4 too.
	 */
	private static ClusterStatus.Listener listener(InetSocketAddress address) {
		InetAddress ip = address.getAddress();
		return new ClusterStatus.Listener(ip.isAnyLocalAddress() ? "0.0.0.0" : ip.getHostAddress(), address.getPort());
	}

	private static List<ClusterStatus.Worker> workers(Roster roster, Leadership leadership, long now) {
		List<ClusterStatus.Worker> workers = new ArrayList<>();
		roster.byId.values().forEach((worker) -> workers.add(worker(worker, leadership.isLeader(worker), now)));
		roster.slots.stream().filter(Slot::isGivenUp).map(StatusReport::failed).forEach(workers::add);
		workers.sort(Comparator.comparingInt(ClusterStatus.Worker::slot).thenComparingInt(ClusterStatus.Worker::id));
		return workers;
	}

	private static ClusterStatus.Worker worker(Worker worker, boolean leader, long now) {
		Slot slot = worker.slot;
		Heartbeat vitals = worker.vitals;
		return new ClusterStatus.Worker(worker.id, slot.index, worker.pid, worker.stage.shown(), worker.standsBy(),
				worker.generation, worker.startedAt, worker.uptime(now), slot.restarts, slot.lastExit,
				new Memory(vitals.rss(), vitals.heapUsed(), vitals.heapMax()), vitals.cpu(), vitals.connections(),
				vitals.requests(), leader);
	}

	private static ClusterStatus.Worker failed(Slot slot) {
		return new ClusterStatus.Worker(slot.lastWorkerId, slot.index, null, FAILED, false, slot.generation, null, null,
				slot.restarts, slot.lastExit, new Memory(0, 0, 0), 0, 0, 0, false);
	}

}
