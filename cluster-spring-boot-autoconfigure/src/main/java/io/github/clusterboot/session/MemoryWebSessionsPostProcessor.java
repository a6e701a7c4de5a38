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

import java.time.Duration;
import java.util.stream.Stream;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.InMemoryWebSessionStore;
import reactor.core.publisher.Mono;

/**
 * Keeps sessions of WebFlux in memory where there is no Redis.
 */
public final class MemoryWebSessionsPostProcessor implements BeanPostProcessor {

	private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);

	private final ObjectProvider<SessionRedis> redis;

	private final Environment environment;

	/**
	 * Creates the post-processor.
	 * @param redis knows where sessions are
	 * @param environment the properties
	 */
	public MemoryWebSessionsPostProcessor(ObjectProvider<SessionRedis> redis, Environment environment) {
		this.redis = redis;
		this.environment = environment;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (!(bean instanceof DefaultWebSessionManager manager)
				|| !(this.redis.getObject().place() instanceof SessionPlace.Memory)) {
			return bean;
		}
		TimedStore store = new TimedStore(timeout());
		Binder.get(this.environment)
			.bind("server.reactive.session.max-sessions", Integer.class)
			.ifBound(store::setMaxSessions);
		manager.setSessionStore(store);
		return this.redis.getObject()
			.inMemory()
			.<Object>map((sessions) -> new MemoryWebSessionManager(manager, sessions))
			.orElse(manager);
	}

	private Duration timeout() {
		Binder binder = Binder.get(this.environment);
		return Stream.of("spring.session.timeout", "server.reactive.session.timeout")
			.flatMap((name) -> binder.bind(name, Duration.class).map(Stream::of).orElseGet(Stream::empty))
			.findFirst()
			.orElse(DEFAULT_TIMEOUT);
	}

	private static final class TimedStore extends InMemoryWebSessionStore {

		private final Duration timeout;

		TimedStore(Duration timeout) {
			this.timeout = timeout;
		}

		@Override
		public Mono<WebSession> createWebSession() {
			return super.createWebSession().doOnNext((session) -> session.setMaxIdleTime(this.timeout));
		}

	}

}
