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

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.ClassUtils;

/**
 * Connections to Redis for sessions alone. They are configured as those of Boot, but say
 * at once that Redis is away, and look for it every second: by default commands wait for
 * a connection until they time out, after a minute, and soon hold all threads of the web
 * server, and the last delay before it is looked for again may be half a minute.
 *
 * @param factory makes the connections
 * @param resources what they share with those of Boot
 */
record SessionConnections(LettuceConnectionFactory factory, ClientResources resources) {

	private static final Duration LONGEST_RECONNECT_DELAY = Duration.ofSeconds(1);

	/**
	 * Connections to the Redis for development.
	 */
	static SessionConnections to(SessionPlace.Development redis) {
		RedisStandaloneConfiguration place = new RedisStandaloneConfiguration("127.0.0.1", redis.port());
		place.setPassword(redis.password());
		return to(place, LettuceClientConfiguration.defaultConfiguration());
	}

	/**
	 * Connections to where those of Boot go.
	 */
	static SessionConnections like(LettuceConnectionFactory ofBoot) {
		RedisConfiguration place = Stream
			.<@Nullable RedisConfiguration>of(ofBoot.getClusterConfiguration(), ofBoot.getSentinelConfiguration(),
					ofBoot.getSocketConfiguration(), ofBoot.getStandaloneConfiguration())
			.filter(Objects::nonNull)
			.findFirst()
			.orElseThrow();
		return to(place, ofBoot.getClientConfiguration());
	}

	private static SessionConnections to(RedisConfiguration place, LettuceClientConfiguration client) {
		ClientResources resources = client.getClientResources()
			.map(SessionConnections::sharing)
			.orElseGet(ClientResources::builder)
			.reconnectDelay(Delay.exponential(0, LONGEST_RECONNECT_DELAY.toMillis(), TimeUnit.MILLISECONDS, 2))
			.build();
		LettuceConnectionFactory factory = new LettuceConnectionFactory(place, differing(client, Map
			.of("getClientOptions", Optional.of(options(client)), "getClientResources", Optional.of(resources))));
		factory.afterPropertiesSet();
		return new SessionConnections(factory, resources);
	}

	void close() {
		this.factory.destroy();
		this.resources.shutdown();
	}

	/**
	 * With what is set here again, closing them leaves the shared parts open.
	 */
	private static ClientResources.Builder sharing(ClientResources shared) {
		return shared.mutate()
			.eventExecutorGroup(shared.eventExecutorGroup())
			.timer(shared.timer())
			.commandLatencyRecorder(shared.commandLatencyRecorder());
	}

	/**
	 * What the application has chosen itself stays.
	 */
	private static ClientOptions options(LettuceClientConfiguration client) {
		ClientOptions options = client.getClientOptions().orElseGet(ClientOptions::create);
		return (options.getDisconnectedBehavior() != DisconnectedBehavior.DEFAULT) ? options
				: options.mutate().disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS).build();
	}

	/**
	 * The same configuration, a pool included, with other answers to some questions.
	 */
	private static LettuceClientConfiguration differing(LettuceClientConfiguration client,
			Map<String, Object> answers) {
		return (LettuceClientConfiguration) Proxy.newProxyInstance(LettuceClientConfiguration.class.getClassLoader(),
				ClassUtils.getAllInterfaces(client), (proxy, method, arguments) -> {
					Object answer = answers.get(method.getName());
					try {
						return (answer != null) ? answer : method.invoke(client, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

}
