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
import java.util.List;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.TooLongFrameException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages as {@link Records} behind a length of four bytes. What cannot be read is
 * dropped with a warning: a bad message must not cost a worker its life.
 */
final class MessageCodec extends MessageToMessageCodec<ByteBuf, Message> {

	/**
	 * Well above the state of a cluster of 1024 workers.
	 */
	static final int MAX_LENGTH = 8 * 1024 * 1024;

	private static final int LENGTH_BYTES = 4;

	private static final Logger logger = LoggerFactory.getLogger(MessageCodec.class);

	private final String peer;

	private final Consumer<Message> onMessage;

	private MessageCodec(String peer, Consumer<Message> onMessage) {
		super(ByteBuf.class, Message.class);
		this.peer = peer;
		this.onMessage = onMessage;
	}

	static void addTo(ChannelPipeline pipeline, String peer, Consumer<Message> onMessage) {
		pipeline.addLast(new LengthFieldBasedFrameDecoder(MAX_LENGTH, 0, LENGTH_BYTES, 0, LENGTH_BYTES));
		pipeline.addLast(new LengthFieldPrepender(LENGTH_BYTES));
		pipeline.addLast(new MessageCodec(peer, onMessage));
	}

	@Override
	protected void encode(ChannelHandlerContext context, Message message, List<Object> out) {
		out.add(Unpooled.wrappedBuffer(Records.write((Record) message)));
	}

	@Override
	protected void decode(ChannelHandlerContext context, ByteBuf frame, List<Object> out) {
		Message message;
		try {
			message = Records.read(Message.class, ByteBufUtil.getBytes(frame));
		}
		catch (IllegalArgumentException ex) {
			logger.warn("Dropped a message of {} that cannot be read: {}", this.peer, ex.getMessage());
			return;
		}
		this.onMessage.accept(message);
	}

	/**
	 * That a peer was killed is an {@link IOException}, and others tell it. What is too
	 * long is skipped by who finds that out.
	 */
	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (cause instanceof TooLongFrameException) {
			logger.warn("Dropped a message of {} that cannot be read: {}", this.peer, cause.getMessage());
			return;
		}
		if (!(cause instanceof IOException)) {
			logger.warn("Closing the connection to {}", this.peer, cause);
		}
		context.close();
	}

}
