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

import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * A request that is for this worker alone, which is told to the endpoint by a parameter.
 * Links to the endpoints are made of the URL, and are to stay with the worker.
 */
final class OneWorkerRequest extends ServerHttpRequestDecorator {

	private final URI uri;

	private final MultiValueMap<String, String> parameters;

	/**
	 * Creates the request.
	 * @param workerInLinks what the path has named, if it is that of the links to the
	 * endpoints
	 */
	OneWorkerRequest(ServerHttpRequest request, @Nullable String workerInLinks) {
		super(request);
		URI uri = request.getURI();
		this.uri = (workerInLinks != null) ? withWorker(uri, workerInLinks) : uri;
		this.parameters = new LinkedMultiValueMap<>(request.getQueryParams());
		this.parameters.set(WorkerRequest.PARAMETER, WorkerRequest.THIS_ONE);
	}

	private static URI withWorker(URI uri, String worker) {
		String text = uri.toString();
		int start = text.indexOf(uri.getRawPath(), text.indexOf("://") + 3 + uri.getRawAuthority().length());
		return URI.create(text.substring(0, start) + WorkerPath.add(uri.getRawPath(), worker)
				+ text.substring(start + uri.getRawPath().length()));
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
