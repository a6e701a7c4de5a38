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

import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.beans.ConfigurablePropertyAccessor;
import org.springframework.beans.PropertyAccessorFactory;

/**
 * Reads what an object tells of itself without knowing its class, which need not be
 * there.
 */
final class BeanProperty {

	private BeanProperty() {
	}

	/**
	 * The value of a property, by its getter.
	 * @param path its name, or names with dots between them
	 * @return the value, or {@code null} if there is none of the type
	 */
	static <T> @Nullable T of(Object bean, String path, Class<T> type) {
		return read(PropertyAccessorFactory.forBeanPropertyAccess(bean), path, type);
	}

	/**
	 * The value of a field, which need not have a getter.
	 */
	static <T> @Nullable T ofField(Object bean, String path, Class<T> type) {
		return read(PropertyAccessorFactory.forDirectFieldAccess(bean), path, type);
	}

	private static <T> @Nullable T read(ConfigurablePropertyAccessor properties, String path, Class<T> type) {
		try {
			Object value = properties.isReadableProperty(path) ? properties.getPropertyValue(path) : null;
			return type.isInstance(value) ? type.cast(value) : null;
		}
		catch (BeansException ex) {
			return null;
		}
	}

}
