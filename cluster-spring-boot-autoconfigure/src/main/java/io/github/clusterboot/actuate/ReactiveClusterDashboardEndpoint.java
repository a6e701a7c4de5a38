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

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.http.MediaType;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The endpoint {@code clusterdashboard} of a reactive application. WebFlux takes no
 * headers from an operation, which sets them itself therefore.
 */
@WebEndpoint(id = "clusterdashboard", defaultAccess = Access.READ_ONLY)
public class ReactiveClusterDashboardEndpoint {

	private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

	private final Dashboard dashboard;

	/**
	 * Creates the endpoint.
	 * @param endpoints the endpoints that are exposed over HTTP, this one included
	 */
	public ReactiveClusterDashboardEndpoint(Supplier<Collection<ExposableWebEndpoint>> endpoints) {
		this.dashboard = new Dashboard(endpoints);
	}

	/**
	 * The page.
	 * @return the page
	 */
	@ReadOperation(produces = MediaType.TEXT_HTML_VALUE)
	public Mono<WebEndpointResponse<String>> page() {
		return Mono.deferContextual((context) -> page(DashboardExchangeFilter.exchange(context)));
	}

	private Mono<WebEndpointResponse<String>> page(ServerWebExchange exchange) {
		exchange.getResponse().getHeaders().putAll(this.dashboard.headers());
		Mono<CsrfHeader> csrf = this.dashboard.isWritable() ? ReactiveCsrf.header(exchange) : Mono.empty();
		return csrf.map(Optional::of)
			.defaultIfEmpty(Optional.empty())
			.map((header) -> new WebEndpointResponse<>(this.dashboard.page(header.orElse(null)), HTML));
	}

}
