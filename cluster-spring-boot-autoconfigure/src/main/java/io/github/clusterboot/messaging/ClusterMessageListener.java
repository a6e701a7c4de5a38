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
import java.lang.reflect.Type;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ApplicationListenerMethodAdapter;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ResolvableType;

import io.github.clusterboot.ClusterMessage;

/**
 * A method with {@code @EventListener} for messages.
 */
final class ClusterMessageListener extends ApplicationListenerMethodAdapter {

	private final ResolvableType eventType;

	private final Type payloadType;

	ClusterMessageListener(String beanName, Class<?> type, Method method) {
		super(beanName, type, method);
		this.eventType = ResolvableType.forMethodParameter(method, 0, type);
		this.payloadType = this.eventType.hasGenerics()
				? GenericTypeResolver.resolveType(this.eventType.getGeneric().getType(), type) : Object.class;
	}

	/**
	 * Whether the method is for something of one of these types.
	 */
	boolean isFor(List<String> types) {
		return types.contains(this.eventType.getGeneric().toClass().getName());
	}

	/**
	 * What the method wants a message to be read as.
	 */
	Type payloadType() {
		return this.payloadType;
	}

	/**
	 * Calls the method, unless it has a condition that does not hold.
	 * @return what the method returns
	 */
	@Nullable Object handle(Object payload, int from) {
		ClusterMessage<?> message = new ClusterMessage<>(payload, from);
		return shouldHandle(new PayloadApplicationEvent<>(this, message, this.eventType)) ? doInvoke(message) : null;
	}

	/**
	 * It is an answer, and no event.
	 */
	@Override
	protected void handleResult(Object result) {
	}

}
