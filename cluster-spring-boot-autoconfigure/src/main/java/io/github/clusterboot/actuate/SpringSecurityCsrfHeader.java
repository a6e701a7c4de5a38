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
 * Takes the token from where Spring Security leaves it for pages, whatever repository
 * keeps it.
 */
public final class SpringSecurityCsrfHeader implements CsrfHeader.Source {

	@Override
	public @Nullable CsrfHeader get() {
		RequestAttributes request = RequestContextHolder.getRequestAttributes();
		if (request == null) {
			return null;
		}
		Object token = request.getAttribute(CsrfToken.class.getName(), RequestAttributes.SCOPE_REQUEST);
		return (token instanceof CsrfToken csrf) ? new CsrfHeader(csrf.getHeaderName(), csrf.getToken()) : null;
	}

}
