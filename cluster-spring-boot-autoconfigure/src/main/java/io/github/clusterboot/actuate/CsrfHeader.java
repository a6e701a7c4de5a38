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

import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * What a write has to carry so that it is known to come from a page of the application.
 *
 * @param name the name of the header
 * @param token its value
 */
record CsrfHeader(String name, String token) {

	/**
	 * The name of the request attribute in which Spring Security leaves the token for
	 * pages, whatever repository keeps it. Without Spring Security there is none.
	 */
	private static final String ATTRIBUTE = "org.springframework.security.web.csrf.CsrfToken";

	/**
	 * The header for the user of the current request, or {@code null} if none is needed.
	 */
	static @Nullable CsrfHeader current() {
		RequestAttributes request = RequestContextHolder.getRequestAttributes();
		Object token = (request != null) ? request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST) : null;
		return (token instanceof CsrfToken csrf) ? new CsrfHeader(csrf.getHeaderName(), csrf.getToken()) : null;
	}

}
