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
import java.time.Duration;
import java.util.List;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ipc.ClusterStatus;

/**
 * Has a request to Actuator that names a slot, as in {@code ?worker=1}, answered by the
 * worker that serves it, and says in each response which one answered. Comes after all
 * other filters, so that this worker's security has let the request pass; the security of
 * the worker that answers is asked as well.
 */
final class AskedWorkerFilter extends HttpFilter {

	private final transient AskedWorkers workers;

	private final transient ManagementPath managementPath;

	private final transient Duration patience;

	AskedWorkerFilter(AskedWorkers workers, ManagementPath managementPath, Duration patience) {
		this.workers = workers;
		this.managementPath = managementPath;
		this.patience = patience;
	}

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!this.managementPath.contains(pathOf(request))) {
			chain.doFilter(request, response);
			return;
		}
		tellWorker(response, this.workers.self().slot());
		IncomingRequest incoming = ServletIncomingRequest.within(request);
		List<String> asked = AskedWorkers.slots(request.getQueryString(), incoming.workerInPath());
		if (asked.isEmpty()) {
			chain.doFilter(request, response);
			return;
		}
		try {
			ClusterStatus.Worker other = incoming.isForwarded() ? null : this.workers.other(asked);
			if (other == null) {
				answer(request, response, chain, incoming.workerInPath());
			}
			else {
				forward(request, response, other);
			}
		}
		catch (Refusal ex) {
			refuse(response, ex);
		}
	}

	private void answer(HttpServletRequest request, HttpServletResponse response, FilterChain chain,
			@Nullable String inPath) throws IOException, ServletException {
		request.setAttribute(WorkerRequest.FOR_ONE_WORKER, true);
		boolean links = this.managementPath.isRequestedBy(pathOf(request));
		chain.doFilter((inPath != null && links) ? new LinksRequest(request, inPath) : request, response);
	}

	private void forward(HttpServletRequest request, HttpServletResponse response, ClusterStatus.Worker holder)
			throws IOException {
		tellWorker(response, holder.slot());
		try {
			RequestForwarder.forward(request, response, this.workers.door(holder.id()), this.patience);
		}
		catch (IOException ex) {
			if (response.isCommitted()) {
				// the container cuts the response: the client must not take it for whole
				throw ex;
			}
			response.reset();
			throw AskedWorkers.unanswered(holder, ex);
		}
	}

	private static void tellWorker(HttpServletResponse response, int slot) {
		response.setHeader(AskedWorkers.HEADER, String.valueOf(slot));
	}

	private void refuse(HttpServletResponse response, Refusal refusal) throws IOException {
		tellWorker(response, this.workers.self().slot());
		response.setStatus(refusal.getStatusCode().value());
		response.setContentType(Refusal.CONTENT_TYPE);
		byte[] body = refusal.toBody();
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

	private static String pathOf(HttpServletRequest request) {
		String inServlet = request.getPathInfo();
		return (inServlet != null) ? request.getServletPath() + inServlet : request.getServletPath();
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
			return new StringBuffer(WorkerPath.add(super.getRequestURL().toString(), this.worker));
		}

	}

}
