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

import java.io.IOException;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

import io.github.clusterboot.boot.EmbeddedRedisMode;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.redis.LocalRedis;
import io.github.clusterboot.worker.Worker;

/**
 * Where the sessions are that Spring Session keeps in Redis.
 */
sealed interface SessionPlace {

	/**
	 * What to do where there is none.
	 */
	String ADVICE = "Point spring.data.redis.url at a Redis, or, for development, install redis-server or add "
			+ "com.github.codemonstur:embedded-redis to the class path";

	/**
	 * Finds the place where no Redis is configured.
	 * @param worker this process as a worker, or {@code null} if it is none
	 * @throws InvalidConfigurationPropertyValueException if there has to be one for
	 * development, and there is none
	 */
	static SessionPlace find(@Nullable Worker worker, Environment environment) {
		EmbeddedRedisMode mode = RedisProperties.embedded(environment);
		if (mode == EmbeddedRedisMode.FALSE) {
			return new AsConfigured();
		}
		Message.Redis redis = ask(worker);
		if (redis.password() != null) {
			return new Development(redis.port(), redis.password());
		}
		if (redis.port() != 0) {
			return new AsConfigured();
		}
		String reason = Objects.requireNonNull(redis.missing());
		// a process that is no worker has nobody who runs one for it
		if (mode == EmbeddedRedisMode.TRUE && worker != null) {
			throw new InvalidConfigurationPropertyValueException(RedisProperties.EMBEDDED, "true",
					"No Redis is configured and " + reason + ". " + ADVICE + ".");
		}
		return new Nowhere(reason);
	}

	private static Message.Redis ask(@Nullable Worker worker) {
		if (worker == null) {
			return new Message.Redis(0, LocalRedis.answers() ? LocalRedis.PORT : 0, null,
					"none answers on localhost:" + LocalRedis.PORT);
		}
		try {
			return worker.redis();
		}
		catch (IOException ex) {
			throw new IllegalStateException("The primary cannot be asked for a Redis", ex);
		}
	}

	/**
	 * Where the application has it, or Boot, which looks on {@code localhost:6379}.
	 */
	record AsConfigured() implements SessionPlace {

	}

	/**
	 * In the Redis that the primary runs for development.
	 *
	 * @param port its port on the loopback interface
	 * @param password its password
	 */
	record Development(int port, String password) implements SessionPlace {

		/**
		 * Without the password: what this is gets into reports.
		 */
		@Override
		public String toString() {
			return "Development[port=" + this.port + "]";
		}

	}

	/**
	 * There is no Redis for them.
	 *
	 * @param reason why not
	 */
	record Nowhere(String reason) implements SessionPlace {

	}

}
