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

import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Finds the {@link CsrfHeader} of a reactive application. Not in the classes that need
 * it, as their methods are looked for where there is no Spring Security.
 */
final class ReactiveCsrf {

	/**
	 * The name of the request attribute in which Spring Security leaves the token.
	 */
	private static final String ATTRIBUTE = "org.springframework.security.web.server.csrf.CsrfToken";

	private ReactiveCsrf() {
	}

	/**
	 * The header for the user of a request, or nothing if none is needed.
	 */
	static Mono<CsrfHeader> header(ServerWebExchange exchange) {
		return (exchange.getAttribute(ATTRIBUTE) instanceof Mono<?> token)
				? token.ofType(CsrfToken.class).map((csrf) -> new CsrfHeader(csrf.getHeaderName(), csrf.getToken()))
				: Mono.empty();
	}

}
