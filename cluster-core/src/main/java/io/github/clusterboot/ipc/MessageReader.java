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

package io.github.clusterboot.ipc;

import java.io.IOException;
import java.util.function.Consumer;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on what a peer says, last in the pipeline of its connection.
 */
final class MessageReader extends SimpleChannelInboundHandler<Message> {

	private static final Logger logger = LoggerFactory.getLogger(MessageReader.class);

	private final String peer;

	private final Consumer<Message> onMessage;

	MessageReader(String peer, Consumer<Message> onMessage) {
		this.peer = peer;
		this.onMessage = onMessage;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, Message message) {
		this.onMessage.accept(message);
	}

	/**
	 * That a peer was killed is an {@link IOException}, and others tell it.
	 */
	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (cause instanceof IOException) {
			logger.debug("The connection to {} is broken", this.peer, cause);
		}
		else {
			logger.warn("Closing the connection to {}", this.peer, cause);
		}
		context.close();
	}

}
