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

import java.util.Objects;
import java.util.function.Supplier;

import io.github.clusterboot.ipc.Message;

/**
 * Where the sessions are that Spring Session keeps in Redis.
 */
sealed interface SessionPlace {

	/**
	 * Decides.
	 * @param mode what is wanted where no Redis is configured
	 * @param configured whether one is
	 * @param keeper who has chosen Redis for sessions
	 * @param found asks for a Redis that is there without being configured
	 * @return the place
	 * @throws EmbeddedRedisMissingException if there has to be one for development, and
	 * there is none
	 */
	static SessionPlace of(EmbeddedRedisMode mode, boolean configured, Keeper keeper, Supplier<Message.Redis> found) {
		if (configured) {
			return new AsConfigured();
		}
		if (keeper == Keeper.NOBODY) {
			return new Unused();
		}
		if (mode == EmbeddedRedisMode.FALSE) {
			return new AsConfigured();
		}
		Message.Redis redis = found.get();
		if (redis.password() != null) {
			return new Development(redis.port(), redis.password());
		}
		if (redis.port() != 0) {
			return new AsConfigured();
		}
		String reason = Objects.requireNonNull(redis.missing());
		if (mode == EmbeddedRedisMode.TRUE) {
			throw new EmbeddedRedisMissingException(reason);
		}
		return (keeper == Keeper.STARTER) ? new Memory(reason) : new Missing(reason);
	}

	/**
	 * Who keeps sessions in Redis.
	 */
	enum Keeper {

		/**
		 * They are elsewhere.
		 */
		NOBODY,

		/**
		 * Boot does, as the starter has brought Spring Session.
		 */
		STARTER,

		/**
		 * The application does, or has told Boot how, or has brought Spring Session
		 * itself: it has to be Redis.
		 */
		APPLICATION

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
		 * For logs, which are no place for a password.
		 */
		@Override
		public String toString() {
			return "Development[port=%d]".formatted(this.port);
		}

	}

	/**
	 * With the web server, in the memory of this process.
	 *
	 * @param reason why there is no Redis
	 */
	record Memory(String reason) implements SessionPlace {

	}

	/**
	 * Where Boot looks: it has to be a Redis, and there is none yet.
	 *
	 * @param reason why not
	 */
	record Missing(String reason) implements SessionPlace {

	}

	/**
	 * Not in Redis at all.
	 */
	record Unused() implements SessionPlace {

	}

}
