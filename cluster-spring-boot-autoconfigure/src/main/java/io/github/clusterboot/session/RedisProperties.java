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

import java.util.List;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import io.github.clusterboot.boot.EmbeddedRedisMode;

/**
 * The properties that say where Redis is.
 */
public final class RedisProperties {

	private static final List<String> NAMES = List.of("url", "host", "port", "username", "password", "sentinel.master",
			"sentinel.nodes", "cluster.nodes", "masterreplica.nodes");

	/**
	 * The property that says that Redis came with {@code cluster-spring-boot-starter},
	 * for sessions: where they are elsewhere and none is configured, the application has
	 * none.
	 */
	public static final String OF_STARTER = "cluster.session.redis-of-starter";

	/**
	 * The property that says whether the primary is to run one.
	 */
	static final String EMBEDDED = "cluster.session.embedded-redis";

	private RedisProperties() {
	}

	/**
	 * Whether the application says where Redis is.
	 * @param environment the properties
	 * @return whether one of them is set
	 */
	public static boolean areSet(Environment environment) {
		Binder binder = Binder.get(environment);
		return NAMES.stream()
			.flatMap((name) -> binder.bind("spring.data.redis." + name, Bindable.listOf(String.class))
				.orElse(List.of())
				.stream())
			.anyMatch((value) -> !value.isBlank());
	}

	/**
	 * Whether the primary is to run one if none is configured.
	 */
	static EmbeddedRedisMode embedded(Environment environment) {
		return Binder.get(environment).bind(EMBEDDED, EmbeddedRedisMode.class).orElse(EmbeddedRedisMode.AUTO);
	}

}
