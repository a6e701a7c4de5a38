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

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.core.env.Environment;
import org.springframework.session.MapSession;
import org.springframework.session.data.redis.RedisSessionRepository;

import io.github.clusterboot.session.MemorySessionRepository;
import io.github.clusterboot.session.ReactiveMemorySessionRepository;
import io.github.clusterboot.session.SessionsInMemory;
import io.github.clusterboot.worker.Worker;

/**
 * Keeps sessions in memory where there is no Redis at all, in an application that was
 * processed ahead of time. Its beans were chosen when it was built, so the one that would
 * keep sessions in Redis is replaced when it is made.
 */
final class MemorySessionsPostProcessor implements BeanPostProcessor, BeanFactoryAware {

	private static final Logger logger = LoggerFactory.getLogger(MemorySessionsPostProcessor.class);

	private static final String REACTIVE = "org.springframework.session.data.redis.ReactiveRedisSessionRepository";

	private final ObjectProvider<Worker> worker;

	private final Environment environment;

	private @Nullable ConfigurableListableBeanFactory beans;

	MemorySessionsPostProcessor(ObjectProvider<Worker> worker, Environment environment) {
		this.worker = worker;
		this.environment = environment;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beans = (ConfigurableListableBeanFactory) beanFactory;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (AotDetector.useGeneratedArtifacts()) {
			if (bean instanceof RedisSessionRepository) {
				return missing().<Object>map(this::inMemory).orElse(bean);
			}
			if (bean.getClass().getName().equals(REACTIVE)) {
				return missing().map((reason) -> Reactive.inMemory(created(reason), timeout())).orElse(bean);
			}
		}
		return bean;
	}

	private Optional<String> missing() {
		Worker worker = this.worker.getIfAvailable();
		if (!MissingRedis.isAllowed(worker, this.environment) || ConfiguredRedis.property(this.environment).isPresent()
				|| !isConnectionOfBoot()) {
			return Optional.empty();
		}
		Optional<String> reason = MissingRedis.reason(worker);
		reason.ifPresent((text) -> logger.info("Sessions stay in the memory of {}: no Redis is configured and {}",
				(worker != null) ? "each worker" : "this process", text));
		return reason;
	}

	private boolean isConnectionOfBoot() {
		ConfigurableListableBeanFactory beans = Objects.requireNonNull(this.beans);
		return !ConfiguredRedis.isConnectedByApplication(beans)
				&& beans.getBeanProvider(DataRedisConnectionDetails.class)
					.stream()
					.allMatch((details) -> EmbeddedRedisPostProcessor.OF_BOOT.equals(details.getClass().getName()));
	}

	private MemorySessionRepository inMemory(String reason) {
		MemorySessionRepository repository = new MemorySessionRepository(created(reason));
		repository.setDefaultMaxInactiveInterval(timeout());
		return repository;
	}

	private Runnable created(String reason) {
		Worker worker = this.worker.getIfAvailable();
		if (worker == null) {
			return () -> {
			};
		}
		return new SessionsInMemory(worker, reason)::created;
	}

	private Duration timeout() {
		Binder binder = Binder.get(this.environment);
		return Stream.of("spring.session.timeout", "server.servlet.session.timeout", "server.reactive.session.timeout")
			.flatMap((name) -> binder.bind(name, Duration.class).map(Stream::of).orElseGet(Stream::empty))
			.findFirst()
			.orElse(MapSession.DEFAULT_MAX_INACTIVE_INTERVAL);
	}

	/**
	 * What needs Reactor, which may be absent.
	 */
	private static final class Reactive {

		static Object inMemory(Runnable created, Duration timeout) {
			ReactiveMemorySessionRepository repository = new ReactiveMemorySessionRepository(created);
			repository.setDefaultMaxInactiveInterval(timeout);
			return repository;
		}

	}

}
