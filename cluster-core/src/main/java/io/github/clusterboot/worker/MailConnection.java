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

package io.github.clusterboot.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection on which another worker sends mail of one topic: its name, then the mail.
 * What waits for the receiver is limited: nothing more is read until it has taken half.
 */
final class MailConnection extends SimpleChannelInboundHandler<ByteBuf> {

	private static final Logger logger = LoggerFactory.getLogger(MailConnection.class);

	/**
	 * Well above the longest text with its names, written as a record.
	 */
	private static final int MAX_FRAME = 8 * Mail.MAX_LENGTH;

	private static final int MAX_WAITING = 1024 * 1024;

	private final Function<String, @Nullable Topic> topics;

	/**
	 * The bytes that wait for the receiver.
	 */
	private final AtomicInteger waiting = new AtomicInteger();

	private @Nullable Topic topic;

	private MailConnection(Function<String, @Nullable Topic> topics) {
		this.topics = topics;
	}

	static void addTo(ChannelPipeline pipeline, Function<String, @Nullable Topic> topics) {
		pipeline.addLast(new LengthFieldBasedFrameDecoder(MAX_FRAME, 0, Outbox.LENGTH_BYTES, 0, Outbox.LENGTH_BYTES));
		pipeline.addLast(new MailConnection(topics));
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, ByteBuf buffer) {
		byte[] frame = ByteBufUtil.getBytes(buffer);
		Topic known = this.topic;
		if (known == null) {
			known = this.topics.apply(new String(frame, StandardCharsets.UTF_8));
			this.topic = known;
			if (known != null) {
				known.connections().add(context.channel());
			}
			else {
				context.close();
			}
		}
		else {
			receive(known, frame, context.channel());
		}
	}

	private void receive(Topic topic, byte[] frame, Channel channel) {
		if (this.waiting.addAndGet(frame.length) > MAX_WAITING) {
			channel.config().setAutoRead(false);
		}
		topic.thread().execute(() -> {
			topic.receive(frame);
			int rest = this.waiting.addAndGet(-frame.length);
			if (rest <= MAX_WAITING / 2 && rest + frame.length > MAX_WAITING / 2) {
				// there, as it comes after what has stopped the reading
				channel.eventLoop().execute(() -> channel.config().setAutoRead(true));
			}
		});
	}

	/**
	 * That a sender was killed is an {@link IOException}.
	 */
	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (!(cause instanceof IOException)) {
			logger.warn("Closing a connection of another worker", cause);
		}
		context.close();
	}

}
