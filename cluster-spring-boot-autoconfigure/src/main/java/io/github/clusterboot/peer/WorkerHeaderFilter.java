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

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Says in every response of Actuator which worker answered. Comes before all other
 * filters, as one of them may answer.
 */
final class WorkerHeaderFilter extends HttpFilter {

	static final String HEADER = "Cluster-Worker";

	private final int slot;

	private final transient ManagementPath managementPath;

	WorkerHeaderFilter(int slot, ManagementPath managementPath) {
		this.slot = slot;
		this.managementPath = managementPath;
	}

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (this.managementPath.contains(request)) {
			response.setHeader(HEADER, String.valueOf(this.slot));
		}
		chain.doFilter(request, response);
	}

}
