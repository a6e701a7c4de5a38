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

package io.github.clusterboot.netty;

import java.util.regex.Pattern;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

import io.github.clusterboot.peer.WorkerPath;

/**
 * Takes the worker out of the path of a request before Reactor Netty reads it. Requests
 * may wait in a queue after that, so that each carries its worker in a header.
 */
final class WorkerPathHandler extends ChannelInboundHandlerAdapter {

	private static final String HEADER = "cluster-worker-in-path";

	private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]*");

	private final @Nullable String managementPath;

	/**
	 * Creates the handler.
	 * @param managementPath the path of Actuator, base path included; empty for the root,
	 * {@code null} if it is not at this server
	 */
	WorkerPathHandler(@Nullable String managementPath) {
		this.managementPath = managementPath;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
		if (message instanceof HttpRequest request) {
			// a client may have sent it
			request.headers().remove(HEADER);
			if (this.managementPath != null) {
				takeWorkerOut(request, this.managementPath);
			}
		}
		super.channelRead(context, message);
	}

	private static void takeWorkerOut(HttpRequest request, String managementPath) {
		String uri = request.uri();
		int end = uri.indexOf('?');
		WorkerPath path = WorkerPath.parse(managementPath, (end < 0) ? uri : uri.substring(0, end));
		if (path != null && VISIBLE.matcher(path.worker()).matches()) {
			request.setUri((end < 0) ? path.rest() : path.rest() + uri.substring(end));
			request.headers().set(HEADER, path.worker());
		}
	}

	/**
	 * What the path named in the place of a slot, which is not noted any more then.
	 */
	static @Nullable String takeWorker(HttpRequest request) {
		String worker = request.headers().get(HEADER);
		request.headers().remove(HEADER);
		return worker;
	}

}
