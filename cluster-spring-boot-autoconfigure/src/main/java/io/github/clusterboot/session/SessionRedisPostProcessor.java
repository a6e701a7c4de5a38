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

import java.util.function.BiConsumer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.session.data.redis.config.annotation.web.http.AbstractRedisHttpSessionConfiguration;
import org.springframework.session.data.redis.config.annotation.web.server.AbstractRedisWebSessionConfiguration;
import org.springframework.session.data.redis.config.annotation.web.server.RedisWebSessionConfiguration;

/**
 * Gives Spring Session the connections that are for sessions alone. They are no beans, so
 * that the application's stay the only ones.
 *
 * @param redis the Redis of sessions
 */
record SessionRedisPostProcessor(ObjectProvider<SessionRedis> redis) implements BeanPostProcessor {

	/**
	 * After Spring has given it those of the application.
	 */
	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof AbstractRedisHttpSessionConfiguration<?> servlet) {
			give(RedisConnectionFactory.class, servlet::setRedisConnectionFactory);
		}
		else if (bean instanceof RedisWebSessionConfiguration reactive) {
			give(ReactiveRedisConnectionFactory.class, reactive::setRedisConnectionFactory);
		}
		else if (bean instanceof AbstractRedisWebSessionConfiguration<?> reactive) {
			give(ReactiveRedisConnectionFactory.class, reactive::setRedisConnectionFactory);
		}
		return bean;
	}

	private <T> void give(Class<T> type, BiConsumer<ObjectProvider<T>, ObjectProvider<T>> configuration) {
		this.redis.getObject().connections().ifPresent((factory) -> {
			StaticListableBeanFactory only = new StaticListableBeanFactory();
			only.addBean("clusterSessionConnections", factory);
			configuration.accept(only.getBeanProvider(type), only.getBeanProvider(type));
		});
	}

}
