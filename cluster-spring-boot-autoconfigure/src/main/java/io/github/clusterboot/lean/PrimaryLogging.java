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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.boot.ansi.AnsiColor;
import org.springframework.boot.ansi.AnsiOutput;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.logging.LogFile;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * How a lean primary logs: as the JVM that was launched would, without all that Boot
 * reads a configuration with.
 *
 * @param system the class of Boot's logging system, or what else
 * {@link LoggingSystem#SYSTEM_PROPERTY} may be
 * @param ownConfiguration whether the application brings a configuration of its logging
 * system, or classes for it
 * @param ansi whether the console shows colours
 * @param levels the levels of loggers
 * @param properties properties of the environment
 * @param profiles the active profiles
 */
record PrimaryLogging(String system, boolean ownConfiguration, boolean ansi, Map<String, String> levels,
		Map<String, String> properties, List<String> profiles) {

	private static final String CONFIGURATION = "logging.config";

	private static final String LOGBACK = "org.springframework.boot.logging.logback.LogbackLoggingSystem";

	private static final List<String> LOGBACK_CONFIGURATIONS = List.of("logback-test.xml", "logback.xml",
			"logback-test-spring.xml", "logback-spring.xml");

	/**
	 * What Boot's own configuration is made with. All else, such as passwords, is left
	 * out.
	 */
	private static final List<String> PREFIXES = List.of("logging.", "spring.application.", "spring.main.",
			"spring.output.");

	/**
	 * The next JVM has these itself.
	 */
	private static final Set<String> OF_PROCESS = Set.of(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
			StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);

	/**
	 * Finds out how the running JVM logs.
	 * @param environment the environment, prepared, with its logging system initialized
	 * @param loader the class loader of the application
	 */
	static PrimaryLogging of(ConfigurableEnvironment environment, ClassLoader loader) {
		LoggingSystem loggingSystem = LoggingSystem.get(loader);
		String system = System.getProperty(LoggingSystem.SYSTEM_PROPERTY, loggingSystem.getClass().getName());
		// classes of the application may be behind structured logging
		boolean own = !system.equals(LOGBACK) || environment.containsProperty(CONFIGURATION)
				|| Binder.get(environment)
					.bind("logging.structured", Bindable.mapOf(String.class, Object.class))
					.isBound()
				|| LOGBACK_CONFIGURATIONS.stream().anyMatch((name) -> loader.getResource(name) != null);
		boolean ansi = !AnsiOutput.toString(AnsiColor.RED, "").isEmpty();
		return new PrimaryLogging(system, own, ansi, levels(loggingSystem), properties(environment, own),
				List.of(environment.getActiveProfiles()));
	}

	private static Map<String, String> levels(LoggingSystem system) {
		Map<String, String> levels = new LinkedHashMap<>();
		try {
			for (LoggerConfiguration logger : system.getLoggerConfigurations()) {
				LogLevel level = logger.getConfiguredLevel();
				if (level != null) {
					levels.put(logger.getName(), level.name());
				}
			}
		}
		catch (UnsupportedOperationException ex) {
			// the logging system "none"
		}
		return levels;
	}

	private static Map<String, String> properties(ConfigurableEnvironment environment, boolean all) {
		Map<String, String> properties = new LinkedHashMap<>();
		environment.getPropertySources()
			.stream()
			.filter((source) -> !OF_PROCESS.contains(source.getName()))
			.flatMap((source) -> (source instanceof EnumerablePropertySource<?> enumerable)
					? Stream.of(enumerable.getPropertyNames()) : Stream.empty())
			.filter((name) -> all || PREFIXES.stream().anyMatch(name::startsWith))
			.forEach((name) -> add(name, environment, properties));
		return properties;
	}

	private static void add(String name, ConfigurableEnvironment environment, Map<String, String> properties) {
		try {
			String value = environment.getProperty(name);
			if (value != null) {
				properties.put(name, value);
			}
		}
		catch (RuntimeException ex) {
			// a placeholder that nobody resolves, or a source that fails
		}
	}

	/**
	 * Has this JVM log like that.
	 */
	void start() {
		// else Boot would look for it in the factories of all jars
		System.setProperty(LoggingSystem.SYSTEM_PROPERTY, this.system);
		AnsiOutput.setEnabled(this.ansi ? AnsiOutput.Enabled.ALWAYS : AnsiOutput.Enabled.NEVER);
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("primary", Map.copyOf(this.properties)));
		environment.setActiveProfiles(this.profiles.toArray(String[]::new));
		ConfigurationPropertySources.attach(environment);
		LoggingSystem loggingSystem = LoggingSystem.get(PrimaryLogging.class.getClassLoader());
		loggingSystem.beforeInitialize();
		LogFile file = LogFile.get(environment);
		loggingSystem.getSystemProperties(environment).apply(file);
		String configuration = environment.getProperty(CONFIGURATION);
		loggingSystem.initialize(new LoggingInitializationContext(environment),
				(configuration != null) ? configuration.trim() : null, file);
		this.levels.forEach((logger, level) -> loggingSystem.setLogLevel(logger, LogLevel.valueOf(level)));
		Runnable shutdown = loggingSystem.getShutdownHandler();
		if (shutdown != null && environment.getProperty("logging.register-shutdown-hook", Boolean.class, true)) {
			Runtime.getRuntime().addShutdownHook(new Thread(shutdown, "cluster-log"));
		}
	}

}
