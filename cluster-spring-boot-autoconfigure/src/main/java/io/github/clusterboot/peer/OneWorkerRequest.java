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

import java.net.URI;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * A request whose path has named this worker, which is told to the endpoint by a
 * parameter. Links to the endpoints are made of the URL, and are to stay with the worker.
 */
final class OneWorkerRequest extends ServerHttpRequestDecorator {

	private static final String PARAMETER = "worker";

	private final URI uri;

	private final MultiValueMap<String, String> parameters;

	/**
	 * Creates the request.
	 * @param worker what the path has named
	 * @param links whether it is for the links to the endpoints
	 */
	OneWorkerRequest(ServerHttpRequest request, String worker, boolean links) {
		super(request);
		UriComponentsBuilder builder = UriComponentsBuilder.fromUri(request.getURI());
		if (links) {
			builder.replacePath(WorkerPath.add(request.getURI().getRawPath(), worker));
		}
		this.uri = builder.queryParam(PARAMETER, worker).build(true).toUri();
		this.parameters = new LinkedMultiValueMap<>(request.getQueryParams());
		this.parameters.add(PARAMETER, worker);
	}

	@Override
	public URI getURI() {
		return this.uri;
	}

	@Override
	public MultiValueMap<String, String> getQueryParams() {
		return this.parameters;
	}

}
