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
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

import io.github.clusterboot.ipc.Message.Command.Action;
import io.github.clusterboot.ipc.Message.CommandResult;
import io.github.clusterboot.worker.Worker;

/**
 * The writes of the endpoint {@code cluster} over HTTP. What is accepted is answered with
 * 202 and done later; its progress can be read.
 */
@EndpointWebExtension(endpoint = ClusterEndpoint.class)
public class ClusterEndpointWebExtension {

	private static final int CONFLICT = 409;

	private static final int ACCEPTED = 202;

	private static final Set<Action> OF_CLUSTER = Set.of(Action.RELOAD, Action.SCALE);

	private static final Set<Action> OF_WORKER = Set.of(Action.RESTART, Action.DISCONNECT, Action.KILL);

	/**
	 * More workers than this are a slip of the finger.
	 */
	private static final int MOST_WORKERS = 1024;

	private final Worker worker;

	/**
	 * Creates the extension.
	 * @param worker knows the primary
	 */
	public ClusterEndpointWebExtension(Worker worker) {
		this.worker = worker;
	}

	/**
	 * Reloads or scales.
	 * @param action {@code reload} or {@code scale}
	 * @param workers how many workers are wanted, for {@code scale}
	 * @return 202, 400 or 409
	 * @throws IOException if the primary does not answer
	 */
	@WriteOperation
	public WebEndpointResponse<Map<String, String>> change(String action, @Nullable Integer workers)
			throws IOException {
		Action wanted = find(action, OF_CLUSTER);
		if (wanted == null) {
			return badRequest("'action' has to be one of " + names(OF_CLUSTER));
		}
		if (wanted == Action.SCALE && (workers == null || workers < 1 || workers > MOST_WORKERS)) {
			return badRequest("'workers' has to be a whole number from 1 to " + MOST_WORKERS);
		}
		return response(this.worker.command(wanted, null, workers));
	}

	/**
	 * Restarts, disconnects or kills a worker.
	 * @param id the worker's id
	 * @param action {@code restart}, {@code disconnect} or {@code kill}
	 * @return 202, 400, 404 or 409
	 * @throws IOException if the primary does not answer
	 */
	@WriteOperation
	public WebEndpointResponse<Map<String, String>> changeWorker(@Selector int id, String action) throws IOException {
		Action wanted = find(action, OF_WORKER);
		if (wanted == null) {
			return badRequest("'action' has to be one of " + names(OF_WORKER));
		}
		return response(this.worker.command(wanted, id, null));
	}

	private static @Nullable Action find(String name, Set<Action> actions) {
		return actions.stream().filter((each) -> name(each).equals(name)).findFirst().orElse(null);
	}

	private static String name(Action action) {
		return action.name().toLowerCase(Locale.ROOT);
	}

	private static String names(Set<Action> actions) {
		return Arrays.stream(Action.values())
			.filter(actions::contains)
			.map((action) -> "'" + name(action) + "'")
			.collect(Collectors.joining(", "));
	}

	private static WebEndpointResponse<Map<String, String>> response(CommandResult result) {
		return switch (result.outcome()) {
			case ACCEPTED -> new WebEndpointResponse<>(ACCEPTED);
			case UNKNOWN_WORKER ->
				new WebEndpointResponse<>(message(result.message()), WebEndpointResponse.STATUS_NOT_FOUND);
			case REFUSED -> new WebEndpointResponse<>(message(result.message()), CONFLICT);
		};
	}

	private static WebEndpointResponse<Map<String, String>> badRequest(String message) {
		return new WebEndpointResponse<>(message(message), WebEndpointResponse.STATUS_BAD_REQUEST);
	}

	private static Map<String, String> message(@Nullable String message) {
		return Map.of("message", String.valueOf(message));
	}

}
