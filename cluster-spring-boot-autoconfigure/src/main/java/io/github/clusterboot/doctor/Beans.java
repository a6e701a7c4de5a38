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
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/**
 * The beans of the application as they are: none is made because it is looked at.
 *
 * @param factory has the beans
 * @param environment the application's
 * @param workers how many workers there are to be
 */
record Beans(ConfigurableListableBeanFactory factory, ConfigurableEnvironment environment, int workers) {

	/**
	 * The beans of a type.
	 * @param type the name of a class that need not be there
	 */
	Stream<Bean> of(String type) {
		Class<?> resolved = type(type);
		return (resolved != null) ? of(resolved) : Stream.empty();
	}

	Stream<Bean> of(Class<?> type) {
		return Arrays.stream(this.factory.getBeanNamesForType(type, true, false))
			.map(BeanFactoryUtils::transformedBeanName)
			.filter((name) -> !ScopedProxyUtils.isScopedTarget(name))
			.map((name) -> bean(name, type));
	}

	/**
	 * The types of the beans that a bean was injected into.
	 */
	Stream<Class<?>> dependents(String name) {
		return Arrays.stream(this.factory.getDependentBeans(name))
			.filter(this.factory::containsBean)
			.<Class<?>>mapMulti((dependent, types) -> {
				Class<?> type = this.factory.getType(dependent, false);
				if (type != null) {
					types.accept(type);
				}
			});
	}

	private Bean bean(String name, Class<?> type) {
		Object singleton = this.factory.containsSingleton(name) ? this.factory.getSingleton(name) : null;
		Object target = (singleton != null) ? AopProxyUtils.getSingletonTarget(singleton) : null;
		Object instance = (target != null) ? target : singleton;
		return new Bean(name, (target != null) ? target.getClass() : this.factory.getType(name, false),
				type.isInstance(instance) ? instance : null);
	}

	@SuppressWarnings("unchecked")
	<T> T property(String name, T standard) {
		return Binder.get(this.environment).bind(name, (Class<T>) standard.getClass()).orElse(standard);
	}

	@Nullable Class<?> type(String name) {
		try {
			return ClassUtils.forName(name, this.factory.getBeanClassLoader());
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

	boolean isInstance(String type, @Nullable Object object) {
		Class<?> resolved = type(type);
		return resolved != null && resolved.isInstance(object);
	}

	/**
	 * A bean.
	 *
	 * @param name its name
	 * @param type its type as far as it is known
	 * @param instance it itself, or {@code null} if it has not been made yet or is
	 * something that makes the bean
	 */
	record Bean(String name, @Nullable Class<?> type, @Nullable Object instance) {

		<T> @Nullable T property(String path, Class<T> wanted) {
			return (this.instance != null) ? BeanProperty.of(this.instance, path, wanted) : null;
		}

	}

}
