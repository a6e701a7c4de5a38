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
import java.util.List;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;

/**
 * What is said to a request to the endpoints {@code cluster} and {@code clusterevents}
 * that is refused before it reaches them: by default such an answer has a status, but
 * does not say what is allowed or wrong.
 */
final class RefusedRequests {

	static final String UNREADABLE = "the body has to be a JSON object of plain values, such as "
			+ "{\"action\": \"scale\", \"workers\": 3}";

	static final String UNSUPPORTED_TYPE = "the body has to be of the content type application/json";

	private static final List<EndpointId> ENDPOINTS = List.of(EndpointId.of("cluster"), EndpointId.of("clusterevents"));

	private RefusedRequests() {
	}

	/**
	 * Whether a request is to one of the endpoints.
	 * @param endpoints know the paths of the endpoints
	 * @param path the path in the application
	 */
	static boolean concern(PathMappedEndpoints endpoints, String path) {
		return ENDPOINTS.stream()
			.map(endpoints::getPath)
			.anyMatch((endpoint) -> endpoint != null && (path.equals(endpoint) || path.startsWith(endpoint + "/")));
	}

	static String notAllowed(String method, Collection<?> allowed) {
		String message = "%s is not allowed here, but %s is".formatted(method,
				String.join(" or ", allowed.stream().map(Object::toString).sorted().toList()));
		return method.equals("POST") ? message + "; changes need management.endpoint.cluster.access=unrestricted"
				: message;
	}

}
