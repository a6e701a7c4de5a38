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

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * The endpoint {@code clusterdashboard}: a page that shows the cluster and operates it,
 * by way of the endpoints {@code cluster}, {@code clusterevents} and
 * {@code clusterdoctor} and as far as they are exposed.
 */
@WebEndpoint(id = "clusterdashboard", defaultAccess = Access.READ_ONLY)
public class ClusterDashboardEndpoint {

	private final DashboardPage page = new DashboardPage();

	private final Supplier<Collection<ExposableWebEndpoint>> endpoints;

	/**
	 * Creates the endpoint.
	 * @param endpoints the endpoints that are exposed over HTTP, this one included
	 */
	public ClusterDashboardEndpoint(Supplier<Collection<ExposableWebEndpoint>> endpoints) {
		this.endpoints = endpoints;
	}

	/**
	 * The page.
	 * @return the page, and what a browser may do with it
	 */
	@ReadOperation(produces = MediaType.TEXT_HTML_VALUE)
	public ResponseEntity<String> page() {
		Optional<ExposableWebEndpoint> cluster = find("cluster");
		boolean writable = cluster.isPresent() && isWritable(cluster.get());
		Settings settings = new Settings(cluster.map(this::path).orElse(null),
				find("clusterevents").map(this::path).orElse(null), find("clusterdoctor").map(this::path).orElse(null),
				writable, writable ? CsrfHeader.current() : null);
		return ResponseEntity.ok()
			.contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
			.cacheControl(CacheControl.noStore())
			.header("Content-Security-Policy", this.page.contentSecurityPolicy())
			.header("X-Content-Type-Options", "nosniff")
			.header("Referrer-Policy", "same-origin")
			.body(this.page.render(settings));
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
