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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ansi.AnsiColor;
import org.springframework.boot.ansi.AnsiOutput;
import org.springframework.boot.logging.LogFile;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * How a primary in a JVM of its own logs: as the JVM would that was launched. What
 * follows from the configuration is found out there, and is done here, without all that
 * Boot reads a configuration with.
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

	private static final List<String> LOGBACK_CONFIGURATIONS = List.of("logback-test.groovy", "logback-test.xml",
			"logback.groovy", "logback.xml", "logback-test-spring.groovy", "logback-test-spring.xml",
			"logback-spring.groovy", "logback-spring.xml");

	/**
	 * What Boot's own configuration is made with.
	 */
	private static final List<String> PREFIXES = List.of("logging.", "spring.application.", "spring.main.",
			"spring.output.");

	/**
	 * Those that Boot has no public list of.
	 */
	private static final List<String> OTHERS = List.of(LogFile.FILE_NAME_PROPERTY, LogFile.FILE_PATH_PROPERTY,
			"logging.include-application-name", "logging.include-application-group", "logging.console.enabled",
			"logging.register-shutdown-hook", "logging.logback.rollingpolicy.file-name-pattern",
			"logging.logback.rollingpolicy.clean-history-on-start", "logging.logback.rollingpolicy.max-file-size",
			"logging.logback.rollingpolicy.total-size-cap", "logging.logback.rollingpolicy.max-history", CONFIGURATION);

	/**
	 * Classes of the application may be behind these.
	 */
	private static final String STRUCTURED = "logging.structured.";

	/**
	 * Finds out how the running JVM logs.
	 * @param environment the environment, prepared, with its logging system initialized
	 * @param loader the class loader of the application
	 * @return the same for another JVM
	 */
	static PrimaryLogging of(ConfigurableEnvironment environment, ClassLoader loader) {
		LoggingSystem loggingSystem = LoggingSystem.get(loader);
		String system = System.getProperty(LoggingSystem.SYSTEM_PROPERTY, loggingSystem.getClass().getName());
		boolean own = !system.equals(LOGBACK) || environment.containsProperty(CONFIGURATION)
				|| names(environment).anyMatch((name) -> name.startsWith(STRUCTURED))
				|| environment.containsProperty(applicationProperty(LoggingSystemProperty.CONSOLE_STRUCTURED_FORMAT))
				|| environment.containsProperty(applicationProperty(LoggingSystemProperty.FILE_STRUCTURED_FORMAT))
				|| LOGBACK_CONFIGURATIONS.stream().anyMatch((name) -> loader.getResource(name) != null);
		boolean ansi = AnsiOutput.toString(AnsiColor.RED, "").length() > 0;
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
		Set<String> names = new LinkedHashSet<>();
		names(environment).filter((name) -> all || PREFIXES.stream().anyMatch(name::startsWith)).forEach(names::add);
		// wherever they come from: variables of the environment have other names
		for (LoggingSystemProperty property : LoggingSystemProperty.values()) {
			String name = property.getApplicationPropertyName();
			if (name != null) {
				names.add(name);
			}
		}
		names.addAll(OTHERS);
		Map<String, String> properties = new LinkedHashMap<>();
		for (String name : names) {
			String value = value(environment, name);
			if (value != null) {
				properties.put(name, value);
			}
		}
		return properties;
	}

	private static @Nullable String value(ConfigurableEnvironment environment, String name) {
		try {
			return environment.getProperty(name);
		}
		catch (RuntimeException ex) {
			// a placeholder that nobody resolves, or a source that fails
			return null;
		}
	}

	private static Stream<String> names(ConfigurableEnvironment environment) {
		List<String> names = new ArrayList<>();
		for (PropertySource<?> source : environment.getPropertySources()) {
			if (source instanceof EnumerablePropertySource<?> enumerable && !isOfProcess(source)) {
				names.addAll(List.of(enumerable.getPropertyNames()));
			}
		}
		return names.stream();
	}

	/**
	 * Each JVM has these of its own.
	 */
	private static boolean isOfProcess(PropertySource<?> source) {
		return source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)
				|| source.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
	}

	private static String applicationProperty(LoggingSystemProperty property) {
		String name = property.getApplicationPropertyName();
		return (name != null) ? name : "";
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
		environment.setActiveProfiles(this.profiles.toArray(new String[0]));
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
