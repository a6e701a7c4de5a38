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

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.InstanceSupplier;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.StringUtils;

/**
 * In which way the application has configured a Redis, if any: a property that says where
 * it is, or a bean. Docker Compose and Testcontainers contribute beans.
 */
public final class ConfiguredRedis {

	private static final List<String> TEXTS = List.of("url", "host", "port", "username", "password", "sentinel.master");

	private static final List<String> LISTS = List.of("sentinel.nodes", "cluster.nodes", "masterreplica.nodes");

	private static final List<Class<?>> CONNECTIONS = List.of(RedisConnectionFactory.class,
			ReactiveRedisConnectionFactory.class);

	private static final List<Class<?>> PLACES = List.of(DataRedisConnectionDetails.class, RedisConfiguration.class);

	private ConfiguredRedis() {
	}

	/**
	 * How it is configured.
	 * @param environment the properties
	 * @param beans all that is defined
	 * @return the name of a property or of a type of bean, or empty if it is not
	 */
	public static Optional<String> find(Environment environment, ConfigurableListableBeanFactory beans) {
		return property(environment).or(() -> bean(beans, PLACES)).or(() -> bean(beans, CONNECTIONS));
	}

	private static Optional<String> property(Environment environment) {
		Binder binder = Binder.get(environment);
		Optional<String> text = TEXTS.stream()
			.filter((name) -> StringUtils.hasText(binder.bind(name(name), String.class).orElse("")))
			.findFirst();
		return text
			.or(() -> LISTS.stream()
				.filter((name) -> !binder.bind(name(name), Bindable.listOf(String.class)).orElse(List.of()).isEmpty())
				.findFirst())
			.map(ConfiguredRedis::name);
	}

	/**
	 * Whether the application connects by itself, and not to where the connection details
	 * say.
	 * @param beans all that is defined
	 * @return whether there is a connection factory that is not Boot's
	 */
	static boolean isConnectedByApplication(ConfigurableListableBeanFactory beans) {
		return bean(beans, CONNECTIONS).isPresent();
	}

	private static boolean isDefinedByBoot(ConfigurableListableBeanFactory beans, String name) {
		if (!beans.containsBeanDefinition(name)) {
			return false;
		}
		BeanDefinition definition = beans.getMergedBeanDefinition(name);
		Class<?> definedIn = null;
		if (definition instanceof RootBeanDefinition root
				&& root.getInstanceSupplier() instanceof InstanceSupplier<?> aot && aot.getFactoryMethod() != null) {
			definedIn = aot.getFactoryMethod().getDeclaringClass();
		}
		else if (definition.getFactoryBeanName() != null) {
			definedIn = beans.getType(definition.getFactoryBeanName());
		}
		return definedIn != null && definedIn.getName().startsWith("org.springframework.boot.");
	}

	/**
	 * Whether the primary is to run one if none is configured.
	 * @param environment the properties
	 * @return whether it is
	 */
	static EmbeddedRedisMode embedded(Environment environment) {
		return Binder.get(environment)
			.bind("cluster.session.embedded-redis", EmbeddedRedisMode.class)
			.orElse(EmbeddedRedisMode.AUTO);
	}

	private static String name(String property) {
		return "spring.data.redis." + property;
	}

	/**
	 * The first of the types of which there is a bean that is not Boot's.
	 */
	private static Optional<String> bean(ConfigurableListableBeanFactory beans, List<Class<?>> types) {
		return types.stream()
			.filter((type) -> Arrays
				.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type, true, false))
				.anyMatch((name) -> !isDefinedByBoot(beans, name)))
			.map(Class::getName)
			.findFirst();
	}

}
