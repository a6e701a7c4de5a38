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

package io.github.clusterboot.stomp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.springframework.messaging.Message;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompDecoder;
import org.springframework.messaging.simp.stomp.StompEncoder;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.MimeType;

/**
 * A message to a broker as a frame of STOMP: its payload, its destination, and the
 * headers that clients see. A frame may hold any bytes, of which the text has a character
 * each.
 */
final class BrokerFrame {

	/**
	 * The header of a message that came from another worker.
	 */
	static final String FROM = "io.github.clusterboot.from";

	private static final StompEncoder encoder = new StompEncoder();

	private static final StompDecoder decoder = new StompDecoder();

	private BrokerFrame() {
	}

	static String write(Message<?> message, byte[] payload) {
		StompHeaderAccessor original = StompHeaderAccessor.wrap(message);
		StompHeaderAccessor headers = StompHeaderAccessor.create(StompCommand.SEND, original.toNativeHeaderMap());
		byte[] frame = encoder.encode(headers.getMessageHeaders(), payload);
		return new String(frame, StandardCharsets.ISO_8859_1);
	}

	static Message<byte[]> read(String text, int from) {
		Message<byte[]> frame = decoder.decode(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1))).get(0);
		StompHeaderAccessor original = StompHeaderAccessor.wrap(frame);
		SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.create(SimpMessageType.MESSAGE);
		original.toNativeHeaderMap().forEach((name, values) -> headers.setNativeHeaderValues(name, values));
		headers.removeNativeHeader(StompHeaderAccessor.STOMP_CONTENT_LENGTH_HEADER);
		headers.setDestination(original.getDestination());
		MimeType contentType = original.getContentType();
		if (contentType != null) {
			headers.setContentType(contentType);
		}
		headers.setHeader(FROM, from);
		return MessageBuilder.createMessage(frame.getPayload(), headers.getMessageHeaders());
	}

}
