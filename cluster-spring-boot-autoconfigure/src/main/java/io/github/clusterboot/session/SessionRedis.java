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
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.session.data.redis.ReactiveRedisIndexedSessionRepository;
import org.springframework.session.data.redis.ReactiveRedisSessionRepository;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;

import io.github.clusterboot.redis.LocalRedis;
import io.github.clusterboot.worker.OncePerLaunch;
import io.github.clusterboot.worker.Worker;

/**
 * The place of sessions, and the connections to it that are theirs alone.
 */
final class SessionRedis implements DisposableBean {

	/**
	 * The name of the bean that keeps Boot from configuring sessions in Redis.
	 */
	static final String IN_MEMORY = "clusterSessionsInMemory";

	private static final Logger logger = LoggerFactory.getLogger(SessionRedis.class);

	private final ApplicationContext context;

	private final @Nullable Worker worker;

	private @Nullable SessionPlace place;

	private @Nullable SessionConnections connections;

	SessionRedis(ApplicationContext context) {
		this.context = context;
		this.worker = context.getBeanProvider(Worker.class).getIfAvailable();
	}

	synchronized SessionPlace place() {
		if (this.place == null) {
			this.place = findPlace();
		}
		return this.place;
	}

	private SessionPlace findPlace() {
		boolean ofApplicationAlone = this.worker == null
				&& !this.context.getEnvironment().getProperty(RedisProperties.OF_STARTER, Boolean.class, false);
		if (ofApplicationAlone || RedisProperties.areSet(this.context.getEnvironment())) {
			return new SessionPlace.AsConfigured();
		}
		boolean inMemory = this.context.containsBean(IN_MEMORY);
		if (!inMemory && !isInRedis()) {
			return LocalRedis.answers() ? new SessionPlace.AsConfigured()
					: new SessionPlace.Nowhere("none answers on localhost:" + LocalRedis.PORT);
		}
		SessionPlace place = SessionPlace.find(this.worker, this.context.getEnvironment());
		if (place instanceof SessionPlace.Nowhere nowhere) {
			tell(nowhere.reason(), inMemory);
			return inMemory ? nowhere : new SessionPlace.AsConfigured();
		}
		return place;
	}

	private boolean isInRedis() {
		return Stream
			.of(RedisSessionRepository.class, RedisIndexedSessionRepository.class, ReactiveRedisSessionRepository.class,
					ReactiveRedisIndexedSessionRepository.class)
			.anyMatch((type) -> this.context.getBeanNamesForType(type, true, false).length > 0);
	}

	private void tell(String reason, boolean inMemory) {
		if (!OncePerLaunch.isFirst(this.worker, "sessions-miss-redis")) {
			return;
		}
		if (inMemory) {
			logger.atLevel((this.worker != null) ? Level.WARN : Level.INFO)
				.log("Sessions stay in the memory of {}: no Redis is configured and {}. {}",
						(this.worker != null) ? "each worker, where no other one finds them" : "this process", reason,
						SessionPlace.ADVICE);
		}
		else {
			logger.warn("Requests that need a session fail until a Redis answers on localhost:6379: sessions go to "
					+ "Redis, none is configured, none answers there and {}. Point spring.data.redis.url at one",
					reason);
		}
	}

	/**
	 * Connections for sessions alone. Outside a cluster, or where Boot's are not of
	 * Lettuce, they have none.
	 */
	synchronized Optional<RedisConnectionFactory> connections() {
		if (this.connections == null && this.worker != null) {
			this.connections = connect(place());
		}
		return Optional.ofNullable(this.connections).map(SessionConnections::factory);
	}

	private @Nullable SessionConnections connect(SessionPlace place) {
		if (place instanceof SessionPlace.Development redis) {
			return SessionConnections.to(redis);
		}
		boolean like = place instanceof SessionPlace.AsConfigured
				&& this.context.getBean(DataRedisConnectionDetails.class).getMasterReplica() == null;
		return (like && this.context.getBean(RedisConnectionFactory.class) instanceof LettuceConnectionFactory ofBoot)
				? SessionConnections.like(ofBoot) : null;
	}

	@Override
	public synchronized void destroy() {
		if (this.connections != null) {
			this.connections.close();
		}
	}

}
