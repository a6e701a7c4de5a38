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

package io.github.clusterboot.session;

import java.util.Map;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.session.MapSession;
import org.springframework.session.data.redis.RedisSessionMapper;
import reactor.core.publisher.Mono;

import io.github.clusterboot.worker.Worker;

/**
 * Ends a session that cannot be read at all, as one that was written in another format.
 * By default each request of it would fail for as long as it lives.
 */
public final class UnreadableSessions {

	private static final Logger logger = LoggerFactory.getLogger(UnreadableSessions.class);

	private static final RedisSessionMapper mapper = new RedisSessionMapper();

	private final UnreadableReasons reasons;

	/**
	 * Creates the end of such sessions.
	 * @param worker this process as a worker, if it is one
	 */
	public UnreadableSessions(@Nullable Worker worker) {
		this.reasons = new UnreadableReasons(worker);
	}

	/**
	 * What makes a session out of what Redis has of it, or {@code null}.
	 * @return the mapper
	 */
	public BiFunction<String, Map<String, Object>, @Nullable MapSession> end() {
		return this::map;
	}

	/**
	 * The same for WebFlux.
	 * @return the mapper
	 */
	public BiFunction<String, Map<String, Object>, Mono<MapSession>> endReactive() {
		return (id, entries) -> Mono.justOrEmpty(map(id, entries));
	}

	private @Nullable MapSession map(String id, Map<String, Object> entries) {
		try {
			return mapper.apply(id, entries);
		}
		catch (IllegalStateException | ClassCastException ex) {
			String reason = String.valueOf(ex.getMessage());
			if (this.reasons.isNew(reason)) {
				logger.warn("A session cannot be read and is ended: {}", reason);
			}
			return null;
		}
	}

}
