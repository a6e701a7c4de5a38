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

package io.github.clusterboot.autoconfigure;

import java.io.IOException;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

import io.github.clusterboot.ipc.Message.Redis;
import io.github.clusterboot.session.EmbeddedRedisMode;
import io.github.clusterboot.session.LocalRedis;
import io.github.clusterboot.worker.Worker;

/**
 * Whether there is no Redis at all, where the application has configured none.
 */
final class MissingRedis {

	private static final Logger logger = LoggerFactory.getLogger(MissingRedis.class);

	private MissingRedis() {
	}

	/**
	 * Whether sessions may stay in memory. A worker for which a Redis has to be there
	 * fails without one; a process that is no worker has nobody who runs one.
	 * @param worker this process as a worker, or {@code null} if it is none
	 * @param environment the properties
	 * @return whether they may
	 */
	static boolean isAllowed(@Nullable Worker worker, Environment environment) {
		EmbeddedRedisMode mode = ConfiguredRedis.embedded(environment);
		return (worker != null) ? mode == EmbeddedRedisMode.AUTO : mode != EmbeddedRedisMode.FALSE;
	}

	/**
	 * Looks for one.
	 * @param worker this process as a worker, or {@code null} if it is none
	 * @return why there is none, or empty if there is one
	 */
	static Optional<String> reason(@Nullable Worker worker) {
		if (worker == null) {
			return LocalRedis.answers() ? Optional.empty() : Optional.of("none answers on localhost:6379");
		}
		Redis redis = ask(worker);
		if (redis.missing() != null && redis.port() != 0) {
			logger.info("No Redis is configured and {}; sessions go to the one that answers on localhost:{}",
					redis.missing(), redis.port());
		}
		return (redis.port() == 0) ? Optional.ofNullable(redis.missing()) : Optional.empty();
	}

	private static Redis ask(Worker worker) {
		try {
			return worker.redis();
		}
		catch (IOException ex) {
			throw new IllegalStateException("The primary cannot be asked for a Redis", ex);
		}
	}

}
