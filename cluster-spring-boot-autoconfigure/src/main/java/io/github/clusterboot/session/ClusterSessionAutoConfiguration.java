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
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;
import org.springframework.data.redis.serializer.JdkSerializationRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.config.ReactiveSessionRepositoryCustomizer;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.data.redis.ReactiveRedisSessionRepository;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;
import reactor.core.publisher.Mono;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.boot.ConditionalOnClusterWorker;
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
	SessionRepositoryCustomizer<RedisSessionRepository> clusterEndsUnreadableSessions(ObjectProvider<Worker> worker) {
		UnreadableSessions unreadable = new UnreadableSessions(worker.getIfAvailable());
		return (repository) -> repository.setRedisSessionMapper(unreadable.end());
	}

	@Bean
	SessionRepositoryCustomizer<RedisIndexedSessionRepository> clusterEndsUnreadableIndexedSessions(
			ObjectProvider<Worker> worker) {
		UnreadableSessions unreadable = new UnreadableSessions(worker.getIfAvailable());
		return (repository) -> repository.setRedisSessionMapper(unreadable.end());
	}

	@Bean
	@ConditionalOnClass(Mono.class)
	ReactiveSessionRepositoryCustomizer<ReactiveRedisSessionRepository> clusterEndsUnreadableWebSessions(
			ObjectProvider<Worker> worker) {
		UnreadableSessions unreadable = new UnreadableSessions(worker.getIfAvailable());
		return (repository) -> repository.setRedisSessionMapper(unreadable.endReactive());
	}

	/**
	 * The name is Spring Session's, for the serializer that it is to use.
	 */
	@Bean("springSessionDefaultRedisSerializer")
	@ConditionalOnMissingBean(name = "springSessionDefaultRedisSerializer")
	RedisSerializer<Object> springSessionDefaultRedisSerializer(ResourceLoader resourceLoader,
			ObjectProvider<Worker> worker) {
		return new LenientSerializer(new JdkSerializationRedisSerializer(resourceLoader.getClassLoader()),
				worker.getIfAvailable());
	}

}
