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

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * Has another worker answer a request, which goes there as it came in: what filters of
 * this worker have made of it, those of the other one make of it again.
 */
final class RequestForwarder {

	/**
	 * What is about a connection and not about what goes over it (RFC 9110, 7.6.1).
	 */
	private static final Set<String> OF_CONNECTION = Set.of("connection", "keep-alive", "proxy-connection", "te",
			"trailer", "transfer-encoding", "upgrade", "http2-settings");

	private static final Set<String> NOT_FORWARDED = Set.of("expect", "content-length",
			RequestOrigin.HEADER.toLowerCase(Locale.ROOT));

	/**
	 * Endpoints take little.
	 */
	private static final int MOST_BYTES_OF_A_BODY = 2 * 1024 * 1024;

	private RequestForwarder() {
	}

	/**
	 * Forwards a request, and returns the response.
	 * @param response is written to when the other worker has answered
	 * @param door the private door of the other worker
	 * @param patience the longest silence of the other worker
	 * @throws IOException if it does not answer, or not to the end
	 */
	static void forward(HttpServletRequest request, HttpServletResponse response, Path door, Duration patience)
			throws IOException {
		HttpServletRequest original = original(request);
		// before the door is reached: a client that never sends it all must not hold that
		byte[] body = original.getInputStream().readNBytes(MOST_BYTES_OF_A_BODY + 1);
		if (body.length > MOST_BYTES_OF_A_BODY) {
			throw new ResponseStatusException(HttpStatus.CONTENT_TOO_LARGE,
					"The body of a request to another worker may have 2 MiB");
		}
		try (PeerExchange exchange = new PeerExchange(door, patience)) {
			exchange.send(copy(original, body));
			copyHead(exchange.response(), response);
			exchange.copyBody(response.getOutputStream());
		}
	}

	private static HttpServletRequest original(HttpServletRequest request) {
		ServletRequest original = request;
		while (original instanceof ServletRequestWrapper wrapper) {
			original = wrapper.getRequest();
		}
		return (HttpServletRequest) original;
	}

	private static FullHttpRequest copy(HttpServletRequest request, byte[] body) {
		String query = request.getQueryString();
		String uri = (query != null) ? request.getRequestURI() + "?" + query : request.getRequestURI();
		FullHttpRequest copy = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(request.getMethod()),
				uri, Unpooled.wrappedBuffer(body));
		HttpHeaders headers = copy.headers();
		for (String name : Collections.list(request.getHeaderNames())) {
			String lowerCase = name.toLowerCase(Locale.ROOT);
			if (!OF_CONNECTION.contains(lowerCase) && !NOT_FORWARDED.contains(lowerCase)) {
				headers.set(name, Collections.list(request.getHeaders(name)));
			}
		}
		if (!headers.contains(HttpHeaderNames.HOST)) {
			headers.set(HttpHeaderNames.HOST, request.getServerName() + ":" + request.getServerPort());
		}
		headers.set(HttpHeaderNames.CONTENT_LENGTH, body.length);
		headers.set(RequestOrigin.HEADER, RequestOrigin.of(request).toHeader());
		return copy;
	}

	/**
	 * What filters of this worker have set already gives way to what the other worker
	 * says, cookies apart.
	 */
	private static void copyHead(HttpResponse answer, HttpServletResponse response) {
		response.setStatus(answer.status().code());
		for (String name : answer.headers().names()) {
			if (OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
				continue;
			}
			List<String> values = answer.headers().getAll(name);
			if (!name.equalsIgnoreCase("Set-Cookie")) {
				response.setHeader(name, values.get(0));
				values = values.subList(1, values.size());
			}
			for (String value : values) {
				response.addHeader(name, value);
			}
		}
	}

}
