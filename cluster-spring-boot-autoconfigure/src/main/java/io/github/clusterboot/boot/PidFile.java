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

import java.io.File;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.ApplicationPidFileWriter;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ReflectionUtils;

/**
 * The file into which an application has Boot write its pid. Whoever reads that wants the
 * primary, which never gets as far as Boot's writer does it. Workers write none: the
 * writer removes its file when its process ends, which another worker may have written by
 * then.
 */
final class PidFile {

	/**
	 * Which name the file, in the order of Boot's writer.
	 */
	private static final List<String> PROPERTIES = List.of("spring.pid.file", "spring.pidfile", "PIDFILE", "pidfile");

	private final @Nullable ApplicationPidFileWriter writer;

	private final ConfigurableEnvironment environment;

	PidFile(SpringApplication application, ConfigurableEnvironment environment) {
		this.writer = application.getListeners()
			.stream()
			.filter(ApplicationPidFileWriter.class::isInstance)
			.map(ApplicationPidFileWriter.class::cast)
			.findFirst()
			.orElse(null);
		this.environment = environment;
	}

	/**
	 * The file, or {@code null} if the application has none written.
	 */
	@Nullable Path path() {
		ApplicationPidFileWriter writer = this.writer;
		if (writer == null) {
			return null;
		}
		return PROPERTIES.stream()
			.map(this.environment::getProperty)
			.filter(Objects::nonNull)
			.findFirst()
			.map(Path::of)
			.orElseGet(() -> givenTo(writer));
	}

	/**
	 * Nothing else tells what the constructor was given.
	 */
	private static Path givenTo(ApplicationPidFileWriter writer) {
		Field field = Objects.requireNonNull(ReflectionUtils.findField(ApplicationPidFileWriter.class, "file"));
		ReflectionUtils.makeAccessible(field);
		return ((File) Objects.requireNonNull(ReflectionUtils.getField(field, writer))).toPath();
	}

	/**
	 * Has Boot's writer write nothing in this process: what it waits for is past.
	 */
	void leaveToThePrimary() {
		if (this.writer != null) {
			this.writer.setTriggerEventType(ApplicationStartingEvent.class);
		}
	}

	/**
	 * Has Boot's writer write the pid of this process, unless it has done so.
	 * @param event what it writes it for; later ones never come in a primary
	 */
	void write(ApplicationEnvironmentPreparedEvent event) {
		if (this.writer != null) {
			this.writer.setTriggerEventType(ApplicationEnvironmentPreparedEvent.class);
			this.writer.onApplicationEvent(event);
		}
	}

}
