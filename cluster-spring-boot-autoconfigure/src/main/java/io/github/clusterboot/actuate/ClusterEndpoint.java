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
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.Message.Command;
import io.github.clusterboot.ipc.Message.Command.Action;
import io.github.clusterboot.ipc.Message.CommandResult;
import io.github.clusterboot.worker.Worker;

/**
 * The endpoint {@code cluster}. Whichever worker is asked answers for the whole cluster:
 * it asks the primary. A write that is accepted is answered with 202 and done later; its
 * progress can be read.
 * <p>
 * All parameters are optional texts, so that it is here that bad ones are noticed and
 * answered with what would be good.
 */
@Endpoint(id = "cluster", defaultAccess = Access.READ_ONLY)
public class ClusterEndpoint {

	private static final int ACCEPTED = 202;

	private static final int CONFLICT = 409;

	private static final String WRONG_ID = "the id of a worker has to be a whole number";

	private final @Nullable Worker worker;

	/**
	 * Creates the endpoint.
	 * @param worker knows the primary; {@code null} outside a cluster
	 */
	public ClusterEndpoint(@Nullable Worker worker) {
		this.worker = worker;
	}

	/**
	 * The state of the cluster.
	 * @return the state, or {@code null} outside a cluster
	 * @throws IOException if the primary does not answer
	 */
	@ReadOperation
	public @Nullable IsolatedBody<ClusterStatus> cluster() throws IOException {
		return (this.worker != null) ? new IsolatedBody<>(this.worker.status()) : null;
	}

	/**
	 * The state of one worker.
	 * @param id the worker's id
	 * @return the state, 400 or 404
	 * @throws IOException if the primary does not answer
	 */
	@ReadOperation
	public WebEndpointResponse<?> worker(@Selector String id) throws IOException {
		Integer number = number(id);
		if (number == null) {
			return refused(WebEndpointResponse.STATUS_BAD_REQUEST, WRONG_ID);
		}
		if (this.worker != null) {
			for (ClusterStatus.Worker each : this.worker.status().workers()) {
				if (each.id() == number) {
					return new WebEndpointResponse<>(new IsolatedBody<>(each));
				}
			}
		}
		return refused(WebEndpointResponse.STATUS_NOT_FOUND, "there is no worker " + number);
	}

	/**
	 * Reloads or scales.
	 * @param action {@code reload} or {@code scale}
	 * @param workers how many workers are wanted, for {@code scale}
	 * @return 202, 400 or 409
	 * @throws IOException if the primary does not answer
	 */
	@WriteOperation
	public WebEndpointResponse<?> change(@Nullable String action, @Nullable String workers) throws IOException {
		if ("reload".equals(action)) {
			return (workers != null)
					? refused(WebEndpointResponse.STATUS_BAD_REQUEST, "'workers' goes with the action 'scale' only")
					: tell(Action.RELOAD, null, null);
		}
		if ("scale".equals(action)) {
			Integer wanted = number(workers);
			return (wanted == null || wanted < 1 || wanted > Command.MOST_WORKERS)
					? refused(WebEndpointResponse.STATUS_BAD_REQUEST,
							"'workers' has to be a whole number from 1 to " + Command.MOST_WORKERS)
					: tell(Action.SCALE, null, wanted);
		}
		return refused(WebEndpointResponse.STATUS_BAD_REQUEST, "'action' has to be one of 'reload', 'scale'");
	}

	/**
	 * Restarts, disconnects or kills a worker.
	 * @param id the worker's id
	 * @param action {@code restart}, {@code disconnect} or {@code kill}
	 * @return 202, 400, 404 or 409
	 * @throws IOException if the primary does not answer
	 */
	@WriteOperation
	public WebEndpointResponse<?> changeWorker(@Selector String id, @Nullable String action) throws IOException {
		Integer number = number(id);
		if (number == null) {
			return refused(WebEndpointResponse.STATUS_BAD_REQUEST, WRONG_ID);
		}
		return switch (String.valueOf(action)) {
			case "restart" -> tell(Action.RESTART, number, null);
			case "disconnect" -> tell(Action.DISCONNECT, number, null);
			case "kill" -> tell(Action.KILL, number, null);
			default -> refused(WebEndpointResponse.STATUS_BAD_REQUEST,
					"'action' has to be one of 'restart', 'disconnect', 'kill'");
		};
	}

	private WebEndpointResponse<?> tell(Action action, @Nullable Integer id, @Nullable Integer workers)
			throws IOException {
		if (this.worker == null) {
			return refused(CONFLICT, "this process is no worker of a cluster");
		}
		CommandResult result = this.worker.command(action, id, workers);
		return switch (result.outcome()) {
			case ACCEPTED -> new WebEndpointResponse<>(ACCEPTED);
			case UNKNOWN_WORKER -> refused(WebEndpointResponse.STATUS_NOT_FOUND, String.valueOf(result.message()));
			case REFUSED -> refused(CONFLICT, String.valueOf(result.message()));
		};
	}

	private static WebEndpointResponse<?> refused(int status, String message) {
		return new WebEndpointResponse<>(Map.of("message", message), status);
	}

	private static @Nullable Integer number(@Nullable String text) {
		try {
			return Integer.valueOf(String.valueOf(text));
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

}
