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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.ReactiveMapSessionRepository;
import org.springframework.session.ReactiveSessionRepository;
import org.springframework.session.SessionRepository;
import org.springframework.util.ClassUtils;

import io.github.clusterboot.ipc.Message.Redis;
import io.github.clusterboot.session.EmbeddedRedisConnectionDetails;
import io.github.clusterboot.session.EmbeddedRedisMissingException;
import io.github.clusterboot.session.EmbeddedRedisMode;
import io.github.clusterboot.session.SessionsInMemory;
import io.github.clusterboot.worker.Worker;

/**
 * Finds a place for sessions where the application has configured no Redis. That is not
 * known before its own beans are defined, and has to be decided before Boot defines those
 * that connect to Redis; hence a registrar rather than conditions.
 */
final class EmbeddedRedisRegistrar implements ImportBeanDefinitionRegistrar {

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedRedisRegistrar.class);

	/**
	 * Where Boot looks for Redis if it is told nothing.
	 */
	private static final int DEFAULT_PORT = 6379;

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final Environment environment;

	private final ConfigurableListableBeanFactory beans;

	EmbeddedRedisRegistrar(Environment environment, BeanFactory beanFactory) {
		this.environment = environment;
		this.beans = (ConfigurableListableBeanFactory) beanFactory;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		Worker worker = this.beans.getBeanProvider(Worker.class).getIfAvailable();
		EmbeddedRedisMode mode = Binder.get(this.environment)
			.bind("cluster.session.embedded-redis", EmbeddedRedisMode.class)
			.orElse(EmbeddedRedisMode.AUTO);
		if (worker == null || mode == EmbeddedRedisMode.FALSE
				|| (mode == EmbeddedRedisMode.AUTO && !sessionsGoToRedis())) {
			return;
		}
		Optional<String> configured = ConfiguredRedis.find(this.environment, this.beans);
		if (configured.isPresent()) {
			logger.debug("Redis is configured by {}", configured.get());
			return;
		}
		Redis redis = ask(worker);
		if (redis.missing() == null) {
			String password = Objects.requireNonNull(redis.password());
			define(registry, DataRedisConnectionDetails.class,
					new EmbeddedRedisConnectionDetails(redis.port(), password));
		}
		else if (mode == EmbeddedRedisMode.TRUE) {
			throw new EmbeddedRedisMissingException(redis.missing());
		}
		else if (answersAtDefaultPort()) {
			logger.info("No Redis is configured and {}; sessions go to what listens on localhost:{}", redis.missing(),
					DEFAULT_PORT);
		}
		else {
			keepInMemory(registry, worker, redis.missing());
		}
	}

	private boolean sessionsGoToRedis() {
		boolean excluded = ConditionEvaluationReport.get(this.beans)
			.getExclusions()
			.contains(SessionDataRedisAutoConfiguration.class.getName());
		return !excluded && !isDefined(SessionRepository.class) && !isDefined(ReactiveSessionRepository.class);
	}

	private boolean isDefined(Class<?> type) {
		return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beans, type, true, false).length > 0;
	}

	private static Redis ask(Worker worker) {
		try {
			return worker.redis();
		}
		catch (IOException ex) {
			throw new IllegalStateException("The primary cannot be asked for a Redis", ex);
		}
	}

	private static boolean answersAtDefaultPort() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), DEFAULT_PORT),
					(int) PATIENCE.toMillis());
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * With a repository defined, Boot makes none for Redis; and as nothing uses the one
	 * defined here, sessions stay with the web server.
	 */
	private void keepInMemory(BeanDefinitionRegistry registry, Worker worker, String reason) {
		logger.info("Sessions stay in the memory of each worker: no Redis is configured and {}", reason);
		define(registry, SessionRepository.class, new MapSessionRepository(Map.of()));
		if (ClassUtils.isPresent("reactor.core.publisher.Mono", getClass().getClassLoader())) {
			define(registry, ReactiveSessionRepository.class, new ReactiveMapSessionRepository(Map.of()));
		}
		define(registry, SessionsInMemory.class, new SessionsInMemory(worker, reason));
		ignoreHealthOfRedis();
	}

	/**
	 * Unless the application wants it, as a Redis that nobody has configured is not
	 * missing.
	 */
	private void ignoreHealthOfRedis() {
		if (this.environment instanceof ConfigurableEnvironment configurable) {
			configurable.getPropertySources()
				.addLast(
						new MapPropertySource("clusterWithoutRedis", Map.of("management.health.redis.enabled", false)));
		}
	}

	private static <T> void define(BeanDefinitionRegistry registry, Class<T> type, T bean) {
		@SuppressWarnings("unchecked")
		Class<T> beanType = (Class<T>) bean.getClass();
		BeanDefinition definition = BeanDefinitionBuilder.rootBeanDefinition(beanType, () -> bean).getBeanDefinition();
		registry.registerBeanDefinition("cluster" + type.getSimpleName(), definition);
	}

}
