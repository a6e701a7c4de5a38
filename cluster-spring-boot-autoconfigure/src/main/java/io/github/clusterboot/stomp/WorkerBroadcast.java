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

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;
import org.springframework.messaging.simp.user.UserDestinationResolver;
import org.springframework.messaging.simp.user.UserDestinationResult;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

import io.github.clusterboot.worker.Broadcast;
import io.github.clusterboot.worker.Mail;
import io.github.clusterboot.worker.Mailbox;

/**
 * Has what a broker is sent in this worker sent in the others too. What is for a user is
 * sent as it is, as each worker knows the sessions of its own.
 */
final class WorkerBroadcast implements ChannelInterceptor {

	private static final Logger logger = LoggerFactory.getLogger(WorkerBroadcast.class);

	private final SimpleBrokerMessageHandler broker;

	private final UserDestinationResolver users;

	private final Mailbox mailbox;

	private final String topic;

	private final Broadcast broadcast;

	/**
	 * A client can send many that stay here.
	 */
	private final AtomicBoolean told = new AtomicBoolean();

	/**
	 * Creates the broadcast of a broker.
	 * @param topic the same in all workers, and for no other broker
	 */
	WorkerBroadcast(SimpleBrokerMessageHandler broker, UserDestinationResolver users, Mailbox mailbox, String topic) {
		this.broker = broker;
		this.users = users;
		this.mailbox = mailbox;
		this.topic = topic;
		this.broadcast = new Broadcast(mailbox, topic);
	}

	/**
	 * Takes what others send.
	 * @return ends it
	 */
	Runnable open() {
		return this.mailbox.open(this.topic, this::received);
	}

	private void received(Mail mail) {
		this.broker.getBrokerChannel().send(BrokerFrame.read(mail.body(), mail.from()));
	}

	/**
	 * It has been sent here: whatever fails must not fail that.
	 */
	@Override
	public void postSend(Message<?> message, MessageChannel channel, boolean sent) {
		try {
			if (message.getPayload() instanceof byte[] payload && isForOthers(message, channel)) {
				this.broadcast.send(List.of(), BrokerFrame.write(message, payload));
			}
		}
		catch (IOException | RuntimeException ex) {
			staysHere(message, ex);
		}
	}

	private boolean isForOthers(Message<?> message, MessageChannel channel) {
		MessageHeaders headers = message.getHeaders();
		String destination = SimpMessageHeaderAccessor.getDestination(headers);
		if (destination == null || SimpMessageHeaderAccessor.getMessageType(headers) != SimpMessageType.MESSAGE
				|| headers.containsKey(BrokerFrame.FROM)) {
			return false;
		}
		boolean ofApplication = channel == this.broker.getBrokerChannel();
		if (ofApplication && NativeMessageHeaderAccessor
			.getFirstNativeHeader(SimpMessageHeaderAccessor.ORIGINAL_DESTINATION, headers) != null) {
			// what is for a user has been told before it was resolved
			return false;
		}
		UserDestinationResult ofUser = this.users.resolveDestination(message);
		if (ofUser != null) {
			String session = SimpMessageHeaderAccessor.getSessionId(headers);
			return session == null || !ofUser.getSessionIds().contains(session);
		}
		return ofApplication || isForBroker(destination);
	}

	/**
	 * What a client sends may also be for the application.
	 */
	private boolean isForBroker(String destination) {
		return this.broker.getDestinationPrefixes().isEmpty()
				|| this.broker.getDestinationPrefixes().stream().anyMatch(destination::startsWith);
	}

	private void staysHere(Message<?> message, Exception reason) {
		if (this.mailbox.others().isEmpty()) {
			// nobody misses it
			return;
		}
		logger.atLevel(this.told.getAndSet(true) ? Level.DEBUG : Level.WARN)
			.log("A message to {} reaches only the subscribers of this worker; of others like it only DEBUG tells: {}",
					SimpMessageHeaderAccessor.getDestination(message.getHeaders()), reason.toString());
	}

}
