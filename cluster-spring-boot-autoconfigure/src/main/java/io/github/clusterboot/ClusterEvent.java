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

import org.springframework.context.ApplicationEvent;

/**
 * Something that has happened in the cluster. Every worker publishes all of them, in
 * their order, from the end of its start on; what happened before, a worker is not told.
 * A process that is no worker publishes none.
 */
public abstract sealed class ClusterEvent extends ApplicationEvent permits ReloadEvent, WorkerEvent {

	@Serial
	private static final long serialVersionUID = 1;

	ClusterEvent(Cluster cluster) {
		super(cluster);
	}

	/**
	 * The cluster.
	 * @return the cluster in which it has happened
	 */
	public Cluster getCluster() {
		return (Cluster) getSource();
	}

}
