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

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.data.redis.health.DataRedisHealthIndicator;
import org.springframework.boot.data.redis.health.DataRedisReactiveHealthIndicator;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;
import org.springframework.util.ClassUtils;

/**
 * Corrects the health of Redis where nobody has configured one. With Jedis there may be
 * no Reactor.
 */
final class RedisHealthPostProcessor implements BeanPostProcessor {

	private static final boolean REACTOR_PRESENT = ClassUtils.isPresent("reactor.core.publisher.Flux",
			RedisHealthPostProcessor.class.getClassLoader());

	private final ObjectProvider<SessionRedis> redis;

	RedisHealthPostProcessor(ObjectProvider<SessionRedis> redis) {
		this.redis = redis;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof DataRedisHealthIndicator boot) {
			return RedisHealth.of(this.redis.getObject(), boot).<Object>map((health) -> health).orElse(bean);
		}
		if (REACTOR_PRESENT && bean instanceof DataRedisReactiveHealthIndicator boot) {
			return RedisHealth.of(this.redis.getObject(), boot.asHealthContributor())
				.<Object>map(ReactiveHealthContributor::adapt)
				.orElse(bean);
		}
		return bean;
	}

}
