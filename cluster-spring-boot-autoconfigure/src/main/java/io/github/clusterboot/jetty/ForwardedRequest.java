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

import java.net.InetSocketAddress;
import java.net.SocketAddress;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;

import io.github.clusterboot.peer.RequestOrigin;
import io.github.clusterboot.peer.WorkerRequest;

/**
 * A request that another worker has forwarded, as it came to that worker.
 */
final class ForwardedRequest extends Request.Wrapper {

	private final HttpURI uri;

	private final HttpFields headers;

	private final ConnectionMetaData connection;

	private ForwardedRequest(Request request, RequestOrigin origin) {
		super(request);
		this.uri = HttpURI.build(request.getHttpURI())
			.scheme(origin.scheme())
			.authority(origin.serverName(), origin.serverPort())
			.asImmutable();
		this.headers = HttpFields.build(request.getHeaders()).remove(RequestOrigin.HEADER).asImmutable();
		this.connection = new ForwardedConnection(request.getConnectionMetaData(), origin);
	}

	static Request of(Request request, RequestOrigin origin) {
		request.setAttribute(WorkerRequest.FORWARDED, true);
		if (origin.workerInPath() != null) {
			request.setAttribute(WorkerRequest.WORKER_IN_PATH, origin.workerInPath());
		}
		return new ForwardedRequest(request, origin);
	}

	@Override
	public HttpURI getHttpURI() {
		return this.uri;
	}

	@Override
	public HttpFields getHeaders() {
		return this.headers;
	}

	@Override
	public ConnectionMetaData getConnectionMetaData() {
		return this.connection;
	}

	@Override
	public boolean isSecure() {
		return this.connection.isSecure();
	}

	/**
	 * The connection of the client. The names of its ends are not looked up here.
	 */
	private static final class ForwardedConnection extends ConnectionMetaData.Wrapper {

		private final RequestOrigin origin;

		ForwardedConnection(ConnectionMetaData connection, RequestOrigin origin) {
			super(connection);
			this.origin = origin;
		}

		@Override
		public boolean isSecure() {
			return HttpScheme.HTTPS.is(this.origin.scheme());
		}

		@Override
		public SocketAddress getRemoteSocketAddress() {
			return InetSocketAddress.createUnresolved(this.origin.remoteAddress(), this.origin.remotePort());
		}

		@Override
		public SocketAddress getLocalSocketAddress() {
			return InetSocketAddress.createUnresolved(this.origin.localAddress(), this.origin.localPort());
		}

	}

}
