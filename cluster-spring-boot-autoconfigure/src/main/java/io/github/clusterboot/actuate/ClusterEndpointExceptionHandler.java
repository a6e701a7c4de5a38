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

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers {@link RefusedRequests} of WebFlux, and those that the primary does not answer.
 */
public final class ClusterEndpointExceptionHandler implements WebExceptionHandler, Ordered {

	private final PathMappedEndpoints endpoints;

	/**
	 * Creates the handler.
	 * @param endpoints know the paths of the endpoints
	 */
	public ClusterEndpointExceptionHandler(PathMappedEndpoints endpoints) {
		this.endpoints = endpoints;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange, Throwable exception) {
		String path = exchange.getRequest().getPath().pathWithinApplication().value();
		String message = RefusedRequests.concern(this.endpoints, path) ? message(exception) : null;
		ServerHttpResponse response = exchange.getResponse();
		if (message == null || response.isCommitted()) {
			return Mono.error(exception);
		}
		HttpStatusCode status = HttpStatus.SERVICE_UNAVAILABLE;
		if (exception instanceof ResponseStatusException refused) {
			status = refused.getStatusCode();
			response.getHeaders().putAll(refused.getHeaders());
		}
		response.setStatusCode(status);
		response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
		byte[] body = JsonMapper.shared().writeValueAsBytes(Map.of("message", message));
		response.getHeaders().setContentLength(body.length);
		return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
	}

	private static @Nullable String message(Throwable exception) {
		if (exception instanceof UnsupportedMediaTypeStatusException) {
			return RefusedRequests.UNSUPPORTED_TYPE;
		}
		if (exception instanceof MethodNotAllowedException refused) {
			return RefusedRequests.notAllowed(refused.getHttpMethod(), refused.getSupportedMethods());
		}
		if (exception instanceof ServerWebInputException) {
			return RefusedRequests.UNREADABLE;
		}
		if (exception instanceof ResponseStatusException refused && refused.getReason() != null
				&& refused.getStatusCode().isSameCodeAs(HttpStatus.BAD_REQUEST)) {
			return refused.getReason();
		}
		// operations are invoked by reflection, which wraps what they throw
		if (exception instanceof UndeclaredThrowableException && exception.getCause() instanceof IOException cause) {
			return String.valueOf(cause.getMessage());
		}
		return null;
	}

}
