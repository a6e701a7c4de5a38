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
import java.util.Map;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.util.StringUtils;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.json.JsonMapper;

import io.github.clusterboot.boot.WorkerIdentity;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.worker.Worker;

/**
 * Has a request to Actuator that names a slot, as in {@code ?worker=1}, answered by the
 * worker that serves it, and says in each response which one answered. Comes after all
 * other filters, so that this worker's security has let the request pass; the security of
 * the worker that answers is asked as well.
 */
final class AskedWorkerFilter extends HttpFilter {

	private static final Logger logger = LoggerFactory.getLogger(AskedWorkerFilter.class);

	/**
	 * How long a worker may be silent. A heap dump is silent while it is made; a worker
	 * that hangs is killed before long.
	 */
	static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final String PARAMETER = "worker=";

	private final transient Worker worker;

	private final transient WorkerIdentity self;

	private final transient ManagementPath managementPath;

	private final transient Duration patience;

	AskedWorkerFilter(Worker worker, WorkerIdentity self, ManagementPath managementPath, Duration patience) {
		this.worker = worker;
		this.self = self;
		this.managementPath = managementPath;
		this.patience = patience;
	}

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!this.managementPath.contains(request)) {
			chain.doFilter(request, response);
			return;
		}
		tellWorker(response, this.self.slot());
		List<String> asked = asked(request);
		if (asked.isEmpty()) {
			chain.doFilter(request, response);
			return;
		}
		try {
			ClusterStatus.Worker holder = (request.getAttribute(WorkerRequest.FORWARDED) != null) ? null
					: holder(asked);
			if (holder == null || holder.id() == this.self.id()) {
				answer(request, response, chain);
			}
			else {
				forward(request, response, holder);
			}
		}
		catch (ResponseStatusException ex) {
			refuse(response, ex);
		}
	}

	/**
	 * The slots that a request names. The parameter is looked for in the query only: the
	 * body is for whoever answers.
	 */
	private static List<String> asked(HttpServletRequest request) {
		List<String> slots = new ArrayList<>();
		for (String parameter : StringUtils.delimitedListToStringArray(request.getQueryString(), "&")) {
			if (parameter.startsWith(PARAMETER)) {
				slots.add(parameter.substring(PARAMETER.length()));
			}
		}
		String inPath = WorkerRequest.workerInPath(request);
		if (inPath != null) {
			slots.add(inPath);
		}
		return slots;
	}

	private ClusterStatus.Worker holder(List<String> asked) {
		if (asked.size() > 1) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "'worker' has to be the slot of one worker");
		}
		String slot = asked.get(0);
		ClusterStatus status;
		try {
			status = this.worker.status();
		}
		catch (IOException ex) {
			throw new ResponseStatusException(HttpStatus.GATEWAY_TIMEOUT, ex.getMessage(), ex);
		}
		List<String> slots = SlotHolder.slots(status);
		if (!slots.contains(slot)) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND,
					"There is no slot %s, only %s".formatted(slot, String.join(", ", slots)));
		}
		return SlotHolder.all(status, (id) -> Files.exists(door(id)))
			.stream()
			.filter((holder) -> String.valueOf(holder.slot()).equals(slot))
			.findFirst()
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE,
					"No worker that can be asked serves slot %s now".formatted(slot)));
	}

	private Path door(int id) {
		return new PrivateDirectory(this.worker.directory()).door(id);
	}

	private void answer(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		request.setAttribute(WorkerRequest.FOR_ONE_WORKER, true);
		String inPath = WorkerRequest.workerInPath(request);
		boolean links = this.managementPath.isRequestedBy(request);
		chain.doFilter((inPath != null && links) ? new LinksRequest(request, inPath) : request, response);
	}

	private void forward(HttpServletRequest request, HttpServletResponse response, ClusterStatus.Worker holder)
			throws IOException {
		tellWorker(response, holder.slot());
		try {
			RequestForwarder.forward(request, response, door(holder.id()), this.patience);
		}
		catch (IOException ex) {
			if (response.isCommitted()) {
				// the container cuts the response: the client must not take it for whole
				throw ex;
			}
			logger.debug("Worker {} does not answer a request", holder.id(), ex);
			response.reset();
			throw new ResponseStatusException(
					(ex instanceof SocketTimeoutException) ? HttpStatus.GATEWAY_TIMEOUT : HttpStatus.BAD_GATEWAY,
					"Worker %d, which serves slot %d, does not answer: %s".formatted(holder.id(), holder.slot(),
							ex.getMessage()),
					ex);
		}
	}

	private static void tellWorker(HttpServletResponse response, int slot) {
		response.setHeader("Cluster-Worker", String.valueOf(slot));
	}

	private void refuse(HttpServletResponse response, ResponseStatusException refusal) throws IOException {
		tellWorker(response, this.self.slot());
		response.setStatus(refusal.getStatusCode().value());
		response.setContentType("application/json");
		byte[] body = JsonMapper.shared().writeValueAsBytes(Map.of("message", String.valueOf(refusal.getReason())));
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

	/**
	 * A request for the links to the endpoints by a path that names a worker. They are
	 * made of its URL, and are to stay with the worker.
	 */
	private static final class LinksRequest extends HttpServletRequestWrapper {

		private final String worker;

		LinksRequest(HttpServletRequest request, String worker) {
			super(request);
			this.worker = worker;
		}

		@Override
		public StringBuffer getRequestURL() {
			String url = StringUtils.trimTrailingCharacter(super.getRequestURL().toString(), '/');
			return new StringBuffer(url + "/worker/" + this.worker);
		}

	}

}
