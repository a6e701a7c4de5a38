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

package io.github.clusterboot;

import org.springframework.core.ResolvableType;
import org.springframework.core.ResolvableTypeProvider;

/**
 * A message of a worker, for the methods with {@code @EventListener} that have a
 * parameter of this type. It is for those whose {@code T} the sender's object is. What
 * they return is the answer to {@link Cluster#ask}.
 *
 * @param <T> what the message is read as
 * @param payload what was sent
 * @param from the id of the worker that has sent it
 */
public record ClusterMessage<T>(T payload, int from) implements ResolvableTypeProvider {

	@Override
	public ResolvableType getResolvableType() {
		return ResolvableType.forClassWithGenerics(getClass(), ResolvableType.forInstance(this.payload));
	}

}
