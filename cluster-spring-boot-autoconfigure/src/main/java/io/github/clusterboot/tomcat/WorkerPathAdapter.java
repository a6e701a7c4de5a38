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
import java.util.regex.Pattern;

import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.CoyoteAdapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.buf.ByteChunk;
import org.apache.tomcat.util.buf.MessageBytes;

import io.github.clusterboot.peer.WorkerRequest;

/**
 * Takes the worker out of a path: {@code /actuator/worker/1/health} becomes
 * {@code /actuator/health} with a note that worker 1 is meant. As nobody has seen the
 * path yet, every rule of the application that is about paths, one of its security among
 * them, is applied to the path that is then served, and to no other. A path with dots in
 * it, as {@code /actuator/worker/1/../health}, is left alone.
 */
final class WorkerPathAdapter extends CoyoteAdapter {

	private static final String WORKER = "/worker/";

	/**
	 * A segment that goes up or stays, be it after the path was decoded. Such a path
	 * means something else than it says, and that is for nobody to say but the container.
	 */
	private static final Pattern DOTS = Pattern.compile("(?i)(^|[/\\\\]|%2f|%5c)(\\.|%2e){1,2}($|[;/\\\\]|%2f|%5c)");

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
		this.prefix = managementPath + WORKER;
	}

	@Override
	public void service(Request request, Response response) throws Exception {
		takeWorkerOut(request);
		super.service(request, response);
	}

	void takeWorkerOut(Request request) {
		MessageBytes uri = request.requestURI();
		// as written: what only means the prefix once it is decoded is left alone
		if (uri.getType() == MessageBytes.T_BYTES && uri.getByteChunk().startsWith(this.prefix, 0)) {
			takeWorkerOut(request, uri);
		}
	}

	private void takeWorkerOut(Request request, MessageBytes uri) {
		ByteChunk chunk = uri.getByteChunk();
		String path = new String(chunk.getBytes(), chunk.getStart(), chunk.getLength(), StandardCharsets.ISO_8859_1);
		int end = path.indexOf('/', this.prefix.length());
		String worker = (end < 0) ? path.substring(this.prefix.length()) : path.substring(this.prefix.length(), end);
		String rest = (end < 0) ? "" : path.substring(end);
		if (DOTS.matcher(path.substring(this.prefix.length())).find()) {
			return;
		}
		String without = this.managementPath + rest;
		byte[] bytes = (without.isEmpty() ? "/" : without).getBytes(StandardCharsets.ISO_8859_1);
		uri.setBytes(bytes, 0, bytes.length);
		request.setAttribute(WorkerRequest.WORKER_IN_PATH, worker);
	}

}
