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

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request of a servlet container.
 *
 * @param request the request, which is of the container itself
 */
record ServletIncomingRequest(HttpServletRequest request) implements IncomingRequest {

	/**
	 * The request that filters have wrapped.
	 */
	static ServletIncomingRequest within(HttpServletRequest request) {
		ServletRequest original = request;
		while (original instanceof ServletRequestWrapper wrapper) {
			original = wrapper.getRequest();
		}
		return new ServletIncomingRequest((HttpServletRequest) original);
	}

	@Override
	public boolean isForwarded() {
		return this.request.getAttribute(WorkerRequest.FORWARDED) != null;
	}

	@Override
	public @Nullable String workerInPath() {
		return (String) this.request.getAttribute(WorkerRequest.WORKER_IN_PATH);
	}

	@Override
	public boolean isOfServletContainer() {
		return true;
	}

	@Override
	public String method() {
		return this.request.getMethod();
	}

	@Override
	public String path() {
		return this.request.getRequestURI();
	}

	@Override
	public @Nullable String query() {
		return this.request.getQueryString();
	}

	@Override
	public Map<String, List<String>> headers() {
		Map<String, List<String>> headers = new LinkedHashMap<>();
		for (String name : Collections.list(this.request.getHeaderNames())) {
			headers.put(name, Collections.list(this.request.getHeaders(name)));
		}
		return headers;
	}

	@Override
	public RequestOrigin origin() {
		return new RequestOrigin(this.request.getScheme(), this.request.getServerName(), this.request.getServerPort(),
				this.request.getRemoteAddr(), this.request.getRemoteHost(), this.request.getRemotePort(),
				this.request.getLocalAddr(), this.request.getLocalName(), this.request.getLocalPort(), workerInPath());
	}

}
