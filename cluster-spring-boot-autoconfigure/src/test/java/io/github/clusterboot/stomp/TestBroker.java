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

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.mockito.Mockito;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.SubscribableChannel;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;
import org.springframework.messaging.simp.config.AbstractMessageBrokerConfiguration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.simp.user.SimpSession;
import org.springframework.messaging.simp.user.SimpUser;
import org.springframework.messaging.simp.user.SimpUserRegistry;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.InterceptableChannel;
import org.springframework.messaging.support.MessageBuilder;

/**
 * The simple broker of an application, as Spring configures it, with clients.
 */
@Configuration
class TestBroker extends AbstractMessageBrokerConfiguration {

	private final Map<String, Set<SimpSession>> users = new ConcurrentHashMap<>();

	/**
	 * What clients have received: session, subscription and text.
	 */
	final List<String> received = new CopyOnWriteArrayList<>();

	final List<Message<?>> messages = new CopyOnWriteArrayList<>();

	/**
	 * Where the broker was sent something.
	 */
	final List<String> destinations = new CopyOnWriteArrayList<>();

	private SimpleBrokerMessageHandler broker;

	@Override
	protected void configureMessageBroker(MessageBrokerRegistry registry) {
		registry.enableSimpleBroker("/topic", "/queue");
		registry.setApplicationDestinationPrefixes("/app");
		registry.setPreservePublishOrder(true);
	}

	@Override
	protected SimpUserRegistry createLocalUserRegistry(Integer order) {
		SimpUserRegistry registry = Mockito.mock(SimpUserRegistry.class);
		Mockito.when(registry.getUser(Mockito.anyString()))
			.thenAnswer((call) -> this.users.containsKey(call.getArgument(0, String.class))
					? new User(call.getArgument(0), this.users.get(call.getArgument(0, String.class))).mock() : null);
		return registry;
	}

	void listen(SimpleBrokerMessageHandler broker) {
		this.broker = broker;
		((SubscribableChannel) broker.getClientOutboundChannel()).subscribe((MessageHandler) this::toClient);
		((InterceptableChannel) broker.getBrokerChannel()).addInterceptor(0, new ChannelInterceptor() {

			@Override
			public Message<?> preSend(Message<?> message, MessageChannel channel) {
				TestBroker.this.destinations.add(SimpMessageHeaderAccessor.getDestination(message.getHeaders()));
				return message;
			}

		});
	}

	private void toClient(Message<?> message) {
		if (SimpMessageHeaderAccessor.getMessageType(message.getHeaders()) == SimpMessageType.MESSAGE) {
			this.messages.add(message);
			this.received.add(SimpMessageHeaderAccessor.getSessionId(message.getHeaders()) + " "
					+ SimpMessageHeaderAccessor.getSubscriptionId(message.getHeaders()) + " "
					+ new String((byte[]) message.getPayload()));
		}
	}

	/**
	 * Connects a client and subscribes it.
	 */
	void subscribe(String session, String... destinations) {
		send(session, StompCommand.CONNECT, (headers) -> {
		});
		for (String destination : destinations) {
			send(session, StompCommand.SUBSCRIBE, (headers) -> {
				headers.setDestination(destination);
				headers.setSubscriptionId(destination);
			});
		}
		Message<byte[]> probe = MessageBuilder.withPayload(new byte[0]).build();
		for (String destination : destinations) {
			SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.create(SimpMessageType.MESSAGE);
			headers.setDestination(destination);
			headers.copyHeadersIfAbsent(probe.getHeaders());
			Message<?> message = MessageBuilder.createMessage(new byte[0], headers.getMessageHeaders());
			Awaitility.await()
				.until(() -> this.broker.getSubscriptionRegistry().findSubscriptions(message).containsKey(session));
		}
	}

	void user(String name, String session) {
		SimpSession known = Mockito.mock(SimpSession.class);
		Mockito.when(known.getId()).thenReturn(session);
		this.users.computeIfAbsent(name, (user) -> new HashSet<>()).add(known);
	}

	void clientSends(String session, String destination, String text) {
		send(session, StompCommand.SEND, (headers) -> headers.setDestination(destination), text);
	}

	private void send(String session, StompCommand command, Consumer<StompHeaderAccessor> more) {
		send(session, command, more, "");
	}

	private void send(String session, StompCommand command, Consumer<StompHeaderAccessor> more, String text) {
		StompHeaderAccessor headers = StompHeaderAccessor.create(command);
		headers.setSessionId(session);
		more.accept(headers);
		this.broker.getClientInboundChannel()
			.send(MessageBuilder.createMessage(text.getBytes(), headers.getMessageHeaders()));
	}

	private record User(String name, Set<SimpSession> sessions) {

		SimpUser mock() {
			SimpUser user = Mockito.mock(SimpUser.class);
			Mockito.when(user.getSessions()).thenReturn(this.sessions);
			Mockito.when(user.getSession(Mockito.anyString()))
				.thenAnswer((call) -> new ArrayList<>(this.sessions).stream()
					.filter((session) -> session.getId().equals(call.getArgument(0)))
					.findFirst()
					.orElse(null));
			return user;
		}

	}

}
