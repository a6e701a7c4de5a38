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

package io.github.clusterboot.lean;

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.jvm.JavaCommand;
import io.github.clusterboot.jvm.JavaWorkerCommand;
import io.github.clusterboot.jvm.JvmShare;
import io.github.clusterboot.primary.Primary;
import io.github.clusterboot.primary.PrimarySettings;
import io.github.clusterboot.redis.EmbeddedRedis;
import io.github.clusterboot.redis.RedisCommand;
import io.github.clusterboot.startup.StartupCache;
import io.github.clusterboot.startup.StartupCacheSettings;

/**
 * What a primary is made of, as plain data, since it may be made in another JVM.
 *
 * @param settings what is wanted
 * @param java how the JVM that was launched was started
 * @param share what a worker may use of the machine
 * @param workerArguments further JVM arguments of the user for workers
 * @param cache what is kept between launches
 * @param redis the Redis for development, or {@code null} if there is to be none
 * @param pidFile the file with the primary's pid, to be removed when it ends, or
 * {@code null} if there is none
 */
public record PrimarySpecification(PrimarySettings settings, JavaCommand java, JvmShare share,
		List<String> workerArguments, StartupCacheSettings cache, @Nullable RedisCommand redis,
		@Nullable Path pidFile) {

	/**
	 * Makes the primary.
	 * @return the primary, to be run
	 */
	public Primary primary() {
		int workers = this.settings.fleet().workers() + this.settings.fleet().standby();
		return new Primary(this.settings, new JavaWorkerCommand(this.java, this.share, this.workerArguments,
				new StartupCache(this.cache, this.java, workers)), new EmbeddedRedis(this.redis));
	}

	/**
	 * The same for a JVM that has not got the application's libraries.
	 * @param directory where the program of Redis is unpacked
	 */
	PrimarySpecification withRedisIn(Path directory) {
		return (this.redis == null) ? this : new PrimarySpecification(this.settings, this.java, this.share,
				this.workerArguments, this.cache, this.redis.withProgram(directory), this.pidFile);
	}

}
