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

package io.github.clusterboot.starter;

import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import io.github.clusterboot.session.RedisProperties;
import io.github.clusterboot.worker.OncePerLaunch;
import io.github.clusterboot.worker.Worker;

/**
 * Says once that caches are not in Redis, to somebody who may have expected them there:
 * where Boot has made the simple cache because nothing else was left, and where the
 * application has a Redis of its own, which Boot alone would have preferred.
 */
@AutoConfiguration(before = CacheAutoConfiguration.class)
@ConditionalOnClass({ CacheManagerCustomizer.class, CacheManager.class, DataRedisConnectionDetails.class })
public final class CacheNoticeAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(CacheNoticeAutoConfiguration.class);

	/**
	 * The kinds that Boot tries after Redis.
	 */
	private static final Map<String, String> AFTER_REDIS = Map.of("CaffeineCacheManager", "caffeine",
			"SpringCache2kCacheManager", "cache2k", "ConcurrentMapCacheManager", "simple");

	@Bean
	CacheManagerCustomizer<CacheManager> clusterCacheNotice(ObjectProvider<Worker> worker, Environment environment) {
		return (manager) -> {
			String type = AFTER_REDIS.get(manager.getClass().getSimpleName());
			if (type != null && !environment.containsProperty("spring.cache.type")
					&& (type.equals("simple") || RedisProperties.areSet(environment))
					&& OncePerLaunch.isFirst(worker.getIfAvailable(), "cache-notice")) {
				logger.info("Caches are kept in the memory of each process, not in Redis, which "
						+ "cluster-spring-boot-starter brings for sessions: spring.cache.type=redis puts them there, "
						+ "spring.cache.type={} confirms this", type);
			}
		};
	}

}
