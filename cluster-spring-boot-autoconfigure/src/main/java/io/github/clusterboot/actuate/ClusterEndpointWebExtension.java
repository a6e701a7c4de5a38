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
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.Message.Command.Action;
import io.github.clusterboot.worker.Worker;

/**
 * The endpoint {@code cluster} over HTTP. A write that is accepted is answered with 202
 * and done later; its progress can be read.
 * <p>
 * All parameters are optional texts, so that it is here that bad ones are noticed and
 * answered with what would be good.
 */
@EndpointWebExtension(endpoint = ClusterEndpoint.class)
public class ClusterEndpointWebExtension {

	private static final int ACCEPTED = 202;

	private final ClusterEndpoint endpoint;

	private final ClusterCommands commands;

	ClusterEndpointWebExtension(ClusterEndpoint endpoint, @Nullable Worker worker) {
		this.endpoint = endpoint;
		this.commands = new ClusterCommands(worker);
	}

	/**
	 * The state of the cluster.
	 * @return the state, or 404 outside a cluster
	 * @throws IOException if the primary does not answer
	 */
	@ReadOperation
	public WebEndpointResponse<?> cluster() throws IOException {
		ClusterStatus status = this.endpoint.cluster();
		return (status != null) ? new WebEndpointResponse<>(new IsolatedBody<>(status))
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

	/**
	 * The state of one worker.
	 * @param id the worker's id
	 * @return the state, 400 or 404
	 * @throws IOException if the primary does not answer
	 */
	@ReadOperation
	public WebEndpointResponse<?> worker(@Selector String id) throws IOException {
		return answer(() -> {
			int number = workerId(id);
			ClusterStatus.Worker worker = this.endpoint.worker(number);
			if (worker == null) {
				throw new RefusedException(RefusedException.UNKNOWN_WORKER, "there is no worker " + number);
			}
			return new WebEndpointResponse<>(new IsolatedBody<>(worker));
		});
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
		return answer(() -> {
			switch (String.valueOf(action)) {
				case "reload" -> {
					if (workers != null) {
						throw badInput("'workers' goes with the action 'scale' only");
					}
					this.commands.reload();
				}
				case "scale" -> this.commands.scale(number(workers, ClusterCommands.WRONG_NUMBER_OF_WORKERS));
				default -> throw badInput("'action' has to be one of 'reload', 'scale'");
			}
			return new WebEndpointResponse<>(ACCEPTED);
		});
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
		return answer(() -> {
			this.commands.change(workerId(id), switch (String.valueOf(action)) {
				case "restart" -> Action.RESTART;
				case "disconnect" -> Action.DISCONNECT;
				case "kill" -> Action.KILL;
				default -> throw badInput("'action' has to be one of 'restart', 'disconnect', 'kill'");
			});
			return new WebEndpointResponse<>(ACCEPTED);
		});
	}

	private static int workerId(String text) {
		return number(text, "the id of a worker has to be a whole number");
	}

	private static int number(@Nullable String text, String message) {
		try {
			int number = Integer.parseInt(String.valueOf(text));
			if (String.valueOf(number).equals(text)) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// refused below
		}
		throw badInput(message);
	}

	private static RefusedException badInput(String message) {
		return new RefusedException(RefusedException.BAD_INPUT, message);
	}

	private static WebEndpointResponse<?> answer(Operation operation) throws IOException {
		try {
			return operation.run();
		}
		catch (RefusedException ex) {
			return new WebEndpointResponse<>(Map.of("message", String.valueOf(ex.getMessage())), ex.status());
		}
	}

	/**
	 * What somebody wants.
	 */
	private interface Operation {

		WebEndpointResponse<?> run() throws IOException;

	}

}
