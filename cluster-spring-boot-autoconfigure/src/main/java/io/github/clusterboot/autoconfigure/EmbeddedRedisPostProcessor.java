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
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.core.env.Environment;
import org.springframework.session.data.redis.ReactiveRedisIndexedSessionRepository;
import org.springframework.session.data.redis.ReactiveRedisSessionRepository;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;

import io.github.clusterboot.ipc.Message.Redis;
import io.github.clusterboot.session.EmbeddedRedisConnectionDetails;
import io.github.clusterboot.session.EmbeddedRedisMissingException;
import io.github.clusterboot.session.EmbeddedRedisMode;
import io.github.clusterboot.worker.Worker;

/**
 * Puts the Redis of the primary in the place of Boot's default one, where the application
 * has configured none. That is done when Boot's bean is made, as only then it is certain
 * that nobody else has defined one, also in an application that was processed ahead of
 * time.
 */
final class EmbeddedRedisPostProcessor implements BeanPostProcessor, BeanFactoryAware {

	/**
	 * What Boot defines where nobody else does. The class is not public.
	 */
	static final String OF_BOOT = "org.springframework.boot.data.redis.autoconfigure.PropertiesDataRedisConnectionDetails";

	private static final List<Class<?>> REPOSITORIES = List.of(RedisSessionRepository.class,
			RedisIndexedSessionRepository.class, ReactiveRedisSessionRepository.class,
			ReactiveRedisIndexedSessionRepository.class);

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedRedisPostProcessor.class);

	private final ObjectProvider<Worker> worker;

	private final Environment environment;

	private @Nullable ConfigurableListableBeanFactory beans;

	EmbeddedRedisPostProcessor(ObjectProvider<Worker> worker, Environment environment) {
		this.worker = worker;
		this.environment = environment;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beans = (ConfigurableListableBeanFactory) beanFactory;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof DataRedisConnectionDetails details && OF_BOOT.equals(bean.getClass().getName())) {
			return replace(details);
		}
		return bean;
	}

	private DataRedisConnectionDetails replace(DataRedisConnectionDetails details) {
		EmbeddedRedisMode mode = ConfiguredRedis.embedded(this.environment);
		Worker worker = this.worker.getIfAvailable();
		if (worker == null || mode == EmbeddedRedisMode.FALSE || ConfiguredRedis.property(this.environment).isPresent()
				|| ConfiguredRedis.isConnectedByApplication(Objects.requireNonNull(this.beans))
				|| (mode == EmbeddedRedisMode.AUTO && !sessionsGoToRedis())) {
			return details;
		}
		Redis redis = ask(worker);
		if (redis.missing() == null) {
			return new EmbeddedRedisConnectionDetails(redis.port(), Objects.requireNonNull(redis.password()));
		}
		if (mode == EmbeddedRedisMode.TRUE) {
			throw new EmbeddedRedisMissingException(redis.missing());
		}
		if (redis.port() == 0 && !AotDetector.useGeneratedArtifacts()) {
			logger.warn("Requests that need a session will fail: sessions go to Redis, none is configured, none "
					+ "answers at localhost:6379 and {}. Point spring.data.redis.url at one", redis.missing());
		}
		return details;
	}

	private boolean sessionsGoToRedis() {
		ConfigurableListableBeanFactory beans = Objects.requireNonNull(this.beans);
		return REPOSITORIES.stream()
			.anyMatch(
					(type) -> BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type, true, false).length > 0);
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
