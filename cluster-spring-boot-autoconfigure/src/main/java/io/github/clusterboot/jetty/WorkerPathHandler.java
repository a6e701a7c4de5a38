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

import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import io.github.clusterboot.peer.WorkerPath;
import io.github.clusterboot.peer.WorkerRequest;

/**
 * Takes the worker out of a path, with a note that it is meant.
 */
final class WorkerPathHandler extends Handler.Wrapper {

	private final String managementPath;

	/**
	 * Creates the handler.
	 * @param handler gets the requests
	 * @param managementPath the path of Actuator, context path included; empty for the
	 * root
	 */
	WorkerPathHandler(Handler handler, String managementPath) {
		super(handler);
		this.managementPath = managementPath;
	}

	@Override
	public boolean handle(Request request, Response response, Callback callback) throws Exception {
		return super.handle(takeWorkerOut(request), response, callback);
	}

	private Request takeWorkerOut(Request request) {
		HttpURI uri = request.getHttpURI();
		boolean forwarded = request.getAttribute(WorkerRequest.FORWARDED) != null;
		// CONNECT has none with HTTP/2
		WorkerPath path = (forwarded || uri.getPath() == null) ? null
				: WorkerPath.parse(this.managementPath, uri.getPath());
		if (path == null) {
			return request;
		}
		request.setAttribute(WorkerRequest.WORKER_IN_PATH, path.worker());
		return Request.serveAs(request, HttpURI.build(uri).path(path.rest()).asImmutable());
	}

}
