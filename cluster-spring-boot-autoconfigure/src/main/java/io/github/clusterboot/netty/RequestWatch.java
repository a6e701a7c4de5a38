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

	private @Nullable Exchange exchange;

	RequestWatch(ManagedConnections connections, SharedConnection connection) {
		this.connections = connections;
		this.connection = connection;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
		if (!(message instanceof HttpRequest request)) {
			super.channelRead(context, message);
			return;
		}
		context.channel().attr(ChannelMarks.WORKER_IN_PATH).set(WorkerPathHandler.takeWorker(request));
		Exchange exchange = begin(context);
		try {
			super.channelRead(context, message);
		}
		finally {
			exchange.leftByThread();
		}
	}

	private Exchange begin(ChannelHandlerContext context) {
		Exchange exchange = new Exchange(context);
		this.exchange = exchange;
		this.connection.begun();
		this.connections.begin(exchange);
		return exchange;
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
		Exchange exchange = this.exchange;
		if (exchange == null) {
			super.write(context, message, promise);
			return;
		}
		if (message instanceof HttpResponse response && isFinal(response)) {
			exchange.answeredBy(response);
			if (this.connections.isDraining() && context.channel() == this.connection && !exchange.isUpgraded()) {
				HttpUtil.setKeepAlive(response, false);
			}
		}
		boolean last = message instanceof LastHttpContent && !exchange.isUpgraded()
				&& !(message instanceof HttpResponse response && !isFinal(response));
		super.write(context, message, last ? promise.unvoid().addListener((future) -> end(exchange)) : promise);
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
