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

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ClusterWorker;

/**
 * Says in every response of Actuator which worker answered. Comes before all other
 * filters, as one of them may answer.
 */
public final class WorkerHeaderFilter implements Filter {

	/**
	 * Names the slot of the worker that answers.
	 */
	public static final String HEADER = "Cluster-Worker";

	private final @Nullable ClusterWorker self;

	private final ManagementPath managementPath;

	/**
	 * Creates the filter of a worker.
	 * @param self which worker this is; {@code null} outside a cluster
	 * @param managementPath where Actuator is
	 */
	public WorkerHeaderFilter(@Nullable ClusterWorker self, ManagementPath managementPath) {
		this.self = self;
		this.managementPath = managementPath;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (this.self != null && request instanceof HttpServletRequest httpRequest
				&& response instanceof HttpServletResponse httpResponse && this.managementPath.contains(httpRequest)) {
			httpResponse.setHeader(HEADER, String.valueOf(this.self.slot()));
		}
		chain.doFilter(request, response);
	}

}
