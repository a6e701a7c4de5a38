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

import java.nio.ByteBuffer;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

import io.github.clusterboot.door.Doorkeeper;
import io.github.clusterboot.door.Reception;
import io.github.clusterboot.door.Reception.Admission;
import io.github.clusterboot.door.Reception.Answer;
import io.github.clusterboot.peer.RequestOrigin;

/**
 * What the connector of a private door belongs to in place of the web server, whose
 * access log, metrics and graceful shutdown are about its own ports. What the doorkeeper
 * admits goes to the web server, and looks as if it had come from its client. It is never
 * started.
 */
final class DoorServer extends Server {

	private final Server server;

	private final Doorkeeper doorkeeper;

	DoorServer(Server server, QueuedThreadPool threads, Doorkeeper doorkeeper) {
		super(threads, server.getScheduler(), server.getByteBufferPool());
		this.server = server;
		this.doorkeeper = doorkeeper;
	}

	@Override
	public InvocationType getInvocationType() {
		return InvocationType.BLOCKING;
	}

	@Override
	public boolean handle(Request request, Response response, Callback callback) throws Exception {
		HttpURI uri = request.getHttpURI();
		Reception reception = this.doorkeeper.receive(request.getHeaders().get(RequestOrigin.HEADER), uri.getPath(),
				uri.getQuery());
		if (reception instanceof Admission admission) {
			Request.addCompletionListener(request, (failure) -> admission.close());
			return this.server.handle(ForwardedRequest.of(request, admission.origin()), response, callback);
		}
		if (reception instanceof Answer answer) {
			respond(response, answer, callback);
		}
		return true;
	}

	private static void respond(Response response, Answer answer, Callback callback) {
		response.setStatus(answer.status());
		if (answer.contentType() != null) {
			response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
		}
		response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
		response.write(true, ByteBuffer.wrap(answer.body()), callback);
	}

}
