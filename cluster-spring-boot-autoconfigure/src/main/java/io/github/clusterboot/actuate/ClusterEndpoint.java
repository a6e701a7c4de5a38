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

package io.github.clusterboot.actuate;

import java.io.IOException;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.worker.Worker;

/**
 * The endpoint {@code cluster}. Whichever worker is asked answers for the whole cluster:
 * it asks the primary.
 */
@Endpoint(id = "cluster", defaultAccess = Access.READ_ONLY)
public class ClusterEndpoint {

	private final Worker worker;

	/**
	 * Creates the endpoint.
	 * @param worker knows the primary
	 */
	public ClusterEndpoint(Worker worker) {
		this.worker = worker;
	}

	/**
	 * The state of the cluster.
	 * @return the state
	 * @throws IOException if the primary does not answer
	 */
	@ReadOperation
	public ClusterStatus cluster() throws IOException {
		return this.worker.status();
	}

	/**
	 * The state of one worker.
	 * @param id the worker's id
	 * @return the state, or {@code null} if there is no such worker
	 * @throws IOException if the primary does not answer
	 */
	@ReadOperation
	public ClusterStatus.@Nullable Worker worker(@Selector int id) throws IOException {
		return this.worker.status().workers().stream().filter((each) -> each.id() == id).findFirst().orElse(null);
	}

}
