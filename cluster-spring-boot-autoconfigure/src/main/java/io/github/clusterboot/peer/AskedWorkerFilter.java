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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import io.github.clusterboot.ClusterWorker;
import io.github.clusterboot.actuate.ManagementPath;
import io.github.clusterboot.actuate.OnlyThisWorker;
import io.github.clusterboot.actuate.WorkerHeaderFilter;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.tomcat.WorkerRequest;
import io.github.clusterboot.worker.Worker;

/**
 * Has a request to Actuator that asks for one worker, as in {@code ?worker=1}, answered
 * by the worker that serves that slot. Comes after all other filters, so that this
 * worker's security has let the request pass; the security of the worker that answers is
 * asked as well.
 */
public final class AskedWorkerFilter implements Filter {

	private static final Logger logger = LoggerFactory.getLogger(AskedWorkerFilter.class);

	/**
	 * How long a worker may be silent. A heap dump is silent while it is made; a worker
	 * that hangs is killed before long.
	 */
	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final Set<String> SAFE = Set.of("GET", "HEAD");

	private final @Nullable Worker worker;

	private final @Nullable ClusterWorker self;

	private final ManagementPath managementPath;

	private final Duration patience;

	/**
	 * Creates the filter of a worker.
	 * @param worker knows the other workers; {@code null} outside a cluster
	 * @param self which worker this is; {@code null} outside a cluster
	 * @param managementPath where Actuator is
	 */
	public AskedWorkerFilter(@Nullable Worker worker, @Nullable ClusterWorker self, ManagementPath managementPath) {
		this(worker, self, managementPath, PATIENCE);
	}

	AskedWorkerFilter(@Nullable Worker worker, @Nullable ClusterWorker self, ManagementPath managementPath,
			Duration patience) {
		this.worker = worker;
		this.self = self;
		this.managementPath = managementPath;
		this.patience = patience;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (this.worker != null && this.self != null && request instanceof HttpServletRequest httpRequest
				&& response instanceof HttpServletResponse httpResponse && this.managementPath.contains(httpRequest)) {
			List<String> asked = AskedSlot.of(httpRequest);
			if (!asked.isEmpty()) {
				filter(httpRequest, httpResponse, chain, asked, this.worker, this.self);
				return;
			}
		}
		chain.doFilter(request, response);
	}

	private void filter(HttpServletRequest request, HttpServletResponse response, FilterChain chain, List<String> asked,
			Worker worker, ClusterWorker self) throws IOException, ServletException {
		if (WorkerRequest.isForwarded(request)) {
			answer(request, response, chain);
			return;
		}
		ClusterStatus status;
		try {
			status = worker.status();
		}
		catch (IOException ex) {
			refuse(response, HttpServletResponse.SC_GATEWAY_TIMEOUT, ex.getMessage());
			return;
		}
		Integer slot = AskedSlot.parse(asked);
		if (slot == null) {
			refuse(response, HttpServletResponse.SC_BAD_REQUEST,
					"'worker' has to be the slot of one worker, now one of " + SlotHolder.describe(status));
			return;
		}
		ClusterStatus.Worker holder = holder(status, slot, worker, self);
		if (holder != null && holder.id() == self.id()) {
			answer(request, response, chain);
		}
		else if (holder != null) {
			forward(request, response, worker, self, holder, true);
		}
		else if (SlotHolder.exists(status, slot)) {
			refuse(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE,
					"No worker that can be asked serves slot %d now".formatted(slot));
		}
		else {
			refuse(response, HttpServletResponse.SC_NOT_FOUND,
					"There is no slot %d, only %s".formatted(slot, SlotHolder.describe(status)));
		}
	}

	private void answer(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		OnlyThisWorker.mark(request);
		String inPath = WorkerRequest.workerInPath(request);
		if (inPath != null && this.managementPath.isRequestedBy(request)) {
			chain.doFilter(new LinksRequest(request, inPath), response);
		}
		else {
			chain.doFilter(request, response);
		}
	}

	private void forward(HttpServletRequest request, HttpServletResponse response, Worker worker, ClusterWorker self,
			ClusterStatus.Worker holder, boolean repeatable) throws IOException {
		try {
			new RequestForwarder(worker.peers(), this.patience).forward(request, response, holder.id());
		}
		catch (IOException ex) {
			if (response.isCommitted()) {
				// the container cuts the response: the client must not take it for whole
				throw ex;
			}
			logger.debug("Worker {} does not answer a request", holder.id(), ex);
			response.reset();
			response.setHeader(WorkerHeaderFilter.HEADER, String.valueOf(self.slot()));
			boolean silent = ex instanceof SocketTimeoutException;
			ClusterStatus.Worker successor = (repeatable && !silent) ? successor(request, worker, self, holder) : null;
			if (successor != null) {
				forward(request, response, worker, self, successor, false);
				return;
			}
			refuse(response, silent ? HttpServletResponse.SC_GATEWAY_TIMEOUT : HttpServletResponse.SC_BAD_GATEWAY,
					"Worker %d, which serves slot %d, does not answer: %s".formatted(holder.id(), holder.slot(),
							ex.getMessage()));
		}
	}

	/**
	 * A worker may have been replaced since the primary was asked. What changes nothing
	 * is asked again, of the one that took its place.
	 */
	private static ClusterStatus.@Nullable Worker successor(HttpServletRequest request, Worker worker,
			ClusterWorker self, ClusterStatus.Worker holder) {
		if (!SAFE.contains(request.getMethod())) {
			return null;
		}
		try {
			ClusterStatus.Worker now = holder(worker.status(), holder.slot(), worker, self);
			return (now != null && now.id() != holder.id() && now.id() != self.id()) ? now : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

	private static ClusterStatus.@Nullable Worker holder(ClusterStatus status, int slot, Worker worker,
			ClusterWorker self) {
		return SlotHolder.find(status, slot, (id) -> id == self.id() || worker.peers().isOpen(id));
	}

	static void refuse(HttpServletResponse response, int status, @Nullable String message) throws IOException {
		response.setStatus(status);
		response.setContentType("application/json");
		byte[] body = JsonMapper.shared().writeValueAsBytes(Map.of("message", String.valueOf(message)));
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
			StringBuffer url = super.getRequestURL();
			while (url.charAt(url.length() - 1) == '/') {
				url.setLength(url.length() - 1);
			}
			return url.append("/worker/").append(this.worker);
		}

	}

}
