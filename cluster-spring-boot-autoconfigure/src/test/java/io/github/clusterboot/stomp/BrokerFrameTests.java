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

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BrokerFrame}.
 */
class BrokerFrameTests {

	@Test
	void messageOfTheApplicationSurvives() {
		SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.create(SimpMessageType.MESSAGE);
		headers.setDestination("/topic/a:b");
		headers.setContentType(new MimeType("text", "plain", StandardCharsets.UTF_8));
		headers.setNativeHeader("name", "a:\\b\nc");
		headers.setNativeHeaderValues("names", List.of("ä", "b"));
		headers.setSessionId("session");
		byte[] payload = { 0, 1, -1, 'a', '\n', 0 };
		MessageHeaders read = assertRead(payload, headers);
		assertThat(SimpMessageHeaderAccessor.getDestination(read)).isEqualTo("/topic/a:b");
		assertThat(read.get(MessageHeaders.CONTENT_TYPE)).isEqualTo(headers.getContentType());
		assertThat(natives(read)).containsEntry("name", List.of("a:\\b\nc"))
			.containsEntry("names", List.of("ä", "b"))
			.doesNotContainKey("content-length");
		assertThat(SimpMessageHeaderAccessor.getSessionId(read)).isNull();
		assertThat(read).containsEntry(BrokerFrame.FROM, 7);
	}

	@Test
	void messageOfAClientSurvives() {
		StompHeaderAccessor headers = StompHeaderAccessor.create(StompCommand.SEND);
		headers.setDestination("/topic/a");
		headers.setContentType(MimeTypeUtils.APPLICATION_JSON);
		headers.setContentLength(100);
		headers.setNativeHeader("name", "value");
		MessageHeaders read = assertRead("{}".getBytes(StandardCharsets.UTF_8), headers);
		assertThat(SimpMessageHeaderAccessor.getDestination(read)).isEqualTo("/topic/a");
		assertThat(read.get(MessageHeaders.CONTENT_TYPE)).isEqualTo(MimeTypeUtils.APPLICATION_JSON);
		assertThat(natives(read)).containsEntry("name", List.of("value"));
	}

	@Test
	void messageWithoutPayloadSurvives() {
		SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.create(SimpMessageType.MESSAGE);
		headers.setDestination("/topic/a");
		assertThat(assertRead(new byte[0], headers)).doesNotContainKey(MessageHeaders.CONTENT_TYPE);
	}

	private static MessageHeaders assertRead(byte[] payload, SimpMessageHeaderAccessor headers) {
		Message<byte[]> message = MessageBuilder.createMessage(payload, headers.getMessageHeaders());
		Message<byte[]> read = BrokerFrame.read(BrokerFrame.write(message, payload), 7);
		assertThat(read.getPayload()).isEqualTo(payload);
		assertThat(SimpMessageHeaderAccessor.getMessageType(read.getHeaders())).isEqualTo(SimpMessageType.MESSAGE);
		return read.getHeaders();
	}

	@SuppressWarnings("unchecked")
	private static Map<String, List<String>> natives(MessageHeaders headers) {
		return (Map<String, List<String>>) headers.get(NativeMessageHeaderAccessor.NATIVE_HEADERS);
	}

}
