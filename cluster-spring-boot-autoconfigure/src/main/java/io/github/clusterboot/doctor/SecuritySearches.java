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

package io.github.clusterboot.doctor;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.springframework.core.env.EnumerablePropertySource;

import io.github.clusterboot.doctor.Beans.Bean;

/**
 * The ways in which is searched for what Spring Security keeps.
 */
final class SecuritySearches {

	private static final String SECURITY = "org.springframework.security.";

	private SecuritySearches() {
	}

	/**
	 * What the filters hold that need not be a bean, as configurers make it.
	 */
	static Function<Beans, Stream<String>> inFilters(String field, String type) {
		return (beans) -> chains(beans, field, type, (held) -> true);
	}

	/**
	 * The chains of filters of which one holds something in a field.
	 */
	private static Stream<String> chains(Beans beans, String field, String type, Predicate<Object> test) {
		return beans.of(SECURITY + "web.SecurityFilterChain").filter((chain) -> {
			List<?> filters = chain.property("filters", List.class);
			return filters != null && filters.stream()
				.map((filter) -> BeanProperty.ofField(filter, field, Object.class))
				.anyMatch((held) -> held != null && Beans.isA(held.getClass(), type) && test.test(held));
		}).map(Bean::name);
	}

	/**
	 * Keys for remember-me cookies that nobody has set: each worker has made up its own.
	 */
	static Stream<String> madeUpKeys(Beans beans) {
		String type = SECURITY + "web.authentication.rememberme.TokenBasedRememberMeServices";
		return chains(beans, "rememberMeServices", type, (services) -> {
			String key = BeanProperty.of(services, "key", String.class);
			return key != null && isUuid(key) && !isSet(key, beans);
		});
	}

	private static boolean isUuid(String key) {
		try {
			return UUID.fromString(key).toString().equals(key);
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static boolean isSet(String key, Beans beans) {
		return beans.environment()
			.getPropertySources()
			.stream()
			.anyMatch((source) -> source instanceof EnumerablePropertySource<?> properties
					&& Stream.of(properties.getPropertyNames())
						.anyMatch((name) -> key.equals(String.valueOf(properties.getProperty(name)))));
	}

	/**
	 * Users in memory whom a bean may change, as it keeps what changes them.
	 */
	static Stream<String> changeableUsers(Beans beans) {
		String manager = SECURITY + "provisioning.UserDetailsManager";
		return beans.of(SECURITY + "provisioning.InMemoryUserDetailsManager")
			.filter((users) -> beans.dependents(users)
				.flatMap(SecuritySearches::fieldTypes)
				.anyMatch((type) -> Beans.isA(type, manager)))
			.map(Bean::name);
	}

	private static Stream<Class<?>> fieldTypes(Class<?> type) {
		return Stream.<Class<?>>iterate(type, Objects::nonNull, Class::getSuperclass)
			.flatMap((each) -> Arrays.stream(each.getDeclaredFields()))
			.map(Field::getType);
	}

}
