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

package io.github.clusterboot;

import java.io.Serial;

/**
 * Something that has happened to a worker.
 */
public abstract sealed class WorkerEvent extends ClusterEvent permits WorkerForkedEvent, WorkerOnlineEvent,
		WorkerListeningEvent, WorkerDisconnectedEvent, WorkerExitedEvent, LeaderChangedEvent {

	@Serial
	private static final long serialVersionUID = 1;

	private final int id;

	private final int slot;

	private final long pid;

	private final int generation;

	WorkerEvent(Cluster cluster, int id, int slot, long pid, int generation) {
		super(cluster);
		this.id = id;
		this.slot = slot;
		this.pid = pid;
		this.generation = generation;
	}

	/**
	 * The number of the worker.
	 * @return the id
	 */
	public int getId() {
		return this.id;
	}

	/**
	 * The place of the worker.
	 * @return the slot, counted from 0
	 */
	public int getSlot() {
		return this.slot;
	}

	/**
	 * The process of the worker.
	 * @return the process id
	 */
	public long getPid() {
		return this.pid;
	}

	/**
	 * Which reload has started the worker.
	 * @return the generation; 1 is the launch
	 */
	public int getGeneration() {
		return this.generation;
	}

	@Override
	public String toString() {
		return "%s[id=%d, slot=%d, pid=%d]".formatted(getClass().getSimpleName(), this.id, this.slot, this.pid);
	}

}
