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

import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.ServletRequestPathUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers requests to the endpoints {@code cluster} and {@code clusterevents} that Spring
 * MVC refuses before they reach them, or that the primary does not answer. By default
 * such an answer has a status, but does not say what is allowed or wrong.
 */
public final class ClusterEndpointExceptionResolver implements HandlerExceptionResolver, Ordered {

	private static final List<EndpointId> ENDPOINTS = List.of(EndpointId.of("cluster"), EndpointId.of("clusterevents"));

	private static final JsonMapper mapper = JsonMapper.shared();

	private final PathMappedEndpoints endpoints;

	/**
	 * Creates the resolver.
	 * @param endpoints know the paths of the endpoints
	 */
	public ClusterEndpointExceptionResolver(PathMappedEndpoints endpoints) {
		this.endpoints = endpoints;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception exception) {
		Refusal refusal = isForOurs(request) ? refusal(exception) : null;
		if (refusal == null) {
			return null;
		}
		try {
			answer(response, refusal);
		}
		catch (IOException ex) {
			// the client is gone, and no other resolver could tell it more
		}
		return new ModelAndView();
	}

	private boolean isForOurs(HttpServletRequest request) {
		if (!ServletRequestPathUtils.hasParsedRequestPath(request)) {
			return false;
		}
		String path = ServletRequestPathUtils.getParsedRequestPath(request).pathWithinApplication().value();
		return ENDPOINTS.stream()
			.map(this.endpoints::getPath)
			.anyMatch((endpoint) -> endpoint != null && (path.equals(endpoint) || path.startsWith(endpoint + "/")));
	}

	private static @Nullable Refusal refusal(Exception exception) {
		if (exception instanceof HttpMessageNotReadableException) {
			return new Refusal(HttpStatus.BAD_REQUEST, HttpHeaders.EMPTY,
					"the body has to be a JSON object of plain values, such as {\"action\": \"scale\", \"workers\": 3}");
		}
		if (exception instanceof HttpMediaTypeNotSupportedException mediaType) {
			return new Refusal(HttpStatus.UNSUPPORTED_MEDIA_TYPE, mediaType.getHeaders(),
					"the body has to be of the content type application/json");
		}
		if (exception instanceof HttpRequestMethodNotSupportedException method) {
			return new Refusal(HttpStatus.METHOD_NOT_ALLOWED, method.getHeaders(), describe(method));
		}
		if (exception.getCause() instanceof InvalidEndpointRequestException cause) {
			return new Refusal(HttpStatus.BAD_REQUEST, HttpHeaders.EMPTY, String.valueOf(cause.getMessage()));
		}
		// operations are invoked by reflection, which wraps what they throw
		if (exception instanceof UndeclaredThrowableException && exception.getCause() instanceof IOException cause) {
			return new Refusal(HttpStatus.SERVICE_UNAVAILABLE, HttpHeaders.EMPTY, String.valueOf(cause.getMessage()));
		}
		return null;
	}

	private static String describe(HttpRequestMethodNotSupportedException refused) {
		String message = "%s is not allowed here, but %s is".formatted(refused.getMethod(),
				String.join(" or ", refused.getHeaders().getAllow().stream().map(Object::toString).sorted().toList()));
		return refused.getMethod().equals("POST")
				? message + "; changes need management.endpoint.cluster.access=unrestricted" : message;
	}

	private static void answer(HttpServletResponse response, Refusal refusal) throws IOException {
		response.setStatus(refusal.status().value());
		refusal.headers().forEach((name, values) -> values.forEach((value) -> response.addHeader(name, value)));
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		response.getOutputStream().write(mapper.writeValueAsBytes(Map.of("message", refusal.message())));
	}

	/**
	 * An answer.
	 *
	 * @param status its status
	 * @param headers its headers
	 * @param message what is allowed
	 */
	private record Refusal(HttpStatus status, HttpHeaders headers, String message) {
	}

}
