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

import java.lang.reflect.Modifier;
import java.util.Map;

import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.FixedValue;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.StringUtils;

/**
 * Classes of libraries that would be too much for a test: they have the names, and the
 * getters that are asked for.
 */
final class StubClasses {

	private ClassLoader classLoader = getClass().getClassLoader();

	private ApplicationContextRunner runner = new ApplicationContextRunner();

	StubClasses bean(String type) {
		return bean(type, Map.of());
	}

	StubClasses bean(String type, Map<String, Object> properties) {
		Class<?> stub = define(type, properties);
		return register(StringUtils.uncapitalize(stub.getSimpleName()), stub);
	}

	private <T> StubClasses register(String name, Class<T> type) {
		this.runner = this.runner.withBean(name, type);
		return this;
	}

	Object instance(String type) throws ReflectiveOperationException {
		return define(type, Map.of()).getConstructor().newInstance();
	}

	private Class<?> define(String type, Map<String, Object> properties) {
		DynamicType.Builder<?> builder = new ByteBuddy().subclass(Object.class).name(type);
		for (Map.Entry<String, Object> property : properties.entrySet()) {
			builder = builder
				.defineMethod("get" + StringUtils.capitalize(property.getKey()), Object.class, Modifier.PUBLIC)
				.intercept(FixedValue.value(property.getValue()));
		}
		Class<?> stub = builder.make().load(this.classLoader, ClassLoadingStrategy.Default.CHILD_FIRST).getLoaded();
		this.classLoader = stub.getClassLoader();
		return stub;
	}

	ApplicationContextRunner runner() {
		return this.runner.withClassLoader(this.classLoader);
	}

}
