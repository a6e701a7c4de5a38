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
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;
import org.springframework.jmx.export.annotation.ManagedOperation;
import org.springframework.jmx.export.annotation.ManagedOperationParameter;

import io.github.clusterboot.ipc.Message.Command.Action;
import io.github.clusterboot.worker.Worker;

/**
 * The writes of the endpoint {@code cluster} over JMX, an operation for each. One that
 * returns is done later; its progress can be read. One that is refused throws an
 * exception whose message says why.
 */
@EndpointJmxExtension(endpoint = ClusterEndpoint.class)
public class ClusterEndpointJmxExtension {

	private final ClusterCommands commands;

	/**
	 * Creates the extension.
	 * @param worker knows the primary; {@code null} outside a cluster
	 */
	public ClusterEndpointJmxExtension(@Nullable Worker worker) {
		this.commands = new ClusterCommands(worker);
	}

	/**
	 * Replaces all workers by ones of the jar as it is on disk now. A reload under way
	 * coalesces with it.
	 * @throws IOException if the primary does not answer
	 */
	@WriteOperation
	@ManagedOperation(description = "Replace all workers by ones of the jar as it is on disk now")
	public void reload() throws IOException {
		this.commands.reload();
	}

	/**
	 * Changes the number of workers.
	 * @param workers how many workers are wanted
	 * @throws IOException if the primary does not answer
	 */
	@WriteOperation
	@ManagedOperation(description = "Change the number of workers")
	@ManagedOperationParameter(name = "workers", description = "How many workers are wanted, from 1 to 1024")
	public void scale(int workers) throws IOException {
		this.commands.scale(workers);
	}

	/**
	 * Replaces a worker, the replacement first, then drains it.
	 * @param id the worker's id
	 * @throws IOException if the primary does not answer
	 */
	@WriteOperation
	@ManagedOperation(description = "Replace a worker, the replacement first, then drain it")
	@ManagedOperationParameter(name = "id", description = "The worker's id")
	public void restart(int id) throws IOException {
		this.commands.change(id, Action.RESTART);
	}

	/**
	 * Drains a worker and does not replace it.
	 * @param id the worker's id
	 * @throws IOException if the primary does not answer
	 */
	@WriteOperation
	@ManagedOperation(description = "Drain a worker and do not replace it")
	@ManagedOperationParameter(name = "id", description = "The worker's id")
	public void disconnect(int id) throws IOException {
		this.commands.change(id, Action.DISCONNECT);
	}

	/**
	 * Sends a worker SIGKILL. It is then replaced as after a crash.
	 * @param id the worker's id
	 * @throws IOException if the primary does not answer
	 */
	@WriteOperation
	@ManagedOperation(description = "Send a worker SIGKILL; it is replaced as after a crash")
	@ManagedOperationParameter(name = "id", description = "The worker's id")
	public void kill(int id) throws IOException {
		this.commands.change(id, Action.KILL);
	}

}
