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
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.health.DataRedisHealthIndicator;
import org.springframework.boot.data.redis.health.DataRedisReactiveHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.session.data.redis.RedisSessionRepository;
import org.springframework.web.server.session.WebSessionManager;
import reactor.core.publisher.Flux;

import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of the place of sessions in workers and elsewhere: what is
 * configured, that for development, or memory.
 */
@AutoConfiguration
@ConditionalOnClass({ DataRedisAutoConfiguration.class, SessionDataRedisAutoConfiguration.class,
		RedisSessionRepository.class })
@ConditionalOnWebApplication
public final class ClusterSessionRedisAutoConfiguration {

	@Bean
	SessionRedis clusterSessionRedis(ObjectProvider<Worker> worker, ObjectProvider<RedisOfStarter> ofStarter,
			Environment environment) {
		return new SessionRedis(worker, ofStarter, environment);
	}

	@Bean
	static SessionRedisPostProcessor clusterSessionRedisPostProcessor(ObjectProvider<SessionRedis> redis) {
		return new SessionRedisPostProcessor(redis);
	}

	/**
	 * Sessions in memory, of servlets.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	static class ServletConfiguration {

		@Bean
		static ContainerSessionsPostProcessor clusterContainerSessions(ObjectProvider<SessionRedis> redis) {
			return new ContainerSessionsPostProcessor(redis);
		}

		@Bean
		@ConditionalOnClusterWorker
		ServletContextInitializer clusterMemorySessionListener(SessionRedis redis) {
			return (context) -> redis.inMemory().map(MemorySessionListener::new).ifPresent(context::addListener);
		}

	}

	/**
	 * Sessions in memory, of WebFlux.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass(WebSessionManager.class)
	static class ReactiveConfiguration {

		@Bean
		static MemoryWebSessionsPostProcessor clusterMemoryWebSessions(ObjectProvider<SessionRedis> redis,
				Environment environment) {
			return new MemoryWebSessionsPostProcessor(redis, environment);
		}

	}

	/**
	 * The health of Redis.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthContributor.class, DataRedisHealthIndicator.class })
	static class HealthConfiguration {

		@Bean
		static RedisHealthPostProcessor clusterRedisHealth(ObjectProvider<SessionRedis> redis) {
			return new RedisHealthPostProcessor(redis);
		}

	}

	/**
	 * The health of Redis, where Reactor is there.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthContributor.class, DataRedisReactiveHealthIndicator.class, Flux.class })
	static class ReactiveHealthConfiguration {

		@Bean
		static ReactiveRedisHealthPostProcessor clusterReactiveRedisHealth(ObjectProvider<SessionRedis> redis) {
			return new ReactiveRedisHealthPostProcessor(redis);
		}

	}

}
