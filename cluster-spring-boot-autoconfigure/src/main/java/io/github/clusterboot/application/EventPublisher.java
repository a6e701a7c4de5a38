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

package io.github.clusterboot.application;

import java.util.concurrent.ExecutorService;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationEventPublisher;

import io.github.clusterboot.Cluster;
import io.github.clusterboot.ClusterEvent;
import io.github.clusterboot.LeaderChangedEvent;
import io.github.clusterboot.ReloadEvent;
import io.github.clusterboot.WorkerDisconnectedEvent;
import io.github.clusterboot.WorkerExitedEvent;
import io.github.clusterboot.WorkerForkedEvent;
import io.github.clusterboot.WorkerListeningEvent;
import io.github.clusterboot.WorkerOnlineEvent;
import io.github.clusterboot.ipc.DaemonThreads;
import io.github.clusterboot.ipc.LoggedEvent;
import io.github.clusterboot.worker.Worker;

/**
 * Publishes what happens in the cluster as events of the application, one after the other
 * on a thread of its own: a listener may take its time. Begins when all beans are there,
 * as earlier there may be no listeners.
 */
final class EventPublisher implements SmartInitializingSingleton, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(EventPublisher.class);

	private final @Nullable Worker worker;

	private final Cluster cluster;

	private final ApplicationEventPublisher publisher;

	private @Nullable ExecutorService thread;

	private @Nullable Runnable end;

	/**
	 * Creates the publisher.
	 * @param worker this process, or {@code null} if it is no worker
	 */
	EventPublisher(@Nullable Worker worker, Cluster cluster, ApplicationEventPublisher publisher) {
		this.worker = worker;
		this.cluster = cluster;
		this.publisher = publisher;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.worker != null) {
			ExecutorService thread = DaemonThreads.executor("cluster-events");
			this.thread = thread;
			this.end = this.worker.onEvent((event) -> thread.execute(() -> publish(event)));
		}
	}

	private void publish(LoggedEvent logged) {
		try {
			ClusterEvent event = event(logged);
			if (event != null) {
				this.publisher.publishEvent(event);
			}
		}
		catch (RuntimeException | Error ex) {
			logger.error("A listener has failed for {}", logged, ex);
		}
	}

	private @Nullable ClusterEvent event(LoggedEvent logged) {
		Integer generation = logged.generation();
		if (generation == null) {
			return null;
		}
		return switch (logged.type()) {
			case "RELOADING" -> new ReloadEvent(this.cluster, ReloadEvent.State.BEGUN, generation, null);
			case "RELOADED" -> new ReloadEvent(this.cluster, ReloadEvent.State.SUCCEEDED, generation, null);
			case "RELOAD_FAILED" ->
				new ReloadEvent(this.cluster, ReloadEvent.State.FAILED, generation, logged.reason());
			default -> workerEvent(logged, generation);
		};
	}

	private @Nullable ClusterEvent workerEvent(LoggedEvent logged, int generation) {
		Integer id = logged.worker();
		Integer slot = logged.slot();
		Long pid = logged.pid();
		if (id == null || slot == null || pid == null) {
			return null;
		}
		LoggedEvent.Exit exit = logged.exit();
		return switch (logged.type()) {
			case "FORKED" -> new WorkerForkedEvent(this.cluster, id, slot, pid, generation);
			case "ONLINE" -> new WorkerOnlineEvent(this.cluster, id, slot, pid, generation);
			case "LEADER_CHANGED" -> new LeaderChangedEvent(this.cluster, id, slot, pid, generation);
			case "LISTENING" -> new WorkerListeningEvent(this.cluster, id, slot, pid, generation);
			case "DISCONNECTED" -> new WorkerDisconnectedEvent(this.cluster, id, slot, pid, generation);
			case "EXITED" -> (exit != null) ? new WorkerExitedEvent(this.cluster, id, slot, pid, generation,
					exit.code(), exit.signal(), Boolean.TRUE.equals(exit.afterDisconnect())) : null;
			default -> null;
		};
	}

	@Override
	public void destroy() {
		if (this.end != null) {
			this.end.run();
		}
		if (this.thread != null) {
			this.thread.shutdownNow();
		}
	}

}
