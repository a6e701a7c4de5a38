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

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/**
 * The beans of the application as they are: none is made because it is looked at. Types
 * have names here, as their classes need not be there.
 *
 * @param factory has the beans
 * @param environment the application's
 * @param workers how many workers there are to be
 * @param all the beans
 */
record Beans(ConfigurableListableBeanFactory factory, ConfigurableEnvironment environment, int workers,
		List<Bean> all) {

	static Beans of(ConfigurableListableBeanFactory factory, ConfigurableEnvironment environment, int workers) {
		List<Bean> all = Stream.of(factory.getBeanDefinitionNames(), factory.getSingletonNames())
			.flatMap(Arrays::stream)
			.distinct()
			.filter((name) -> !ScopedProxyUtils.isScopedTarget(name))
			.map((name) -> bean(name, factory))
			.toList();
		return new Beans(factory, environment, workers, all);
	}

	private static Bean bean(String name, ConfigurableListableBeanFactory factory) {
		Object singleton = factory.containsSingleton(name) ? factory.getSingleton(name) : null;
		Object target = (singleton != null) ? AopProxyUtils.getSingletonTarget(singleton) : null;
		Object instance = (target != null) ? target : singleton;
		Set<String> types = new HashSet<>();
		Class<?> type = (target != null) ? target.getClass() : type(name, factory);
		addTypes(type, types);
		addTypes((instance != null) ? instance.getClass() : type(BeanFactory.FACTORY_BEAN_PREFIX + name, factory),
				types);
		return new Bean(name, type, types, instance);
	}

	/**
	 * A bean need not be one that could be made.
	 */
	private static @Nullable Class<?> type(String name, ConfigurableListableBeanFactory factory) {
		try {
			return factory.getType(name, false);
		}
		catch (BeansException | LinkageError ex) {
			return null;
		}
	}

	private static void addTypes(@Nullable Class<?> type, Set<String> types) {
		if (type != null) {
			for (Class<?> each = type; each != null; each = each.getSuperclass()) {
				types.add(each.getName());
			}
			ClassUtils.getAllInterfacesForClassAsSet(type).forEach((each) -> types.add(each.getName()));
		}
	}

	static boolean isA(Class<?> type, String name) {
		Set<String> types = new HashSet<>();
		addTypes(type, types);
		return types.contains(name);
	}

	/**
	 * The beans of a type, and what makes them.
	 */
	Stream<Bean> of(String type) {
		return this.all.stream().filter((bean) -> bean.types().contains(type));
	}

	boolean have(String type) {
		return of(type).findAny().isPresent();
	}

	/**
	 * The types of the beans that a bean was injected into.
	 */
	Stream<Class<?>> dependents(Bean bean) {
		Set<String> names = Set.copyOf(Arrays.asList(this.factory.getDependentBeans(bean.name())));
		return this.all.stream().filter((each) -> names.contains(each.name())).mapMulti((each, types) -> {
			Class<?> type = each.type();
			if (type != null) {
				types.accept(type);
			}
		});
	}

	@SuppressWarnings("unchecked")
	<T> T property(String name, T standard) {
		return Binder.get(this.environment).bind(name, (Class<T>) standard.getClass()).orElse(standard);
	}

	/**
	 * A bean.
	 *
	 * @param name its name
	 * @param type its type as far as it is known
	 * @param types the names of its types, and of those of what makes it
	 * @param instance it itself, or what makes it, or {@code null} if it has not been
	 * made yet
	 */
	record Bean(String name, @Nullable Class<?> type, Set<String> types, @Nullable Object instance) {

		<T> @Nullable T property(String path, Class<T> wanted) {
			return (this.instance != null) ? BeanProperty.of(this.instance, path, wanted) : null;
		}

	}

}
