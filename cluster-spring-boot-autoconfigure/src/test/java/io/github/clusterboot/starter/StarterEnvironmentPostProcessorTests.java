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

package io.github.clusterboot.starter;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.core.env.StandardEnvironment;

import io.github.clusterboot.session.RedisProperties;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StarterEnvironmentPostProcessor}.
 */
class StarterEnvironmentPostProcessorTests {

	private final StandardEnvironment environment = new StandardEnvironment();

	@Test
	void thereAreNoneUnlessTheyAreWanted() {
		assertThat(enabled()).isFalse();
	}

	@Test
	void applicationHasThemIfItSaysSo() {
		TestPropertyValues.of("spring.data.redis.repositories.enabled=true").applyTo(this.environment);
		assertThat(enabled()).isTrue();
	}

	@Test
	void defaultPropertiesOfTheApplicationCountAndStay() {
		DefaultPropertiesPropertySource.addOrMerge(
				Map.of(StarterEnvironmentPostProcessor.ENABLED, true, "own", "value"),
				this.environment.getPropertySources());
		assertThat(enabled()).isTrue();
		assertThat(this.environment.getProperty("own")).isEqualTo("value");
	}

	@Test
	void redisIsOfTheStarter() {
		enabled();
		assertThat(this.environment.getProperty(RedisProperties.OF_STARTER)).isEqualTo("true");
	}

	private Boolean enabled() {
		new StarterEnvironmentPostProcessor().postProcessEnvironment(this.environment, new SpringApplication());
		return this.environment.getProperty(StarterEnvironmentPostProcessor.ENABLED, Boolean.class);
	}

}
