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

package io.github.clusterboot.tomcat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.CoyoteAdapter;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.peer.PeerResource;
import io.github.clusterboot.peer.RequestOrigin;
import io.github.clusterboot.peer.WorkerRequest;

/**
 * What comes through the private door: questions of other workers, which are answered
 * here, and requests that they forward, which then look as if they had come from their
 * client. Nothing else is let in. Each connection has an adapter of its own.
 */
final class PrivateDoorAdapter extends CoyoteAdapter {

	private static final Logger logger = LoggerFactory.getLogger(PrivateDoorAdapter.class);

	private static final int OK = 200;

	private static final int BAD_REQUEST = 400;

	private static final int NOT_FOUND = 404;

	private static final int FAILED = 500;

	private static final int UNAVAILABLE = 503;

	private static final String BINARY = "application/octet-stream";

	private static final String BUSY = """
			{"message":"The worker that is asked for is busy with as many forwarded requests as it takes at a time. \
			Try again later"}""";

	private final Map<String, PeerResource> resources;

	private final Semaphore forwarded;

	/**
	 * Whether this connection takes one of the places.
	 */
	private final AtomicBoolean entered = new AtomicBoolean();

	/**
	 * Creates the adapter of a connection.
	 * @param connector gets what is forwarded
	 * @param resources what is asked for, by name
	 * @param forwarded the places for what is forwarded, which all connections share;
	 * there are fewer than threads, so that questions are answered however slow the
	 * endpoints are
	 */
	PrivateDoorAdapter(Connector connector, Map<String, PeerResource> resources, Semaphore forwarded) {
		super(connector);
		this.resources = resources;
		this.forwarded = forwarded;
	}

	@Override
	public void service(Request request, Response response) throws Exception {
		if (response.getStatus() >= BAD_REQUEST) {
			// Tomcat could not read the request, of which nothing may be there
			respond(response, response.getStatus(), "This cannot be read");
			return;
		}
		String header = request.getHeader(RequestOrigin.HEADER);
		if (header != null) {
			forwarded(request, response, header);
			return;
		}
		String path = request.requestURI().toString();
		if (path.startsWith(PeerResource.PATH)) {
			answer(path.substring(PeerResource.PATH.length()), request, response);
		}
		else {
			respond(response, NOT_FOUND, "Nothing of this worker is at " + path);
		}
	}

	private void forwarded(Request request, Response response, String header) throws Exception {
		RequestOrigin origin = RequestOrigin.parse(header);
		if (origin == null) {
			respond(response, BAD_REQUEST, "The origin of the request cannot be read");
			return;
		}
		if (!enter()) {
			response.setHeader("Retry-After", "1");
			respond(response, UNAVAILABLE, "application/json", BUSY.getBytes(StandardCharsets.UTF_8));
			return;
		}
		request.getMimeHeaders().removeHeader(RequestOrigin.HEADER);
		request.setAttribute(WorkerRequest.FORWARDED, true);
		request.setAttribute(WorkerRequest.WORKER_IN_PATH, origin.workerInPath());
		request.scheme().setString(origin.scheme());
		request.serverName().setString(origin.serverName());
		request.setServerPort(origin.serverPort());
		request.remoteAddr().setString(origin.remoteAddress());
		request.remoteHost().setString(origin.remoteHost());
		request.setRemotePort(origin.remotePort());
		request.localAddr().setString(origin.localAddress());
		request.localName().setString(origin.localName());
		request.setLocalPort(origin.localPort());
		super.service(request, response);
	}

	private boolean enter() {
		boolean free = this.forwarded.tryAcquire();
		if (free) {
			this.entered.set(true);
		}
		return free;
	}

	/**
	 * Called when the connection is done with. That may be long after the request was
	 * passed on, as it may be answered by another thread.
	 */
	@Override
	public void checkRecycled(Request request, Response response) {
		if (this.entered.compareAndSet(true, false)) {
			this.forwarded.release();
		}
		super.checkRecycled(request, response);
	}

	private void answer(String name, Request request, Response response) {
		PeerResource resource = this.resources.get(name);
		if (resource == null) {
			respond(response, NOT_FOUND, "This worker has no resource '%s'".formatted(name));
			return;
		}
		byte[] answer;
		try {
			String query = request.queryString().toString();
			answer = resource.answer((query != null) ? URLDecoder.decode(query, StandardCharsets.UTF_8) : "");
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("Another worker gets no answer about '{}'", name, ex);
			respond(response, FAILED, ex.toString());
			return;
		}
		respond(response, OK, BINARY, answer);
	}

	private static void respond(Response response, int status, String text) {
		respond(response, status, BINARY, text.getBytes(StandardCharsets.UTF_8));
	}

	private static void respond(Response response, int status, String type, byte[] body) {
		response.setStatus(status);
		response.setContentType(type);
		response.setContentLength(body.length);
		try {
			response.doWrite(ByteBuffer.wrap(body));
			response.action(ActionCode.CLOSE, null);
		}
		catch (IOException ex) {
			logger.debug("The worker that has asked does not want the answer any more", ex);
			response.action(ActionCode.CLOSE_NOW, ex);
		}
	}

}
