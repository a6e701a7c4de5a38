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

package io.github.clusterboot.session;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisProperties}.
 */
class RedisPropertiesTests {

	@ParameterizedTest
	@ValueSource(strings = { "url=redis://example.com", "host=redis", "port=6380", "username=me", "password=secret",
			"sentinel.master=main", "sentinel.nodes=a:1,b:2", "cluster.nodes=a:1", "cluster.nodes[0]=a:1",
			"masterreplica.nodes=a:1" })
	void sayWhereItIs(String property) {
		assertThat(areSet(property)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "url=", "host= ", "url=${ABSENT:}", "timeout=2s", "repositories.enabled=false",
			"client-type=lettuce", "lettuce.pool.enabled=false", "database=1" })
	void doNotSayWhereItIs(String property) {
		assertThat(areSet(property)).isFalse();
	}

	private static boolean areSet(String property) {
		StandardEnvironment environment = new StandardEnvironment();
		TestPropertyValues.of("spring.data.redis." + property).applyTo(environment);
		return RedisProperties.areSet(environment);
	}

}
