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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.session.MapSession;
import org.springframework.session.data.redis.RedisSessionMapper;

import io.github.clusterboot.worker.OncePerLaunch;
import io.github.clusterboot.worker.Worker;

/**
 * Ends a session that cannot be read, such as one in another format, and tells each
 * reason once. By default each request of it would fail for as long as it lives.
 * Thread-safe.
 */
final class UnreadableSessions {

	private static final Logger logger = LoggerFactory.getLogger(UnreadableSessions.class);

	private static final RedisSessionMapper mapper = new RedisSessionMapper();

	/**
	 * Enough to see what is wrong, if the reasons differ from session to session.
	 */
	private static final int MAX_REASONS = 20;

	private final @Nullable Worker worker;

	private final Set<String> reasons = ConcurrentHashMap.newKeySet();

	UnreadableSessions(@Nullable Worker worker) {
		this.worker = worker;
	}

	@Nullable MapSession map(String id, Map<String, Object> entries) {
		try {
			return mapper.apply(id, entries);
		}
		catch (IllegalStateException | ClassCastException ex) {
			warn("A session cannot be read and is ended", String.valueOf(ex.getMessage()));
			return null;
		}
	}

	void warn(String what, String reason) {
		if (this.reasons.size() < MAX_REASONS && this.reasons.add(reason)
				&& OncePerLaunch.isFirst(this.worker, "unreadable-" + Integer.toHexString(reason.hashCode()))) {
			logger.warn("{}: {}", what, reason);
		}
	}

}
