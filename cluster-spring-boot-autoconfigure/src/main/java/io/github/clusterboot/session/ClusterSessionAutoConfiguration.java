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

import java.util.concurrent.ConcurrentHashMap;

import io.lettuce.core.RedisClient;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.data.redis.health.DataRedisHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ResourceLoader;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.ReactiveMapSessionRepository;
import org.springframework.session.ReactiveSessionRepository;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.boot.ConditionalOnClusterWorker;

/**
 * Auto-configuration of sessions in Redis. It comes after what connects to Redis, so that
 * it sees what other auto-configurations define in Boot's place.
 */
@AutoConfiguration(after = { ClusterAutoConfiguration.class, DataRedisAutoConfiguration.class,
		DataRedisReactiveAutoConfiguration.class }, before = SessionDataRedisAutoConfiguration.class)
@ConditionalOnClass({ DataRedisAutoConfiguration.class, SessionDataRedisAutoConfiguration.class,
		RedisSessionRepository.class })
@ConditionalOnWebApplication
public final class ClusterSessionAutoConfiguration {

	/**
	 * Attributes of sessions that cannot be read. The name is Spring Session's, for the
	 * serializer that it is to use.
	 */
	@Bean("springSessionDefaultRedisSerializer")
	@ConditionalOnClusterWorker
	@ConditionalOnMissingBean(name = "springSessionDefaultRedisSerializer")
	RedisSerializer<Object> springSessionDefaultRedisSerializer(ResourceLoader resourceLoader) {
		return new LenientSerializer(resourceLoader.getClassLoader());
	}

	/**
	 * Connections for sessions, which are Lettuce's.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RedisClient.class)
	@Conditional(OnNoRedisBean.class)
	static class LettuceConfiguration {

		@Bean
		SessionRedis clusterSessionRedis(ApplicationContext context) {
			return new SessionRedis(context);
		}

		@Bean
		static SessionRedisPostProcessor clusterSessionRedisPostProcessor(ObjectProvider<SessionRedis> redis) {
			return new SessionRedisPostProcessor(redis);
		}

		/**
		 * Sessions in memory: with a repository there, Boot configures none in Redis, and
		 * as there is no filter of Spring Session, the web server keeps them. The primary
		 * is asked last, as that starts a Redis.
		 */
		@Configuration(proxyBeanMethods = false)
		@ConditionalOnBooleanProperty(RedisProperties.OF_STARTER)
		@ConditionalOnMissingBean({ SessionRepository.class, ReactiveSessionRepository.class })
		@ConditionalOnProperty(name = "spring.session.data.redis.repository-type", havingValue = "default",
				matchIfMissing = true)
		static class MemoryConfiguration {

			@Bean(SessionRedis.IN_MEMORY)
			@ConditionalOnWebApplication(type = Type.SERVLET)
			@Conditional(OnNothingToConnectTo.class)
			MapSessionRepository clusterSessionsInMemory() {
				return new MapSessionRepository(new ConcurrentHashMap<>());
			}

			@Bean(SessionRedis.IN_MEMORY)
			@ConditionalOnWebApplication(type = Type.REACTIVE)
			@Conditional(OnNothingToConnectTo.class)
			ReactiveMapSessionRepository clusterWebSessionsInMemory() {
				return new ReactiveMapSessionRepository(new ConcurrentHashMap<>());
			}

		}

		/**
		 * The health of Redis.
		 */
		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass({ HealthContributor.class, DataRedisHealthIndicator.class })
		@ConditionalOnBooleanProperty(RedisProperties.OF_STARTER)
		static class HealthConfiguration {

			@Bean
			static RedisHealthPostProcessor clusterRedisHealth(ObjectProvider<SessionRedis> redis) {
				return new RedisHealthPostProcessor(redis);
			}

		}

	}

}
