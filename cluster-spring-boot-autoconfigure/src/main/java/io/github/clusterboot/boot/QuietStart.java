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

package io.github.clusterboot.boot;

import java.util.ArrayList;
import java.util.List;

import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.Environment;

/**
 * Keeps a worker from logging once more what the first one of its generation has logged:
 * what frameworks and this starter say at level INFO while an application starts. What
 * the application itself logs, and levels that somebody has set, stay as they are.
 */
final class QuietStart {

	/**
	 * Not all of {@code org.springframework} and {@code org.apache}: applications and
	 * clients that they configure are there, too.
	 */
	private static final List<String> LOGGERS = List.of("com.zaxxer.hikari", "io.github.clusterboot.boot",
			"io.github.clusterboot.door", "io.github.clusterboot.jetty", "io.github.clusterboot.session",
			"io.github.clusterboot.tomcat", "org.apache.catalina", "org.apache.coyote", "org.apache.tomcat",
			"org.eclipse.jetty", "org.hibernate", "org.springframework.boot", "org.springframework.context",
			"org.springframework.data", "org.springframework.jdbc", "org.springframework.messaging",
			"org.springframework.orm", "org.springframework.scheduling", "org.springframework.security",
			"org.springframework.session", "org.springframework.web");

	private final LoggingSystem loggingSystem;

	private final List<String> quiet = new ArrayList<>();

	QuietStart(LoggingSystem loggingSystem) {
		this.loggingSystem = loggingSystem;
	}

	void begin(Environment environment) {
		// whatever configures logging sets a level of the root, this one only a person
		if (environment.containsProperty("logging.level.root")) {
			return;
		}
		try {
			LOGGERS.forEach(this::silence);
		}
		catch (UnsupportedOperationException ex) {
			// a logging system need not be able to tell levels, or to change them
		}
	}

	private void silence(String name) {
		// one that does not exist yet is not known to a logging system
		LoggerFactory.getLogger(name);
		LoggerConfiguration logger = this.loggingSystem.getLoggerConfiguration(name);
		if (logger != null && logger.getEffectiveLevel() == LogLevel.INFO && logger.getConfiguredLevel() == null) {
			this.loggingSystem.setLogLevel(name, LogLevel.WARN);
			this.quiet.add(name);
		}
	}

	void end() {
		for (String name : this.quiet) {
			LoggerConfiguration logger = this.loggingSystem.getLoggerConfiguration(name);
			if (logger != null && logger.getConfiguredLevel() == LogLevel.WARN) {
				this.loggingSystem.setLogLevel(name, null);
			}
		}
		this.quiet.clear();
	}

}
