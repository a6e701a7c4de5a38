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

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.data.redis.health.DataRedisHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import io.github.clusterboot.primary.LocalRedis;

/**
 * The health of Redis where nobody has configured one. That of sessions, if they are in
 * Redis, counts in any case, and the one where Boot looks does too; but if Redis came
 * with the starter and none is there, nobody is known to want it.
 *
 * @param sessions the health of the Redis for sessions, or why they have none
 * @param boot the indicator of Boot
 * @param ofStarter whether Redis came with the starter
 */
record RedisHealth(HealthIndicator sessions, HealthIndicator boot, boolean ofStarter) implements HealthIndicator {

	/**
	 * What is to be said in place of Boot's indicator.
	 * @param redis knows where sessions are
	 * @param boot the indicator of Boot
	 * @return the indicator, or empty if Boot's is right
	 */
	static Optional<HealthIndicator> of(SessionRedis redis, HealthIndicator boot) {
		return sessions(redis).map((sessions) -> new RedisHealth(sessions, boot, redis.isOfStarter()));
	}

	private static Optional<HealthIndicator> sessions(SessionRedis redis) {
		SessionPlace place = redis.place();
		if (place instanceof SessionPlace.Development) {
			return redis.connections().map(DataRedisHealthIndicator::new);
		}
		if (place instanceof SessionPlace.Memory memory) {
			return Optional.of(() -> unknown(memory.reason()));
		}
		if (place instanceof SessionPlace.Unused && redis.isOfStarter()) {
			return Optional.of(() -> unknown("none answers on localhost:" + LocalRedis.PORT));
		}
		return Optional.empty();
	}

	private static Health unknown(String reason) {
		return Health.unknown().withDetail("reason", "no Redis is configured and " + reason).build();
	}

	/**
	 * Boot's indicator is not asked in vain: it logs a stack trace each time.
	 */
	@Override
	public @Nullable Health health() {
		Health sessions = this.sessions.health();
		boolean down = sessions != null && sessions.getStatus().equals(Status.DOWN);
		return (down || (this.ofStarter && !LocalRedis.answers())) ? sessions : this.boot.health();
	}

}
