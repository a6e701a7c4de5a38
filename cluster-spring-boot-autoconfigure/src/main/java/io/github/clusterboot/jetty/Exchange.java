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

package io.github.clusterboot.jetty;

import java.time.Duration;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A request that is under way.
 */
final class Exchange {

	private final Request request;

	private final Response response;

	private final Callback callback;

	private final EndPoint endPoint;

	private final long since = System.nanoTime();

	private volatile boolean withThread = true;

	Exchange(Request request, Response response, Callback callback) {
		this.request = request;
		this.response = response;
		this.callback = callback;
		EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
		while (endPoint instanceof EndPoint.Wrapper wrapper) {
			endPoint = wrapper.unwrap();
		}
		this.endPoint = endPoint;
	}

	/**
	 * The end point that the connector knows, below TLS.
	 */
	EndPoint endPoint() {
		return this.endPoint;
	}

	/**
	 * How long it has been with its thread.
	 */
	Duration age() {
		return this.withThread ? Duration.ofNanos(System.nanoTime() - this.since) : Duration.ZERO;
	}

	void leftByThread() {
		this.withThread = false;
	}

	/**
	 * Ends the response of a request that no thread is with: whole if it is one of
	 * server-sent events, which may end anywhere; a client is to see that another one is
	 * cut.
	 */
	void giveUp() {
		if (this.withThread) {
			return;
		}
		if (isOfEvents()) {
			this.callback.succeeded();
		}
		else if (this.response.isCommitted()) {
			this.callback.failed(new EofException("The worker that answers is drained"));
		}
		else {
			Response.writeError(this.request, this.response, this.callback, HttpStatus.SERVICE_UNAVAILABLE_503);
		}
	}

	private boolean isOfEvents() {
		String type = this.response.getHeaders().get(HttpHeader.CONTENT_TYPE);
		return this.response.isCommitted() && type != null && type.startsWith("text/event-stream");
	}

}
