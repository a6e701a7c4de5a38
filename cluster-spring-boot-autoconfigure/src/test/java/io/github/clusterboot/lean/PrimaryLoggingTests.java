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

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PrimaryLogging}.
 */
class PrimaryLoggingTests {

	@Test
	void takesWhatLoggingIsMadeWith() {
		PrimaryLogging logging = of(Map.of("spring.application.name", "${name}", "name", "shop", "logging.file.name",
				"app.log", "db.password", "secret"));
		assertThat(logging.ownConfiguration()).isFalse();
		assertThat(logging.properties()).containsEntry("spring.application.name", "shop")
			.containsEntry("logging.file.name", "app.log")
			.doesNotContainKey("db.password");
	}

	@Test
	void aConfigurationOfItsOwnMayUseAllProperties() {
		PrimaryLogging logging = of(Map.of("logging.config", "my.xml", "shop.customer", "acme"));
		assertThat(logging.ownConfiguration()).isTrue();
		assertThat(logging.properties()).containsEntry("shop.customer", "acme");
	}

	@Test
	void structuredLoggingMayUseClassesOfTheApplication() {
		assertThat(of(Map.of("logging.structured.format.console", "ecs")).ownConfiguration()).isTrue();
	}

	@Test
	void leavesOutWhatCannotBeResolved() {
		assertThat(of(Map.of("logging.file.name", "${nobody.knows}")).properties())
			.doesNotContainKey("logging.file.name");
	}

	@Test
	void knowsTheLevels() {
		assertThat(of(Map.of()).levels()).containsKey("ROOT");
	}

	private PrimaryLogging of(Map<String, Object> properties) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
		return PrimaryLogging.of(environment, getClass().getClassLoader());
	}

}
