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

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that is under way, to which the connection belongs from its upgrade on.
 */
final class Exchange {

	private static final Logger logger = LoggerFactory.getLogger(Exchange.class);

	private final ChannelHandlerContext context;

	private volatile long since;

	private volatile boolean withThread;

	private State state = State.ASKED;

	Exchange(ChannelHandlerContext context) {
		this.context = context;
	}

	/**
	 * How long the event loop has been with a part of it, and so with nothing else.
	 */
	Duration age() {
		return this.withThread ? Duration.ofNanos(System.nanoTime() - this.since) : Duration.ZERO;
	}

	void enteredByThread() {
		this.since = System.nanoTime();
		this.withThread = true;
	}

	void leftByThread() {
		this.withThread = false;
	}

	/**
	 * The final head of the response is on its way.
	 */
	void answeredBy(HttpResponse response) {
		String type = response.headers().get(HttpHeaderNames.CONTENT_TYPE);
		if (response.status() == HttpResponseStatus.SWITCHING_PROTOCOLS) {
			this.state = State.UPGRADED;
		}
		else if (type != null && type.startsWith(HttpHeaderValues.TEXT_EVENT_STREAM.toString())) {
			this.state = State.STREAMS_EVENTS;
		}
		else {
			this.state = State.ANSWERED;
		}
	}

	boolean isEnded() {
		return this.state == State.ENDED;
	}

	boolean isUpgraded() {
		return this.state == State.UPGRADED;
	}

	/**
	 * Returns {@code false} if it had ended before.
	 */
	boolean end() {
		boolean first = this.state != State.ENDED;
		this.state = State.ENDED;
		return first;
	}

	/**
	 * Ends the response: whole if it is one of server-sent events, which may end
	 * anywhere; a client is to see that another one is cut.
	 */
	void giveUp() {
		try {
			this.context.executor().execute(this::giveUpOnLoop);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The event loop has ended", ex);
		}
	}

	private void giveUpOnLoop() {
		switch (this.state) {
			case ASKED -> sendLast(unavailable(isOverHttp2()));
			case STREAMS_EVENTS -> sendLast(LastHttpContent.EMPTY_LAST_CONTENT);
			case UPGRADED ->
				sendLast(new CloseWebSocketFrame(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE, "The worker is drained"));
			case ANSWERED -> this.context.channel().close();
			case ENDED -> {
			}
		}
	}

	private boolean isOverHttp2() {
		return !(this.context.channel() instanceof SharedConnection);
	}

	private static FullHttpResponse unavailable(boolean keepAlive) {
		FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
				HttpResponseStatus.SERVICE_UNAVAILABLE, Unpooled.EMPTY_BUFFER);
		HttpUtil.setContentLength(response, 0);
		HttpUtil.setKeepAlive(response, keepAlive);
		return response;
	}

	private void sendLast(Object message) {
		this.context.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE);
	}

	/**
	 * How far an exchange has got.
	 */
	private enum State {

		ASKED, ANSWERED, STREAMS_EVENTS, UPGRADED, ENDED

	}

}
