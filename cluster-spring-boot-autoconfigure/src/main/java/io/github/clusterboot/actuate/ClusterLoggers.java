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

package io.github.clusterboot.actuate;

import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.actuate.logging.LoggersEndpoint;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerGroups;
import org.springframework.boot.logging.LoggingSystem;

import io.github.clusterboot.worker.Worker;

/**
 * Sets the log levels in this worker that were set for all workers. By the time of the
 * application's beans the logging system has taken its levels from the configuration, and
 * does not take them again.
 */
public final class ClusterLoggers implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(ClusterLoggers.class);

	private final @Nullable Worker worker;

	private final LoggersEndpoint loggers;

	/**
	 * Creates the loggers of a worker.
	 * @param worker is told the levels; {@code null} outside a cluster
	 * @param loggingSystem the logging system
	 * @param groups the groups of loggers
	 */
	public ClusterLoggers(@Nullable Worker worker, LoggingSystem loggingSystem, LoggerGroups groups) {
		this.worker = worker;
		this.loggers = new LoggersEndpoint(loggingSystem, groups);
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.worker != null) {
			this.worker.applyLogLevels(this::set);
		}
	}

	private void set(String name, @Nullable String level) {
		try {
			this.loggers.configureLogLevel(name,
					(level != null) ? LogLevel.valueOf(level.toUpperCase(Locale.ROOT)) : null);
		}
		catch (RuntimeException ex) {
			logger.warn("The level of {} could not be set to {}", name, level, ex);
		}
	}

}
