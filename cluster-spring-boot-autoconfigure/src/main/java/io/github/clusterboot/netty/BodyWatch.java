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

import java.util.ArrayDeque;
import java.util.Queue;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether the whole of a request has come before the request is answered. The
 * decoder gives a request away before it looks at the body, and an application may answer
 * at once: so, while the connection is drained, a request waits for what of its body has
 * been read with it.
 */
final class BodyWatch extends ChannelInboundHandlerAdapter {

	private final ManagedConnections connections;

	private final Queue<Object> held = new ArrayDeque<>();

	private @Nullable HttpRequest whole;

	BodyWatch(ManagedConnections connections) {
		this.connections = connections;
	}

	static boolean hasBody(HttpRequest request) {
		return HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0;
	}

	/**
	 * Whether more of a request's body may come.
	 */
	boolean isIncomplete(HttpRequest request) {
		return hasBody(request) && request != this.whole;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		boolean begins = message instanceof HttpRequest request && hasBody(request)
				&& !(message instanceof LastHttpContent) && this.connections.isDraining();
		if (!begins && this.held.isEmpty()) {
			context.fireChannelRead(message);
			return;
		}
		this.held.add(message);
		if (message instanceof LastHttpContent) {
			this.whole = (HttpRequest) this.held.element();
			release(context);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		release(context);
		context.fireChannelReadComplete();
	}

	private void release(ChannelHandlerContext context) {
		for (Object message = this.held.poll(); message != null; message = this.held.poll()) {
			context.fireChannelRead(message);
		}
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		this.held.forEach(ReferenceCountUtil::release);
		this.held.clear();
	}

}
