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
import org.springframework.boot.health.contributor.ReactiveHealthContributor;

/**
 * Where Redis came with the starter and nobody has configured one, has the health of
 * Redis be that of the one for sessions: if there is none, nobody is known to want it.
 *
 * @param redis the Redis of sessions
 */
record RedisHealthPostProcessor(ObjectProvider<SessionRedis> redis) implements BeanPostProcessor {

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof DataRedisHealthIndicator) {
			return health().<Object>map((health) -> health).orElse(bean);
		}
		if (bean instanceof DataRedisReactiveHealthIndicator) {
			return health().<Object>map(ReactiveHealthContributor::adapt).orElse(bean);
		}
		return bean;
	}

	private Optional<HealthIndicator> health() {
		SessionPlace place = this.redis.getObject().place();
		if (place instanceof SessionPlace.Nowhere nowhere) {
			Health unknown = Health.unknown()
				.withDetail("reason", "no Redis is configured and " + nowhere.reason())
				.build();
			return Optional.of(() -> unknown);
		}
		return (place instanceof SessionPlace.Development)
				? this.redis.getObject().connections().map(DataRedisHealthIndicator::new) : Optional.empty();
	}

}
