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

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.session.data.redis.ReactiveRedisIndexedSessionRepository;
import org.springframework.session.data.redis.ReactiveRedisSessionRepository;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;

import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.primary.LocalRedis;
import io.github.clusterboot.session.SessionPlace.Keeper;
import io.github.clusterboot.worker.OncePerLaunch;
import io.github.clusterboot.worker.Worker;

/**
 * The place of sessions, and the connections to it that are theirs alone. Decided while
 * the application runs, when it is first asked, as it may have been processed ahead of
 * time on another machine.
 */
public final class SessionRedis implements BeanFactoryAware, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(SessionRedis.class);

	/**
	 * What only Boot defines, with any kind of sessions in Redis.
	 */
	private static final String OF_BOOT = "springBootSessionRepositoryCustomizer";

	private static final List<Class<?>> PLAIN = List.of(RedisSessionRepository.class,
			ReactiveRedisSessionRepository.class);

	/**
	 * These can be kept nowhere else.
	 */
	private static final List<Class<?>> INDEXED = List.of(RedisIndexedSessionRepository.class,
			ReactiveRedisIndexedSessionRepository.class);

	private final @Nullable Worker worker;

	private final boolean ofStarter;

	private final Environment environment;

	private @Nullable ConfigurableListableBeanFactory beans;

	private @Nullable SessionPlace place;

	private @Nullable SessionConnections connections;

	/**
	 * Creates what decides.
	 * @param worker this process as a worker, if it is one
	 * @param ofStarter says that Redis is there for sessions only
	 * @param environment the properties
	 */
	public SessionRedis(ObjectProvider<Worker> worker, ObjectProvider<RedisOfStarter> ofStarter,
			Environment environment) {
		this.worker = worker.getIfAvailable();
		this.ofStarter = ofStarter.getIfAvailable() != null;
		this.environment = environment;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beans = (ConfigurableListableBeanFactory) beanFactory;
	}

	private ConfigurableListableBeanFactory beans() {
		ConfigurableListableBeanFactory beans = this.beans;
		if (beans == null) {
			throw new IllegalStateException("There is no bean factory yet");
		}
		return beans;
	}

	synchronized SessionPlace place() {
		SessionPlace place = this.place;
		if (place == null) {
			place = isOfApplicationAlone() ? new SessionPlace.AsConfigured() : SessionPlace.of(mode(),
					ConfiguredRedis.find(this.environment, beans()).isPresent(), keeper(), this::find);
			this.place = place;
			tell(place);
		}
		return place;
	}

	/**
	 * Whether neither the cluster nor the starter is concerned: all is as Boot makes it.
	 */
	private boolean isOfApplicationAlone() {
		return this.worker == null && !this.ofStarter;
	}

	boolean isOfStarter() {
		return this.ofStarter;
	}

	/**
	 * Why sessions stay in the memory of this process.
	 * @return the reason, or empty if they do not
	 */
	public Optional<SessionsInMemory> inMemory() {
		return (place() instanceof SessionPlace.Memory memory && this.worker != null)
				? Optional.of(new SessionsInMemory(this.worker, memory.reason())) : Optional.empty();
	}

	/**
	 * Connections for sessions alone. Outside a cluster they have none.
	 */
	synchronized Optional<RedisConnectionFactory> connections() {
		SessionPlace place = place();
		if (this.worker == null || ConfiguredRedis.isConnectedByApplication(beans())) {
			return Optional.empty();
		}
		if (this.connections == null && place instanceof SessionPlace.Development development) {
			this.connections = SessionConnections.to(development, connectionsOfBoot());
		}
		else if (this.connections == null
				&& (place instanceof SessionPlace.AsConfigured || place instanceof SessionPlace.Missing)) {
			this.connections = SessionConnections.like(connectionsOfBoot(),
					beans().getBean(DataRedisConnectionDetails.class));
		}
		return Optional.ofNullable(this.connections).map(SessionConnections::factory);
	}

	private RedisConnectionFactory connectionsOfBoot() {
		return beans().getBean(RedisConnectionFactory.class);
	}

	/**
	 * A process that is no worker has nobody who runs a Redis for it.
	 */
	private EmbeddedRedisMode mode() {
		EmbeddedRedisMode mode = ConfiguredRedis.embedded(this.environment);
		return (this.worker == null && mode == EmbeddedRedisMode.TRUE) ? EmbeddedRedisMode.AUTO : mode;
	}

	private Keeper keeper() {
		if (isAnyDefined(INDEXED)) {
			return Keeper.APPLICATION;
		}
		if (!isAnyDefined(PLAIN)) {
			return Keeper.NOBODY;
		}
		return (this.ofStarter && beans().containsBean(OF_BOOT)) ? Keeper.STARTER : Keeper.APPLICATION;
	}

	private boolean isAnyDefined(List<Class<?>> types) {
		return types.stream()
			.anyMatch((type) -> BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans(), type, true,
					false).length > 0);
	}

	private Message.Redis find() {
		if (this.worker == null) {
			return new Message.Redis(0, LocalRedis.answers() ? LocalRedis.PORT : 0, null,
					"none answers on localhost:" + LocalRedis.PORT);
		}
		try {
			return this.worker.redis();
		}
		catch (IOException ex) {
			throw new IllegalStateException("The primary cannot be asked for a Redis", ex);
		}
	}

	private void tell(SessionPlace place) {
		if (place instanceof SessionPlace.Memory memory
				&& OncePerLaunch.isFirst(this.worker, "sessions-stay-in-memory")) {
			logger.atLevel((this.worker != null) ? Level.WARN : Level.INFO)
				.log("Sessions stay in the memory of {}: no Redis is configured and {}",
						(this.worker != null) ? "each worker" : "this process", memory.reason());
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
