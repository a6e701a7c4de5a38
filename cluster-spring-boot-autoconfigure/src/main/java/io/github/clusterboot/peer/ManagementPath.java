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

import org.jspecify.annotations.Nullable;

/**
 * Where Actuator is in its application.
 *
 * @param base what a reactive application has all of its paths below, which is no
 * container's context path; else empty
 * @param path the path below, empty where Actuator has the whole server for itself, or
 * {@code null} where it has no path of its own: what is the application's cannot be told
 * from what is Actuator's then
 */
public record ManagementPath(String base, @Nullable String path) {

	/**
	 * Works out the path.
	 * @param servletPath the path of the dispatcher servlet, empty for the root
	 * @param basePath the base path of the endpoints, empty for the root
	 * @param ownServer whether Actuator has a server of its own
	 * @return the path
	 */
	public static ManagementPath of(String servletPath, String basePath, boolean ownServer) {
		return new ManagementPath("", (!basePath.isEmpty() || ownServer) ? servletPath + basePath : null);
	}

	/**
	 * The same path in a reactive application.
	 */
	ManagementPath below(@Nullable String base) {
		return new ManagementPath((base != null) ? base : "", this.path);
	}

	/**
	 * The whole path, as a request has it.
	 * @param contextPath the context path of a servlet container, empty for the root and
	 * for reactive applications
	 * @return the path, empty for the root, or {@code null} if there is none
	 */
	public @Nullable String whole(String contextPath) {
		return (this.path != null) ? contextPath + this.base + this.path : null;
	}

	/**
	 * Whether a path is Actuator's.
	 * @param requested the path, decoded and without what this one is below
	 */
	boolean contains(String requested) {
		return this.path != null && (requested.equals(this.path) || requested.startsWith(this.path + "/"));
	}

	/**
	 * Whether a path is that of the links to the endpoints.
	 * @param requested the path, decoded and without what this one is below
	 */
	boolean isRequestedBy(String requested) {
		return this.path != null && requested.equals(this.path.isEmpty() ? "/" : this.path);
	}

}
