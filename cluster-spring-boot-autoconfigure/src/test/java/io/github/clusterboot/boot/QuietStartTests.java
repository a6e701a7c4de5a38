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

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link QuietStart}.
 */
class QuietStartTests {

	private static final String SPRING = "org.springframework.boot";

	private final LoggingSystem system = LoggingSystem.get(getClass().getClassLoader());

	private final LogLevel root = this.system.getLoggerConfiguration(LoggingSystem.ROOT_LOGGER_NAME)
		.getEffectiveLevel();

	private final Logger framework = LoggerFactory.getLogger(SPRING + ".tomcat.TomcatWebServer");

	private final Logger application = LoggerFactory.getLogger("com.example.Application");

	private final MockEnvironment environment = new MockEnvironment();

	private final QuietStart quietStart = new QuietStart(this.system);

	@BeforeEach
	void logAsAnApplicationDoes() {
		level(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.INFO);
		// which an application of another test may have set
		level("org", null);
		level(SPRING, null);
	}

	@AfterEach
	void restore() {
		this.quietStart.end();
		level(LoggingSystem.ROOT_LOGGER_NAME, this.root);
		level(SPRING, null);
	}

	@Test
	void frameworksTellOnlyWarningsUntilTheEnd() {
		begin();
		assertThat(this.framework.isInfoEnabled()).isFalse();
		assertThat(this.framework.isWarnEnabled()).isTrue();
		assertThat(this.application.isInfoEnabled()).isTrue();
		this.quietStart.end();
		assertThat(this.framework.isInfoEnabled()).isTrue();
	}

	@Test
	void levelsThatTheApplicationSetsAreKept() {
		level(SPRING, LogLevel.INFO);
		begin();
		assertThat(this.framework.isInfoEnabled()).isTrue();
		this.quietStart.end();
		assertThat(this.system.getLoggerConfiguration(SPRING).getConfiguredLevel()).isEqualTo(LogLevel.INFO);
	}

	@Test
	void levelThatTheApplicationSetsForAllIsKept() {
		this.environment.setProperty("logging.level.root", "info");
		begin();
		assertThat(this.framework.isInfoEnabled()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.samples.petclinic.PetClinicApplication",
			"org.apache.kafka.clients.producer.ProducerConfig", "org.apache.camel.impl.engine.AbstractCamelContext",
			"org.springframework.bootstrap.Application" })
	void applicationsBesideFrameworksAreHeard(String name) {
		begin();
		assertThat(LoggerFactory.getLogger(name).isInfoEnabled()).isTrue();
	}

	@Test
	void loggingSystemThatTellsNoLevelsIsLeftAlone() {
		QuietStart none = new QuietStart(new LoggingSystem() {

			@Override
			public void beforeInitialize() {
			}

		});
		none.begin(this.environment);
		none.end();
		assertThat(this.framework.isInfoEnabled()).isTrue();
	}

	@Test
	void whoDebugsSeesAll() {
		level(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.DEBUG);
		begin();
		assertThat(this.framework.isDebugEnabled()).isTrue();
	}

	@Test
	void levelThatIsSetMeanwhileIsKept() {
		begin();
		level(SPRING, LogLevel.DEBUG);
		this.quietStart.end();
		assertThat(this.framework.isDebugEnabled()).isTrue();
	}

	private void begin() {
		this.quietStart.begin(this.environment);
	}

	private void level(String name, @Nullable LogLevel level) {
		this.system.setLogLevel(name, level);
	}

}
