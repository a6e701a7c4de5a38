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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.env.Environment;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;
import org.springframework.messaging.simp.user.UserDestinationResolver;
import org.springframework.messaging.support.InterceptableChannel;

import io.github.clusterboot.worker.Worker;

/**
 * Connects the simple broker of a worker, if it has one, with those of the others.
 */
final class SimpleBrokerPostProcessor implements BeanPostProcessor, DisposableBean {

	private final ObjectProvider<Worker> worker;

	private final ObjectProvider<UserDestinationResolver> users;

	private final boolean enabled;

	private final List<Runnable> ends = new CopyOnWriteArrayList<>();

	SimpleBrokerPostProcessor(ObjectProvider<Worker> worker, ObjectProvider<UserDestinationResolver> users,
			Environment environment) {
		this.worker = worker;
		this.users = users;
		// not by a condition, which is decided ahead of time
		this.enabled = environment.getProperty("cluster.stomp.broadcast", Boolean.class, true);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (this.enabled && bean instanceof SimpleBrokerMessageHandler broker) {
			this.worker.ifAvailable((connected) -> {
				UserDestinationResolver known = this.users.getIfUnique(() -> (message) -> null);
				WorkerBroadcast broadcast = new WorkerBroadcast(broker, known, connected.mailbox(),
						"stomp/" + beanName);
				Stream.of(broker.getBrokerChannel(), broker.getClientInboundChannel())
					.filter(InterceptableChannel.class::isInstance)
					.map(InterceptableChannel.class::cast)
					.forEach((channel) -> channel.addInterceptor(broadcast));
				this.ends.add(broadcast.open());
			});
		}
		return bean;
	}

	@Override
	public void destroy() {
		this.ends.forEach(Runnable::run);
	}

}
