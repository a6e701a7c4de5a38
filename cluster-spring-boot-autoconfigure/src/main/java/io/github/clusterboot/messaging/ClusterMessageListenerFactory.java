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

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.EventListenerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

import io.github.clusterboot.ClusterMessage;

/**
 * Creates the listeners for messages, and knows them all: what they declare is all that
 * is ever read.
 */
final class ClusterMessageListenerFactory implements EventListenerFactory, Ordered {

	private final List<ClusterMessageListener> listeners = new CopyOnWriteArrayList<>();

	/**
	 * After that for transactional listeners, before that for all methods.
	 */
	@Override
	public int getOrder() {
		return 100;
	}

	@Override
	public boolean supportsMethod(Method method) {
		return method.getParameterCount() == 1 && method.getParameterTypes()[0] == ClusterMessage.class;
	}

	@Override
	public ApplicationListener<?> createApplicationListener(String beanName, Class<?> type, Method method) {
		ClusterMessageListener listener = new ClusterMessageListener(beanName, type, method);
		this.listeners.add(listener);
		return listener;
	}

	/**
	 * The listeners that a message is for, in their order.
	 * @param types the names of what was sent
	 */
	List<ClusterMessageListener> listeners(List<String> types) {
		return this.listeners.stream()
			.filter((listener) -> listener.isFor(types))
			.sorted(AnnotationAwareOrderComparator.INSTANCE)
			.toList();
	}

}
