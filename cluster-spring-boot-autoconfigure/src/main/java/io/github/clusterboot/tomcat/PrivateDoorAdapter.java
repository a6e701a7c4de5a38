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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.CoyoteAdapter;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.door.Doorkeeper;
import io.github.clusterboot.door.Reception;
import io.github.clusterboot.door.Reception.Admission;
import io.github.clusterboot.door.Reception.Answer;
import io.github.clusterboot.peer.RequestOrigin;
import io.github.clusterboot.peer.WorkerRequest;

/**
 * What comes through a private door: what the doorkeeper admits looks as if it had come
 * from its client.
 */
final class PrivateDoorAdapter extends CoyoteAdapter {

	private static final Logger logger = LoggerFactory.getLogger(PrivateDoorAdapter.class);

	private static final String UNREADABLE = "This cannot be read";

	private final Doorkeeper doorkeeper;

	/**
	 * Creates the adapter.
	 * @param connector gets what is forwarded
	 * @param doorkeeper receives each request first
	 */
	PrivateDoorAdapter(Connector connector, Doorkeeper doorkeeper) {
		super(connector);
		this.doorkeeper = doorkeeper;
	}

	@Override
	public void service(Request request, Response response) throws Exception {
		if (response.getStatus() >= HttpServletResponse.SC_BAD_REQUEST) {
			// Tomcat could not read the request, of which nothing may be there
			respond(response, new Answer(response.getStatus(), null, UNREADABLE.getBytes(StandardCharsets.UTF_8)));
			return;
		}
		Reception reception = this.doorkeeper.receive(request.getHeader(RequestOrigin.HEADER),
				request.requestURI().toString(), request.queryString().toString());
		if (reception instanceof Answer answer) {
			respond(response, answer);
		}
		else if (reception instanceof Admission admission) {
			try (admission) {
				restore(request, admission.origin());
				super.service(request, response);
			}
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

	private static void respond(Response response, Answer answer) {
		response.setStatus(answer.status());
		if (answer.contentType() != null) {
			response.setContentType(answer.contentType());
		}
		response.setContentLength(answer.body().length);
		try {
			response.doWrite(ByteBuffer.wrap(answer.body()));
			response.action(ActionCode.CLOSE, null);
		}
		catch (IOException ex) {
			logger.debug("The worker that has asked does not want the answer any more", ex);
			response.action(ActionCode.CLOSE_NOW, ex);
		}
	}

}
