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

import java.nio.charset.StandardCharsets;

import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.CoyoteAdapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.buf.ByteChunk;
import org.apache.tomcat.util.buf.MessageBytes;

import io.github.clusterboot.peer.WorkerPath;
import io.github.clusterboot.peer.WorkerRequest;

/**
 * Takes the worker out of a path, with a note that it is meant.
 */
final class WorkerPathAdapter extends CoyoteAdapter {

	private final String managementPath;

	private final String prefix;

	/**
	 * Creates the adapter.
	 * @param connector gets the requests
	 * @param managementPath the path of Actuator, context path included; empty for the
	 * root
	 */
	WorkerPathAdapter(Connector connector, String managementPath) {
		super(connector);
		this.managementPath = managementPath;
		this.prefix = managementPath + WorkerPath.SEGMENT;
	}

	@Override
	public void service(Request request, Response response) throws Exception {
		takeWorkerOut(request);
		super.service(request, response);
	}

	void takeWorkerOut(Request request) {
		MessageBytes uri = request.requestURI();
		if (uri.getType() == MessageBytes.T_BYTES && uri.getByteChunk().startsWith(this.prefix, 0)) {
			takeWorkerOut(request, uri);
		}
	}

	private void takeWorkerOut(Request request, MessageBytes uri) {
		ByteChunk chunk = uri.getByteChunk();
		WorkerPath path = WorkerPath.parse(this.managementPath,
				new String(chunk.getBytes(), chunk.getStart(), chunk.getLength(), StandardCharsets.ISO_8859_1));
		if (path != null) {
			byte[] rest = path.rest().getBytes(StandardCharsets.ISO_8859_1);
			uri.setBytes(rest, 0, rest.length);
			request.setAttribute(WorkerRequest.WORKER_IN_PATH, path.worker());
		}
	}

}
