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

import jakarta.servlet.http.HttpServletResponse;
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
 * What comes through a private door: questions of other workers, which are answered here,
 * and requests that they forward, which then look as if they had come from their client.
 * Nothing else is let in.
 */
final class PrivateDoorAdapter extends CoyoteAdapter {

	private static final Logger logger = LoggerFactory.getLogger(PrivateDoorAdapter.class);

	private final Map<String, PeerResource> resources;

	private final Semaphore forwarded;

	/**
	 * Creates the adapter.
	 * @param connector gets what is forwarded
	 * @param resources what is asked for, by name
	 * @param forwarded the threads for what is forwarded
	 */
	PrivateDoorAdapter(Connector connector, Map<String, PeerResource> resources, Semaphore forwarded) {
		super(connector);
		this.resources = resources;
		this.forwarded = forwarded;
	}

	@Override
	public void service(Request request, Response response) throws Exception {
		if (response.getStatus() >= HttpServletResponse.SC_BAD_REQUEST) {
			// Tomcat could not read the request, of which nothing may be there
			respond(response, response.getStatus(), "This cannot be read");
			return;
		}
		String header = request.getHeader(RequestOrigin.HEADER);
		if (header == null) {
			answer(request, response);
			return;
		}
		RequestOrigin origin = RequestOrigin.parse(header);
		if (origin == null) {
			respond(response, HttpServletResponse.SC_BAD_REQUEST, "The origin of the request cannot be read");
			return;
		}
		if (!this.forwarded.tryAcquire()) {
			response.setContentType("application/json");
			respond(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE,
					"{\"message\":\"The worker that is asked for is busy with as many forwarded requests as it takes\"}");
			return;
		}
		try {
			restore(request, origin);
			super.service(request, response);
		}
		finally {
			this.forwarded.release();
		}
	}

	private static void restore(Request request, RequestOrigin origin) {
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
	}

	private void answer(Request request, Response response) {
		String path = request.requestURI().toString();
		PeerResource resource = path.startsWith(PeerResource.PATH)
				? this.resources.get(path.substring(PeerResource.PATH.length())) : null;
		if (resource == null) {
			respond(response, HttpServletResponse.SC_NOT_FOUND, "Nothing of this worker is at " + path);
			return;
		}
		byte[] answer;
		try {
			String query = request.queryString().toString();
			answer = resource.answer((query != null) ? URLDecoder.decode(query, StandardCharsets.UTF_8) : "");
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("Another worker gets no answer about '{}'", resource.name(), ex);
			respond(response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, ex.toString());
			return;
		}
		respond(response, HttpServletResponse.SC_OK, answer);
	}

	private static void respond(Response response, int status, String text) {
		respond(response, status, text.getBytes(StandardCharsets.UTF_8));
	}

	private static void respond(Response response, int status, byte[] body) {
		response.setStatus(status);
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
