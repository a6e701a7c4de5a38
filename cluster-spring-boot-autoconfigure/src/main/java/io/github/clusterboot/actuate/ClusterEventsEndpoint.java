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
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

import io.github.clusterboot.ipc.LoggedEvent;
import io.github.clusterboot.worker.Worker;

/**
 * The endpoint {@code clusterevents}: what has happened in the cluster, as far as the
 * primary remembers.
 */
@Endpoint(id = "clusterevents", defaultAccess = Access.READ_ONLY)
public class ClusterEventsEndpoint {

	private final @Nullable Worker worker;

	/**
	 * Creates the endpoint.
	 * @param worker knows the primary; {@code null} outside a cluster
	 */
	public ClusterEventsEndpoint(@Nullable Worker worker) {
		this.worker = worker;
	}

	/**
	 * The last events, the newest one last.
	 * @param after only later events than that of this number are wanted; all if
	 * {@code null}
	 * @return the events, or {@code null} outside a cluster
	 * @throws IOException if the primary does not answer
	 */
	@ReadOperation
	public @Nullable ClusterEvents events(@Nullable Long after) throws IOException {
		if (this.worker == null) {
			return null;
		}
		return new ClusterEvents(this.worker.events((after != null) ? after : 0));
	}

	/**
	 * What has happened.
	 *
	 * @param events the events, the newest one last
	 */
	public record ClusterEvents(List<LoggedEvent> events) implements OperationResponseBody {
	}

}
