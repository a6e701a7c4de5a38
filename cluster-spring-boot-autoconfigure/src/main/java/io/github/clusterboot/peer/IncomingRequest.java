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

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A request as the web server has it, as another worker has to get it whatever filters of
 * this one make of it.
 */
interface IncomingRequest {

	/**
	 * Whether another worker has forwarded it to this one.
	 */
	boolean isForwarded();

	/**
	 * What its path named in the place of a slot, or {@code null} if it named none.
	 */
	@Nullable String workerInPath();

	boolean isOfServletContainer();

	String method();

	/**
	 * The path as written, without the worker.
	 */
	String path();

	/**
	 * The query as written, or {@code null} if it has none.
	 */
	@Nullable String query();

	Map<String, List<String>> headers();

	RequestOrigin origin();

}
