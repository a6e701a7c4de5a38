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

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.ClassUtils;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Finds what a reactive application's request was at its web server. An application has
 * the classes of one of them.
 */
final class IncomingRequests {

	private static final boolean netty = isPresent("reactor.netty.http.server.HttpServerRequest");

	private static final boolean servlets = isPresent("jakarta.servlet.http.HttpServletRequest");

	private IncomingRequests() {
	}

	/**
	 * The request of the web server.
	 * @param request the request, be it that filters have made another one of it
	 * @return the original, or {@code null} if it cannot be told
	 */
	static @Nullable IncomingRequest of(ServerHttpRequest request) {
		Object original;
		try {
			original = ServerHttpRequestDecorator.getNativeRequest(request);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
		if (netty && original instanceof HttpServerRequest ofNetty) {
			return NettyIncomingRequest.of(ofNetty);
		}
		if (servlets && original instanceof HttpServletRequest ofContainer) {
			return ServletIncomingRequest.within(ofContainer);
		}
		return null;
	}

	private static boolean isPresent(String type) {
		return ClassUtils.isPresent(type, IncomingRequests.class.getClassLoader());
	}

}
