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

import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;

/**
 * A page that shows the cluster and operates it, by way of the endpoints {@code cluster},
 * {@code clusterevents} and {@code clusterdoctor} and as far as they are exposed.
 */
final class Dashboard {

	private final DashboardPage page = new DashboardPage();

	private final Supplier<Collection<ExposableWebEndpoint>> endpoints;

	/**
	 * Creates the dashboard.
	 * @param endpoints the endpoints that are exposed over HTTP, this one included
	 */
	Dashboard(Supplier<Collection<ExposableWebEndpoint>> endpoints) {
		this.endpoints = endpoints;
	}

	/**
	 * Whether the page may change anything.
	 */
	boolean isWritable() {
		return find("cluster").filter(Dashboard::isWritable).isPresent();
	}

	/**
	 * The page.
	 * @param csrf what a write has to carry, or {@code null}
	 */
	String page(@Nullable CsrfHeader csrf) {
		return this.page.render(new Settings(find("cluster").map(this::path).orElse(null),
				find("clusterevents").map(this::path).orElse(null), find("clusterdoctor").map(this::path).orElse(null),
				isWritable(), csrf));
	}

	/**
	 * What a browser may do with it.
	 */
	HttpHeaders headers() {
		HttpHeaders headers = new HttpHeaders();
		headers.setCacheControl(CacheControl.noStore());
		headers.set("Content-Security-Policy", this.page.contentSecurityPolicy());
		headers.set("X-Content-Type-Options", "nosniff");
		headers.set("Referrer-Policy", "same-origin");
		return headers;
	}

	private Optional<ExposableWebEndpoint> find(String id) {
		EndpointId wanted = EndpointId.of(id);
		return this.endpoints.get().stream().filter((endpoint) -> endpoint.getEndpointId().equals(wanted)).findFirst();
	}

	private static boolean isWritable(ExposableWebEndpoint endpoint) {
		return endpoint.getOperations().stream().anyMatch((operation) -> operation.getType() == OperationType.WRITE);
	}

	/**
	 * Relative to this page, as nobody here knows what a proxy puts before it.
	 */
	private String path(ExposableWebEndpoint endpoint) {
		long up = find("clusterdashboard").stream()
			.flatMapToInt((page) -> page.getRootPath().chars())
			.filter((character) -> character == '/')
			.count();
		return "../".repeat((int) up) + endpoint.getRootPath();
	}

	/**
	 * What the page's script is to know.
	 *
	 * @param cluster the path of the endpoint {@code cluster}, or {@code null} if it is
	 * not exposed
	 * @param events the path of the endpoint {@code clusterevents}, or {@code null} if it
	 * is not exposed
	 * @param doctor the path of the endpoint {@code clusterdoctor}, or {@code null} if it
	 * is not exposed
	 * @param writable whether the endpoint {@code cluster} takes writes
	 * @param csrf what a write has to carry, or {@code null}
	 */
	record Settings(@Nullable String cluster, @Nullable String events, @Nullable String doctor, boolean writable,
			@Nullable CsrfHeader csrf) {
	}

}
