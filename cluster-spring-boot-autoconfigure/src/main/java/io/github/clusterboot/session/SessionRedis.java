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
import org.springframework.session.data.redis.ReactiveRedisIndexedSessionRepository;
import org.springframework.session.data.redis.ReactiveRedisSessionRepository;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;

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

	private final @Nullable Worker worker;

	private final boolean ofStarter;

	private final ApplicationContext context;

	private final boolean configured;

	private @Nullable SessionPlace place;

	private @Nullable SessionConnections connections;

	/**
	 * Creates a new {@link SessionRedis}.
	 * @param configured whether the application says where Redis is
	 */
	SessionRedis(ApplicationContext context, boolean configured) {
		this.worker = context.getBeanProvider(Worker.class).getIfAvailable();
		this.ofStarter = context.getBeanProvider(RedisOfStarter.class).getIfAvailable() != null;
		this.context = context;
		this.configured = configured;
	}

	boolean isOfStarter() {
		return this.ofStarter;
	}

	synchronized SessionPlace place() {
		SessionPlace place = this.place;
		if (place == null) {
			place = findPlace();
			this.place = place;
			tell(place);
		}
		return place;
	}

	private SessionPlace findPlace() {
		boolean ofApplicationAlone = this.worker == null && !this.ofStarter;
		if (this.configured || ofApplicationAlone) {
			return new SessionPlace.AsConfigured();
		}
		boolean inMemory = this.context.containsBean(IN_MEMORY);
		if (!inMemory && !isInRedis()) {
			return new SessionPlace.Unused();
		}
		SessionPlace place = SessionPlace.find(this.worker, this.context.getEnvironment());
		return (inMemory && place instanceof SessionPlace.Missing missing) ? new SessionPlace.Memory(missing.reason())
				: place;
	}

	private boolean isInRedis() {
		return Stream
			.of(RedisSessionRepository.class, RedisIndexedSessionRepository.class, ReactiveRedisSessionRepository.class,
					ReactiveRedisIndexedSessionRepository.class)
			.anyMatch((type) -> this.context.getBeanNamesForType(type, true, false).length > 0);
	}

	/**
	 * Connections for sessions alone. Outside a cluster they have none.
	 */
	synchronized Optional<RedisConnectionFactory> connections() {
		if (this.connections == null && this.worker != null) {
			this.connections = connect(place());
		}
		return Optional.ofNullable(this.connections).map(SessionConnections::factory);
	}

	private @Nullable SessionConnections connect(SessionPlace place) {
		if (place instanceof SessionPlace.Memory || place instanceof SessionPlace.Unused) {
			return null;
		}
		RedisConnectionFactory ofBoot = this.context.getBean(RedisConnectionFactory.class);
		return (place instanceof SessionPlace.Development redis) ? SessionConnections.to(redis, ofBoot)
				: SessionConnections.like(ofBoot, this.context.getBean(DataRedisConnectionDetails.class));
	}

	private void tell(SessionPlace place) {
		if (place instanceof SessionPlace.Memory memory
				&& OncePerLaunch.isFirst(this.worker, "sessions-stay-in-memory")) {
			logger.atLevel((this.worker != null) ? Level.WARN : Level.INFO)
				.log("Sessions stay in the memory of {}: no Redis is configured and {}. {}",
						(this.worker != null) ? "each worker, where no other one finds them" : "this process",
						memory.reason(), SessionPlace.ADVICE);
		}
		else if (place instanceof SessionPlace.Missing missing
				&& OncePerLaunch.isFirst(this.worker, "sessions-miss-redis")) {
			logger.warn("Requests that need a session fail until a Redis answers on localhost:6379: sessions go to "
					+ "Redis, none is configured, none answers there and {}. Point spring.data.redis.url at one",
					missing.reason());
		}
	}

	@Override
	public synchronized void destroy() {
		if (this.connections != null) {
			this.connections.close();
		}
	}

}
