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

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.session.data.redis.RedisSessionRepository;

/**
 * Auto-configuration of sessions where there is no Redis at all, in workers and
 * elsewhere: an application that runs unclustered, as in a test, is not to need one
 * because of the starter.
 */
@AutoConfiguration(after = ClusterSessionAutoConfiguration.class,
		before = { DataRedisAutoConfiguration.class, DataRedisReactiveAutoConfiguration.class,
				SessionDataRedisAutoConfiguration.class })
@ConditionalOnClass({ DataRedisAutoConfiguration.class, SessionDataRedisAutoConfiguration.class,
		RedisSessionRepository.class })
@ConditionalOnWebApplication
@Import(MemorySessionsRegistrar.class)
public final class ClusterSessionFallbackAutoConfiguration {

	private ClusterSessionFallbackAutoConfiguration() {
	}

}
