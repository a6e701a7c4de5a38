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
import java.util.concurrent.TimeUnit;

import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.resource.Delay;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.data.redis.serializer.JdkSerializationRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.config.ReactiveSessionRepositoryCustomizer;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.data.redis.ReactiveRedisSessionRepository;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;
import reactor.core.publisher.Mono;

import io.github.clusterboot.session.LenientSerializer;
import io.github.clusterboot.session.UnreadableSessions;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of sessions, which workers keep in Redis.
 */
@AutoConfiguration(after = ClusterAutoConfiguration.class,
		before = { DataRedisAutoConfiguration.class, DataRedisReactiveAutoConfiguration.class,
				SessionDataRedisAutoConfiguration.class })
@ConditionalOnClass({ DataRedisAutoConfiguration.class, SessionDataRedisAutoConfiguration.class,
		RedisSessionRepository.class })
@ConditionalOnWebApplication
@ConditionalOnClusterWorker
public final class ClusterSessionAutoConfiguration {

	@Bean
	static EmbeddedRedisPostProcessor clusterEmbeddedRedisPostProcessor(ObjectProvider<Worker> worker,
			Environment environment) {
		return new EmbeddedRedisPostProcessor(worker, environment);
	}

	@Bean
	static MemorySessionsPostProcessor clusterMemorySessionsPostProcessor(ObjectProvider<Worker> worker,
			Environment environment) {
		return new MemorySessionsPostProcessor(worker, environment);
	}

	@Bean
	SessionRepositoryCustomizer<RedisSessionRepository> clusterEndsUnreadableSessions() {
		return (repository) -> repository.setRedisSessionMapper(UnreadableSessions.end());
	}

	@Bean
	SessionRepositoryCustomizer<RedisIndexedSessionRepository> clusterEndsUnreadableIndexedSessions() {
		return (repository) -> repository.setRedisSessionMapper(UnreadableSessions.end());
	}

	@Bean
	@ConditionalOnClass(Mono.class)
	ReactiveSessionRepositoryCustomizer<ReactiveRedisSessionRepository> clusterEndsUnreadableWebSessions() {
		return (repository) -> repository.setRedisSessionMapper(UnreadableSessions.endReactive());
	}

	/**
	 * The name is Spring Session's, for the serializer that it is to use.
	 */
	@Bean("springSessionDefaultRedisSerializer")
	@ConditionalOnMissingBean(name = "springSessionDefaultRedisSerializer")
	RedisSerializer<Object> springSessionDefaultRedisSerializer(ResourceLoader resourceLoader) {
		return new LenientSerializer(new JdkSerializationRedisSerializer(resourceLoader.getClassLoader()));
	}

	/**
	 * What is done while Redis is away.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RedisClient.class)
	static class LettuceConfiguration {

		private static final Duration LONGEST_RECONNECT_DELAY = Duration.ofSeconds(1);

		/**
		 * By default commands wait for a connection until they time out, after a minute,
		 * and soon hold all threads of the web server.
		 */
		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		LettuceClientOptionsBuilderCustomizer clusterRejectsCommandsWhileDisconnected() {
			return (options) -> options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS);
		}

		/**
		 * By default the last delay may be half a minute.
		 */
		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		ClientResourcesBuilderCustomizer clusterReconnectsSoon() {
			Delay delay = Delay.exponential(0, LONGEST_RECONNECT_DELAY.toMillis(), TimeUnit.MILLISECONDS, 2);
			return (resources) -> resources.reconnectDelay(delay);
		}

	}

}
