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

import jakarta.servlet.ServletRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Whether what is being done was asked of one worker, and not of the cluster.
 */
public final class OnlyThisWorker {

	private static final String ATTRIBUTE = OnlyThisWorker.class.getName();

	private OnlyThisWorker() {
	}

	static void mark(ServletRequest request) {
		request.setAttribute(ATTRIBUTE, true);
	}

	/**
	 * Whether the request that the calling thread serves was marked; not if it serves
	 * none.
	 * @return whether only this worker is meant
	 */
	public static boolean isMeant() {
		RequestAttributes request = RequestContextHolder.getRequestAttributes();
		return request != null && request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST) != null;
	}

}
