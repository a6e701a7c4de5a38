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

import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * What is known of a request from the way it came in. A client cannot set it.
 */
public final class WorkerRequest {

	/**
	 * The attribute of a request that another worker has forwarded to this one.
	 */
	public static final String FORWARDED = WorkerRequest.class.getName() + ".forwarded";

	/**
	 * The attribute with what the path named in the place of a slot, before that was
	 * taken out of it.
	 */
	public static final String WORKER_IN_PATH = WorkerRequest.class.getName() + ".workerInPath";

	static final String FOR_ONE_WORKER = WorkerRequest.class.getName() + ".forOneWorker";

	/**
	 * The parameter of an operation.
	 */
	static final String PARAMETER = "worker";

	/**
	 * Its value where only this worker is meant. No client knows it, who may have sent
	 * the parameter past {@link AskedWorkers}.
	 */
	static final String THIS_ONE = UUID.randomUUID().toString();

	private WorkerRequest() {
	}

	/**
	 * Whether the request that the calling thread serves was for this worker, and not for
	 * the cluster; not if it serves none. WebFlux calls operations on a thread that knows
	 * nothing of the request but its parameters.
	 * @param parameter the parameter {@code worker} of the request, or {@code null}
	 * @return whether only this worker is meant
	 */
	public static boolean isForOneWorker(@Nullable String parameter) {
		RequestAttributes request = RequestContextHolder.getRequestAttributes();
		return THIS_ONE.equals(parameter)
				|| (request != null && request.getAttribute(FOR_ONE_WORKER, RequestAttributes.SCOPE_REQUEST) != null);
	}

}
