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

package io.github.clusterboot.cache;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of local caches from which all workers evict what one does. The
 * property {@code cluster.cache.evict} is asked for when the application runs, as
 * conditions are decided ahead of time.
 */
@AutoConfiguration
@ConditionalOnClusterWorker
public final class ClusterCacheAutoConfiguration {

	private ClusterCacheAutoConfiguration() {
	}

	@Bean("io.github.clusterboot.localCacheManagerPostProcessor")
	static LocalCacheManagerPostProcessor clusterLocalCacheManagerPostProcessor(ObjectProvider<Worker> worker,
			Environment environment) {
		return new LocalCacheManagerPostProcessor(worker, environment);
	}

}
