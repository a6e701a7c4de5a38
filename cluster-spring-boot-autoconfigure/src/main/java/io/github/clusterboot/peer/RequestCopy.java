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

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import org.springframework.http.HttpStatus;

/**
 * What another worker gets of a request, and the client of that worker's response: all
 * that is not about the connection. The request is as it was before this worker's filters
 * have seen it, as the other worker has the same.
 */
final class RequestCopy {

	/**
	 * Endpoints take little.
	 */
	static final int MOST_BYTES_OF_A_BODY = 2 * 1024 * 1024;

	/**
	 * What is about a connection and not about what goes over it (RFC 9110, 7.6.1).
	 */
	private static final Set<String> OF_CONNECTION = Set.of("connection", "keep-alive", "proxy-connection", "te",
			"trailer", "transfer-encoding", "upgrade", "http2-settings");

	private static final Set<String> NOT_FORWARDED = Set.of("expect", "content-length",
			RequestOrigin.HEADER.toLowerCase(Locale.ROOT));

	private RequestCopy() {
	}

	static Refusal tooLarge() {
		return new Refusal(HttpStatus.CONTENT_TOO_LARGE, "The body of a request to another worker may have 2 MiB");
	}

	/**
	 * Copies a request.
	 * @param body its whole body
	 */
	static FullHttpRequest of(IncomingRequest request, byte[] body) {
		String query = request.query();
		String uri = (query != null) ? request.path() + "?" + query : request.path();
		FullHttpRequest copy = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(request.method()),
				uri, Unpooled.wrappedBuffer(body));
		HttpHeaders headers = copy.headers();
		request.headers().forEach((name, values) -> {
			String lowerCase = name.toLowerCase(Locale.ROOT);
			if (!OF_CONNECTION.contains(lowerCase) && !NOT_FORWARDED.contains(lowerCase)) {
				headers.set(name, values);
			}
		});
		RequestOrigin origin = request.origin();
		if (!headers.contains(HttpHeaderNames.HOST)) {
			headers.set(HttpHeaderNames.HOST, origin.serverName() + ":" + origin.serverPort());
		}
		headers.set(HttpHeaderNames.CONTENT_LENGTH, body.length);
		headers.set(RequestOrigin.HEADER, origin.toHeader());
		return copy;
	}

	/**
	 * Copies the headers of a response. What filters of this worker have set already
	 * gives way to what the other worker says, cookies apart.
	 * @param answer the headers of the other worker's response
	 * @param set sets a header of the response to the client
	 * @param add adds a value to one
	 */
	static void headers(HttpHeaders answer, BiConsumer<String, String> set, BiConsumer<String, String> add) {
		for (String name : answer.names()) {
			if (OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
				continue;
			}
			List<String> values = answer.getAll(name);
			if (!name.equalsIgnoreCase("Set-Cookie")) {
				set.accept(name, values.get(0));
				values = values.subList(1, values.size());
			}
			values.forEach((value) -> add.accept(name, value));
		}
	}

}
