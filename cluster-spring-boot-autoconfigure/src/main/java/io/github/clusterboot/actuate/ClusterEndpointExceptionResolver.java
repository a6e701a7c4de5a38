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
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.view.json.JacksonJsonView;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Answers {@link RefusedRequests} of Spring MVC, and those that the primary does not
 * answer.
 */
public final class ClusterEndpointExceptionResolver implements HandlerExceptionResolver, Ordered {

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
		String message = isForOurs(request) ? message(exception) : null;
		if (message == null) {
			return null;
		}
		ModelAndView answer = new ModelAndView(new JacksonJsonView(), Map.of("message", message));
		if (exception instanceof ErrorResponse error) {
			answer.setStatus(error.getStatusCode());
			error.getHeaders().forEach((name, values) -> values.forEach((value) -> response.addHeader(name, value)));
		}
		else {
			answer.setStatus((exception instanceof UndeclaredThrowableException) ? HttpStatus.SERVICE_UNAVAILABLE
					: HttpStatus.BAD_REQUEST);
		}
		return answer;
	}

	private boolean isForOurs(HttpServletRequest request) {
		if (!ServletRequestPathUtils.hasParsedRequestPath(request)) {
			return false;
		}
		String path = ServletRequestPathUtils.getParsedRequestPath(request).pathWithinApplication().value();
		return RefusedRequests.concern(this.endpoints, path);
	}

	private static @Nullable String message(Exception exception) {
		if (exception instanceof HttpMessageNotReadableException) {
			return RefusedRequests.UNREADABLE;
		}
		if (exception instanceof HttpMediaTypeNotSupportedException) {
			return RefusedRequests.UNSUPPORTED_TYPE;
		}
		if (exception instanceof HttpRequestMethodNotSupportedException method) {
			return RefusedRequests.notAllowed(method.getMethod(), method.getHeaders().getAllow());
		}
		if (exception.getCause() instanceof InvalidEndpointRequestException cause) {
			return String.valueOf(cause.getMessage());
		}
		// operations are invoked by reflection, which wraps what they throw
		if (exception instanceof UndeclaredThrowableException && exception.getCause() instanceof IOException cause) {
			return String.valueOf(cause.getMessage());
		}
		return null;
	}

}
