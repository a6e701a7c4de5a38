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

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.ApplicationPidFileWriter;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PidFile}.
 */
class PidFileTests {

	@TempDir
	private Path directory;

	private final SpringApplication application = new SpringApplication();

	private final MockEnvironment environment = new MockEnvironment();

	@BeforeEach
	@AfterEach
	void letItBeWrittenAgain() {
		Writer.letItBeWrittenAgain();
	}

	@Test
	void thereIsNoneWithoutAWriter() {
		Path file = this.directory.resolve("app.pid");
		this.environment.setProperty("spring.pid.file", file.toString());
		assertThat(path()).isNull();
		new PidFile(this.application, this.environment).write(event());
		assertThat(file).doesNotExist();
	}

	@Test
	void hasTheNameThatBootGivesIt() {
		this.application.addListeners(new ApplicationPidFileWriter());
		assertThat(path()).isEqualTo(Path.of("application.pid"));
		this.application.setListeners(List.of(new ApplicationPidFileWriter("run/app.pid")));
		assertThat(path()).isEqualTo(Path.of("run/app.pid"));
		this.environment.setProperty("spring.pidfile", "b.pid");
		assertThat(path()).isEqualTo(Path.of("b.pid"));
		this.environment.setProperty("spring.pid.file", "a.pid");
		assertThat(path()).isEqualTo(Path.of("a.pid"));
	}

	@Test
	void hasThePidOfThisProcessThoughNoContextIsEverPrepared() {
		Path file = this.directory.resolve("app.pid");
		this.application.addListeners(new ApplicationPidFileWriter());
		this.environment.setProperty("spring.pid.file", file.toString());
		new PidFile(this.application, this.environment).write(event());
		assertThat(file).hasContent(String.valueOf(ProcessHandle.current().pid()));
	}

	private @Nullable Path path() {
		return new PidFile(this.application, this.environment).path();
	}

	private ApplicationEnvironmentPreparedEvent event() {
		return new ApplicationEnvironmentPreparedEvent(new DefaultBootstrapContext(), this.application, new String[0],
				this.environment);
	}

	/**
	 * Boot writes once in a JVM.
	 */
	private static final class Writer extends ApplicationPidFileWriter {

		static void letItBeWrittenAgain() {
			reset();
		}

	}

}
