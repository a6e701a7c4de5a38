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

package io.github.clusterboot.peer;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.util.StringUtils;

import io.github.clusterboot.boot.WorkerIdentity;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.worker.Worker;

/**
 * Tells which worker a request to Actuator asks for, whatever kind of filter has it.
 *
 * @param worker knows who is there
 * @param self this worker
 */
record AskedWorkers(Worker worker, WorkerIdentity self) {

	/**
	 * How long a worker may be silent. A heap dump is silent while it is made; a worker
	 * that hangs is killed before long.
	 */
	static final Duration PATIENCE = Duration.ofMinutes(2);

	/**
	 * The header of a response that says which worker has answered.
	 */
	static final String HEADER = "Cluster-Worker";

	private static final Logger logger = LoggerFactory.getLogger(AskedWorkers.class);

	private static final String PARAMETER = "worker=";

	/**
	 * The slots that a request names. The parameter is looked for in the query only: the
	 * body is for whoever answers.
	 * @param query the query as written, or {@code null}
	 * @param inPath what the path names, or {@code null}
	 */
	static List<String> slots(@Nullable String query, @Nullable String inPath) {
		List<String> slots = new ArrayList<>();
		for (String parameter : StringUtils.delimitedListToStringArray(query, "&")) {
			if (parameter.startsWith(PARAMETER)) {
				slots.add(parameter.substring(PARAMETER.length()));
			}
		}
		if (inPath != null) {
			slots.add(inPath);
		}
		return slots;
	}

	/**
	 * The other worker that is to answer. Waits for the primary.
	 * @param slots what the request names
	 * @return the worker, or {@code null} if it is this one
	 * @throws Refusal if there is none
	 */
	ClusterStatus.@Nullable Worker other(List<String> slots) {
		if (slots.size() > 1) {
			throw new Refusal(HttpStatus.BAD_REQUEST, "'worker' has to be the slot of one worker");
		}
		ClusterStatus.Worker holder = holder(slots.get(0));
		return (holder.id() != this.self.id()) ? holder : null;
	}

	private ClusterStatus.Worker holder(String slot) {
		ClusterStatus status;
		try {
			status = this.worker.status();
		}
		catch (IOException ex) {
			throw new Refusal(HttpStatus.GATEWAY_TIMEOUT, String.valueOf(ex.getMessage()), ex);
		}
		List<String> slots = SlotHolder.slots(status);
		if (!slots.contains(slot)) {
			throw new Refusal(HttpStatus.NOT_FOUND,
					"There is no slot %s, only %s".formatted(slot, String.join(", ", slots)));
		}
		return SlotHolder.all(status, (id) -> Files.exists(door(id)))
			.stream()
			.filter((holder) -> String.valueOf(holder.slot()).equals(slot))
			.findFirst()
			.orElseThrow(() -> new Refusal(HttpStatus.SERVICE_UNAVAILABLE,
					"No worker that can be asked serves slot %s now".formatted(slot)));
	}

	/**
	 * The private door of a worker.
	 */
	Path door(int id) {
		return new PrivateDirectory(this.worker.directory()).door(id);
	}

	/**
	 * What the client of a worker is told that has not answered.
	 */
	static Refusal unanswered(ClusterStatus.Worker worker, IOException failure) {
		logger.debug("Worker {} does not answer a request", worker.id(), failure);
		return new Refusal(
				(failure instanceof SocketTimeoutException) ? HttpStatus.GATEWAY_TIMEOUT : HttpStatus.BAD_GATEWAY,
				"Worker %d, which serves slot %d, does not answer: %s".formatted(worker.id(), worker.slot(),
						failure.getMessage()),
				failure);
	}

}
