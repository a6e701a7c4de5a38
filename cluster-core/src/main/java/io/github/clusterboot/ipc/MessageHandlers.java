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

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What a receiver does with each type of message.
 *
 * @param <R> the receiver
 */
public final class MessageHandlers<R> {

	private final Map<Class<?>, BiConsumer<R, Message>> handlers = new HashMap<>();

	/**
	 * Adds what is done with a type of message.
	 * @param <M> the type
	 * @param type the type
	 * @param handler what is done
	 * @return this
	 */
	public <M extends Message> MessageHandlers<R> on(Class<M> type, BiConsumer<R, M> handler) {
		this.handlers.put(type, (receiver, message) -> handler.accept(receiver, type.cast(message)));
		return this;
	}

	/**
	 * Has a message handled.
	 * @param receiver the receiver
	 * @param message the message
	 * @return {@code false} if its type is not one for this receiver
	 */
	public boolean handle(R receiver, Message message) {
		BiConsumer<R, Message> handler = this.handlers.get(message.getClass());
		if (handler != null) {
			handler.accept(receiver, message);
		}
		return handler != null;
	}

}
