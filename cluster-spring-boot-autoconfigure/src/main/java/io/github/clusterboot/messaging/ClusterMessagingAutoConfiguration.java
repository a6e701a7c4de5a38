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

package io.github.clusterboot.messaging;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.worker.Mailbox;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of messages between workers. An application that is not clustered
 * sends them to itself.
 */
@AutoConfiguration(after = ClusterAutoConfiguration.class)
@ConditionalOnWebApplication
public final class ClusterMessagingAutoConfiguration {

	@Bean("io.github.clusterboot.messageListenerFactory")
	static ClusterMessageListenerFactory clusterMessageListenerFactory() {
		return new ClusterMessageListenerFactory();
	}

	/**
	 * Starts without Jackson too, which an application may have excluded.
	 */
	@Bean("io.github.clusterboot.messages")
	Messages clusterMessages(ObjectProvider<Worker> worker, ClusterMessageListenerFactory listeners,
			BeanFactory beans) {
		Worker connected = worker.getIfAvailable();
		Mailbox mailbox = (connected != null) ? connected.mailbox() : new LocalMailbox();
		return new Messages(mailbox, listeners, () -> new Json(beans.getBeanProvider(JsonMapper.class)));
	}

}
