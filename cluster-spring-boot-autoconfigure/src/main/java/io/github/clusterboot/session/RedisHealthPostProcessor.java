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

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.data.redis.health.DataRedisHealthIndicator;
import org.springframework.boot.data.redis.health.DataRedisReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import reactor.core.publisher.Mono;

import io.github.clusterboot.primary.LocalRedis;

/**
 * Keeps the health of Redis from being that of a Redis which nobody has configured and
 * nobody uses. With that for development, it is the health of the latter.
 */
public final class RedisHealthPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<SessionRedis> redis;

	private final ObjectProvider<RedisOfStarter> ofStarter;

	/**
	 * Creates the post-processor.
	 * @param redis knows where sessions are
	 * @param ofStarter says that Redis is there for them only
	 */
	public RedisHealthPostProcessor(ObjectProvider<SessionRedis> redis, ObjectProvider<RedisOfStarter> ofStarter) {
		this.redis = redis;
		this.ofStarter = ofStarter;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof DataRedisReactiveHealthIndicator) {
			return development()
				.<Object>map(
						(factory) -> new DataRedisReactiveHealthIndicator((ReactiveRedisConnectionFactory) factory))
				.or(() -> unknown().map((health) -> (ReactiveHealthIndicator) () -> Mono.just(health)))
				.orElse(bean);
		}
		if (bean instanceof DataRedisHealthIndicator) {
			return development().<Object>map(DataRedisHealthIndicator::new)
				.or(() -> unknown().map((health) -> (HealthIndicator) () -> health))
				.orElse(bean);
		}
		return bean;
	}

	private Optional<RedisConnectionFactory> development() {
		SessionRedis redis = this.redis.getObject();
		return (redis.place() instanceof SessionPlace.Development) ? redis.connections() : Optional.empty();
	}

	private Optional<Health> unknown() {
		SessionPlace place = this.redis.getObject().place();
		if (place instanceof SessionPlace.Memory memory) {
			return Optional.of(unknown("no Redis is configured and " + memory.reason()));
		}
		if (place instanceof SessionPlace.Unused && this.ofStarter.getIfAvailable() != null && !LocalRedis.answers()) {
			return Optional.of(unknown("no Redis is configured and none answered on localhost:6379"));
		}
		return Optional.empty();
	}

	private static Health unknown(String reason) {
		return Health.unknown().withDetail("reason", reason).build();
	}

}
