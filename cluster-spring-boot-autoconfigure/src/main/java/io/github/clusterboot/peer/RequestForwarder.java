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

import io.netty.handler.codec.http.HttpResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Has another worker answer a request of a servlet container.
 */
final class RequestForwarder {

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
		ServletIncomingRequest original = ServletIncomingRequest.within(request);
		// before the door is reached: a client that never sends it all must not hold that
		byte[] body = original.request().getInputStream().readNBytes(RequestCopy.MOST_BYTES_OF_A_BODY + 1);
		if (body.length > RequestCopy.MOST_BYTES_OF_A_BODY) {
			throw RequestCopy.tooLarge();
		}
		try (PeerExchange exchange = new PeerExchange(door, patience)) {
			exchange.send(RequestCopy.of(original, body));
			HttpResponse answer = exchange.response();
			response.setStatus(answer.status().code());
			RequestCopy.headers(answer.headers(), response::setHeader, response::addHeader);
			exchange.copyBody(response.getOutputStream());
		}
	}

}
