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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ipc.ClusterCounts;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.ClusterStatus.LastExit;
import io.github.clusterboot.ipc.ClusterStatus.Memory;
import io.github.clusterboot.ipc.Message.Heartbeat;
import io.github.clusterboot.ipc.SchedulingPolicy;

/**
 * Puts what the supervisor knows into the shape in which it is shown.
 */
final class StatusReport {

	/**
	 * What the kernel calls {@code ::} where it also takes connections of IPv4.
	 */
	private static final String EVERY_ADDRESS = "0.0.0.0";

	private static final String FAILED = "FAILED";

	private static final String STANDBY = "STANDBY";

	private StatusReport() {
	}

	static ClusterStatus of(Supervisor supervisor, SchedulingPolicy policy, List<InetSocketAddress> listeners,
			long now) {
		ProcessHandle primary = ProcessHandle.current();
		Instant startedAt = primary.info().startInstant().orElse(Instant.EPOCH);
		ReloadStatus reload = supervisor.reload();
		return new ClusterStatus(new ClusterStatus.Primary(primary.pid(), startedAt, Duration.ofMillis(now)),
				policy.toString(), supervisor.generation(), supervisor.wanted(), supervisor.standby(),
				supervisor.slots().stream().mapToInt(Slot::restarts).sum(),
				listeners.stream().map(StatusReport::listener).toList(),
				new ClusterStatus.Reload(reload.state().name(), reload.generation(), reload.message()),
				workers(supervisor, now));
	}

	static ClusterCounts counts(Supervisor supervisor) {
		Map<String, Integer> workers = new TreeMap<>();
		supervisor.workers().forEach((worker) -> workers.merge(countedAs(worker), 1, Integer::sum));
		supervisor.slots().stream().filter(Slot::isFailed).forEach((slot) -> workers.merge(FAILED, 1, Integer::sum));
		Tally tally = supervisor.tally();
		return new ClusterCounts(supervisor.wanted(), workers, tally.restarts(supervisor.slots()),
				tally.succeededReloads(), tally.failedReloads());
	}

	private static String countedAs(WorkerHandle worker) {
		return worker.standsBy() ? STANDBY : worker.state().name();
	}

	private static ClusterStatus.Listener listener(InetSocketAddress address) {
		InetAddress ip = address.getAddress();
		return new ClusterStatus.Listener(ip.isAnyLocalAddress() ? EVERY_ADDRESS : ip.getHostAddress(),
				address.getPort());
	}

	private static List<ClusterStatus.Worker> workers(Supervisor supervisor, long now) {
		List<ClusterStatus.Worker> workers = new ArrayList<>();
		supervisor.workers().forEach((worker) -> workers.add(worker(worker, now)));
		supervisor.slots().stream().filter(Slot::isFailed).map(StatusReport::failed).forEach(workers::add);
		workers.sort(Comparator.comparingInt(ClusterStatus.Worker::slot).thenComparingInt(ClusterStatus.Worker::id));
		return workers;
	}

	private static ClusterStatus.Worker worker(WorkerHandle worker, long now) {
		Slot slot = worker.slot();
		Heartbeat vitals = worker.vitals();
		return new ClusterStatus.Worker(worker.id(), slot.index(), worker.pid(), worker.state().name(),
				worker.standsBy(), worker.generation(), worker.startedAt(), worker.uptime(now), slot.restarts(),
				lastExit(slot), new Memory(vitals.rss(), vitals.heapUsed(), vitals.heapMax()), vitals.cpu(),
				vitals.connections(), vitals.requests());
	}

	private static ClusterStatus.Worker failed(Slot slot) {
		return new ClusterStatus.Worker(slot.lastWorkerId(), slot.index(), null, FAILED, false, slot.generation(), null,
				null, slot.restarts(), lastExit(slot), new Memory(0, 0, 0), 0, 0, 0);
	}

	private static @Nullable LastExit lastExit(Slot slot) {
		Exit exit = slot.lastExit();
		Instant at = slot.lastExitAt();
		return (exit != null && at != null) ? new LastExit(exit.code(), exit.signal(), at) : null;
	}

}
