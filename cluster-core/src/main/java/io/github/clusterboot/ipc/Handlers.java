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
 * What a receiver does with each type of what it is given.
 *
 * @param <R> the receiver
 * @param <T> what it is given, such as messages
 */
public final class Handlers<R, T> {

	private final Map<Class<?>, BiConsumer<R, T>> handlers = new HashMap<>();

	/**
	 * Adds what is done with a type.
	 * @param <S> the type
	 * @param type the type
	 * @param handler what is done
	 * @return this
	 */
	public <S extends T> Handlers<R, T> on(Class<S> type, BiConsumer<R, S> handler) {
		this.handlers.put(type, (receiver, given) -> handler.accept(receiver, type.cast(given)));
		return this;
	}

	/**
	 * Has something handled.
	 * @param receiver the receiver
	 * @param given what it is given
	 * @return {@code false} if its type is not one for this receiver
	 */
	public boolean handle(R receiver, T given) {
		BiConsumer<R, T> handler = this.handlers.get(given.getClass());
		if (handler != null) {
			handler.accept(receiver, given);
		}
		return handler != null;
	}

}
