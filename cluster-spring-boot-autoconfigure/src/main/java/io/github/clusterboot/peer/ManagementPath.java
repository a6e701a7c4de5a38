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

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Where Actuator is in its servlet context.
 *
 * @param path the path, empty where Actuator has the whole server for itself, or
 * {@code null} where it has no path of its own: what is the application's cannot be told
 * from what is Actuator's then
 */
public record ManagementPath(@Nullable String path) {

	/**
	 * Works out the path.
	 * @param servletPath the path of the dispatcher servlet, empty for the root
	 * @param basePath the base path of the endpoints, empty for the root
	 * @param ownServer whether Actuator has a server of its own
	 * @return the path
	 */
	public static ManagementPath of(String servletPath, String basePath, boolean ownServer) {
		return new ManagementPath((!basePath.isEmpty() || ownServer) ? servletPath + basePath : null);
	}

	boolean contains(HttpServletRequest request) {
		String requested = pathOf(request);
		return this.path != null && (requested.equals(this.path) || requested.startsWith(this.path + "/"));
	}

	/**
	 * Whether a request is for the links to the endpoints.
	 */
	boolean isRequestedBy(HttpServletRequest request) {
		return this.path != null && pathOf(request).equals(this.path.isEmpty() ? "/" : this.path);
	}

	private static String pathOf(HttpServletRequest request) {
		String inServlet = request.getPathInfo();
		return (inServlet != null) ? request.getServletPath() + inServlet : request.getServletPath();
	}

}
