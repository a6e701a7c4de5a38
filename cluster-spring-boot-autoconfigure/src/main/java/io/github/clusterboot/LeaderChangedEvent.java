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
 * A worker is the leader from now on.
 *
 * @see Cluster#isLeader()
 */
public final class LeaderChangedEvent extends WorkerEvent {

	@Serial
	private static final long serialVersionUID = 1;

	/**
	 * Creates the event.
	 * @param cluster the cluster
	 * @param id the id of the worker
	 * @param slot its slot
	 * @param pid its process id
	 * @param generation its generation
	 */
	public LeaderChangedEvent(Cluster cluster, int id, int slot, long pid, int generation) {
		super(cluster, id, slot, pid, generation);
	}

}
