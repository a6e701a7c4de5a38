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

package io.github.clusterboot.autoconfigure.starter;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizer;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import io.github.clusterboot.worker.OncePerLaunch;
import io.github.clusterboot.worker.Worker;

/**
 * Says once that caches are not in Redis, to somebody who may have expected them there:
 * where Boot has made the simple cache because nothing else was left.
 */
@AutoConfiguration(before = CacheAutoConfiguration.class)
@ConditionalOnClass({ CacheManagerCustomizer.class, ConcurrentMapCacheManager.class })
public final class SimpleCacheNoticeAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(SimpleCacheNoticeAutoConfiguration.class);

	@Bean
	CacheManagerCustomizer<ConcurrentMapCacheManager> clusterSimpleCacheNotice(ObjectProvider<Worker> worker,
			Environment environment) {
		return (manager) -> {
			if (!environment.containsProperty("spring.cache.type")
					&& OncePerLaunch.isFirst(worker.getIfAvailable(), "simple-cache")) {
				logger.info("Caches are kept in the memory of each process, not in the Redis that "
						+ "cluster-spring-boot-starter brings for sessions: spring.cache.type=redis puts them there, "
						+ "spring.cache.type=simple confirms this");
			}
		};
	}

}
