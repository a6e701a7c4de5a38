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

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

import io.github.clusterboot.peer.ChannelMarks;

/**
 * Sees the requests of a connection, or of a stream of HTTP/2, one after the other and
 * right before Reactor Netty gets them, and their responses before it decides whether the
 * connection goes on.
 */
final class RequestWatch extends ChannelDuplexHandler {

	private final ManagedConnections connections;

	private final SharedConnection connection;

	private final BodyWatch bodies;

	private @Nullable Exchange exchange;

	private boolean bodyComes;

	RequestWatch(ManagedConnections connections, SharedConnection connection, BodyWatch bodies) {
		this.connections = connections;
		this.connection = connection;
		this.bodies = bodies;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
		if (message instanceof HttpRequest request) {
			begin(context, request);
		}
		if (message instanceof LastHttpContent) {
			this.bodyComes = false;
		}
		Exchange exchange = this.exchange;
		if (exchange == null) {
			super.channelRead(context, message);
			return;
		}
		exchange.enteredByThread();
		try {
			super.channelRead(context, message);
		}
		finally {
			exchange.leftByThread();
		}
	}

	private void begin(ChannelHandlerContext context, HttpRequest request) {
		context.channel().attr(ChannelMarks.WORKER_IN_PATH).set(WorkerPathHandler.takeWorker(request));
		this.bodyComes = this.bodies.isIncomplete(request);
		this.exchange = new Exchange(context);
		this.connection.begun();
		this.connections.begin(this.exchange);
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
		Exchange exchange = this.exchange;
		if (exchange == null || exchange.isEnded()) {
			super.write(context, message, promise);
			return;
		}
		boolean informs = message instanceof HttpResponse response && !isFinal(response);
		if (message instanceof HttpResponse response && !informs) {
			exchange.answeredBy(response);
			if (mayBeTheLast(context) && !exchange.isUpgraded()) {
				HttpUtil.setKeepAlive(response, false);
			}
		}
		boolean last = message instanceof LastHttpContent && !informs && !exchange.isUpgraded();
		super.write(context, message, last ? promise.unvoid().addListener((future) -> end(exchange)) : promise);
	}

	/**
	 * Whether the connection may end with a response. Where a body is still to come, the
	 * client would be sent a reset, and might not see the response.
	 */
	private boolean mayBeTheLast(ChannelHandlerContext context) {
		return this.connections.isDraining() && context.channel() == this.connection && !this.bodyComes;
	}

	private static boolean isFinal(HttpResponse response) {
		return response.status().codeClass() != HttpStatusClass.INFORMATIONAL
				|| response.status() == HttpResponseStatus.SWITCHING_PROTOCOLS;
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) throws Exception {
		endLast();
		super.channelInactive(context);
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		endLast();
	}

	private void endLast() {
		if (this.exchange != null) {
			end(this.exchange);
		}
	}

	private void end(Exchange exchange) {
		if (exchange.end()) {
			this.connections.end(exchange);
			this.connection.ended();
		}
	}

}
