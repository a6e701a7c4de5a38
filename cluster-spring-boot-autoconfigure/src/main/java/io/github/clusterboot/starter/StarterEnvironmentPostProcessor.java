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

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

import io.github.clusterboot.session.RedisProperties;

/**
 * Says that Redis came with the starter, and looks for no repositories in it unless the
 * application wants them: those that it has are in another store in all likelihood, and
 * Spring Data says of each of them in three lines that it is not one of Redis.
 */
final class StarterEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	static final String ENABLED = "spring.data.redis.repositories.enabled";

	/**
	 * After the configuration files were read.
	 */
	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER + 1;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		DefaultPropertiesPropertySource.addOrMerge(Map.of(RedisProperties.OF_STARTER, true),
				environment.getPropertySources());
		if (!environment.containsProperty(ENABLED)) {
			DefaultPropertiesPropertySource.addOrMerge(Map.of(ENABLED, false), environment.getPropertySources());
		}
	}

}
