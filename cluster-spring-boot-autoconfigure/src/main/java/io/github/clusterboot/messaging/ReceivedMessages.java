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

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ClusterException;
import io.github.clusterboot.worker.Mail;

/**
 * Gives the application's listeners what has arrived.
 *
 * @param listeners the listeners of the application
 * @param json reads messages
 */
record ReceivedMessages(ClusterMessageListenerFactory listeners, Supplier<Json> json) {

	private static final Logger logger = LoggerFactory.getLogger(ReceivedMessages.class);

	/**
	 * Has all listeners called that a message is for.
	 * @return the first answer, or the first failure if there is any
	 */
	CompletionStage<@Nullable Object> receive(Mail mail) {
		List<ClusterMessageListener> listeners = this.listeners.listeners(mail.types());
		if (listeners.isEmpty()) {
			logger.debug("Dropped a message of worker {}, as no listener is for {}", mail.from(), mail.types());
			return CompletableFuture.failedFuture(new ClusterException("no listener is for " + mail.types().get(0)));
		}
		List<CompletableFuture<@Nullable Object>> results = new ArrayList<>();
		for (ClusterMessageListener listener : listeners) {
			results.add(call(listener, mail).whenComplete((result, failure) -> {
				if (failure != null) {
					logger.error("{} has failed for a message of worker {}", listener, mail.from(), failure);
				}
			}));
		}
		return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
			.thenApply((done) -> results.stream()
				.map(CompletableFuture::join)
				.filter(Objects::nonNull)
				.findFirst()
				.orElse(null));
	}

	private CompletableFuture<@Nullable Object> call(ClusterMessageListener listener, Mail mail) {
		try {
			Object result = listener.handle(this.json.get().read(mail.body(), listener.payloadType()), mail.from());
			return (result instanceof CompletionStage<?> stage)
					? stage.<@Nullable Object>thenApply((value) -> value).toCompletableFuture()
					: CompletableFuture.completedFuture(result);
		}
		catch (RuntimeException | Error ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

}
