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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.util.StringUtils;

import io.github.clusterboot.ipc.PeerClient;
import io.github.clusterboot.ipc.PeerExchange;
import io.github.clusterboot.ipc.RequestOrigin;
import io.github.clusterboot.tomcat.WorkerRequest;

/**
 * Has another worker answer a request, which goes there as it came in: what filters of
 * this worker have made of it, those of the other one make of it again.
 */
final class RequestForwarder {

	/**
	 * What is about a connection and not about what goes over it (RFC 9110, 7.6.1), and
	 * what the forwarder says itself.
	 */
	private static final Set<String> NOT_FORWARDED = Set.of("connection", "keep-alive", "proxy-connection", "te",
			"trailer", "transfer-encoding", "upgrade", "http2-settings", "expect", "content-length",
			RequestOrigin.HEADER.toLowerCase(Locale.ROOT));

	private static final Set<String> NOT_RETURNED = Set.of("connection", "keep-alive", "proxy-connection", "trailer",
			"transfer-encoding", "upgrade", "content-length");

	/**
	 * Endpoints take little.
	 */
	private static final int MOST_BYTES_OF_A_BODY = 2 * 1024 * 1024;

	private final PeerClient client;

	private final Duration patience;

	RequestForwarder(PeerClient client, Duration patience) {
		this.client = client;
		this.patience = patience;
	}

	/**
	 * Forwards a request, and returns the response.
	 * @param request the request
	 * @param response is written to when the other worker has answered
	 * @param worker the id of the other worker
	 * @throws IOException if the other worker does not answer, or not to the end
	 */
	void forward(HttpServletRequest request, HttpServletResponse response, int worker) throws IOException {
		HttpServletRequest original = original(request);
		// before the door is reached: a client that never sends it all must not hold that
		byte[] body = original.getInputStream().readNBytes(MOST_BYTES_OF_A_BODY + 1);
		if (body.length > MOST_BYTES_OF_A_BODY) {
			AskedWorkerFilter.refuse(response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
					"The body of a request to another worker may have 2 MiB");
			return;
		}
		try (PeerExchange exchange = this.client.open(worker, this.patience)) {
			exchange.send(head(original), new ByteArrayInputStream(body));
			HttpResponse answer = exchange.response();
			copyHead(answer, response);
			exchange.copyBody(response.getOutputStream());
		}
	}

	private static HttpServletRequest original(HttpServletRequest request) {
		ServletRequest original = request;
		while (original instanceof ServletRequestWrapper wrapper) {
			original = wrapper.getRequest();
		}
		return (original instanceof HttpServletRequest http) ? http : request;
	}

	private static HttpRequest head(HttpServletRequest request) {
		String query = request.getQueryString();
		String uri = (query != null) ? request.getRequestURI() + "?" + query : request.getRequestURI();
		HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(request.getMethod()), uri);
		HttpHeaders headers = head.headers();
		Set<String> ofConnection = ofConnection(request.getHeaders("Connection"));
		request.getHeaderNames().asIterator().forEachRemaining((name) -> {
			String lowerCase = name.toLowerCase(Locale.ROOT);
			if (!NOT_FORWARDED.contains(lowerCase) && !ofConnection.contains(lowerCase) && !headers.contains(name)) {
				request.getHeaders(name).asIterator().forEachRemaining((value) -> headers.add(name, value));
			}
		});
		if (!headers.contains(HttpHeaderNames.HOST)) {
			headers.set(HttpHeaderNames.HOST, request.getServerName() + ":" + request.getServerPort());
		}
		if (request.getContentLengthLong() == 0) {
			headers.set(HttpHeaderNames.CONTENT_LENGTH, 0);
		}
		headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
		headers.set(RequestOrigin.HEADER, origin(request).toHeader());
		return head;
	}

	private static Set<String> ofConnection(Enumeration<String> values) {
		Set<String> names = new HashSet<>();
		values.asIterator()
			.forEachRemaining((value) -> names
				.addAll(List.of(StringUtils.tokenizeToStringArray(value.toLowerCase(Locale.ROOT), ","))));
		return names;
	}

	private static RequestOrigin origin(HttpServletRequest request) {
		return new RequestOrigin(request.getScheme(), request.getServerName(), request.getServerPort(),
				request.getRemoteAddr(), request.getRemoteHost(), request.getRemotePort(), request.getLocalAddr(),
				request.getLocalName(), request.getLocalPort(), WorkerRequest.workerInPath(request));
	}

	/**
	 * What filters of this worker have set already gives way to what the other worker
	 * says, cookies apart.
	 */
	private static void copyHead(HttpResponse answer, HttpServletResponse response) {
		response.setStatus(answer.status().code());
		Set<String> seen = new HashSet<>();
		for (Map.Entry<String, String> header : answer.headers()) {
			String lowerCase = header.getKey().toLowerCase(Locale.ROOT);
			if (NOT_RETURNED.contains(lowerCase)) {
				continue;
			}
			if (seen.add(lowerCase) && !lowerCase.equals("set-cookie")) {
				response.setHeader(header.getKey(), header.getValue());
			}
			else {
				response.addHeader(header.getKey(), header.getValue());
			}
		}
		String length = answer.headers().get(HttpHeaderNames.CONTENT_LENGTH);
		if (length != null) {
			response.setContentLengthLong(Long.parseLong(length));
		}
	}

}
