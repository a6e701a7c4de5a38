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

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.BeansException;
import org.springframework.beans.PropertyAccessorFactory;

/**
 * Finds out which database a bean leads to, without a connection to it: that would open
 * the database.
 */
final class DatabaseUrl {

	/**
	 * As HikariCP, other pools and the data sources of drivers call it.
	 */
	private static final List<String> NAMES = List.of("jdbcUrl", "url", "URL");

	private static final String WRAPPED = "targetDataSource";

	private DatabaseUrl() {
	}

	static Optional<String> of(DataSource dataSource) {
		Optional<String> url = NAMES.stream()
			.map((name) -> property(dataSource, name, String.class))
			.filter(Objects::nonNull)
			.findFirst();
		DataSource wrapped = url.isEmpty() ? property(dataSource, WRAPPED, DataSource.class) : null;
		return (wrapped != null) ? of(wrapped) : url;
	}

	private static <T> @Nullable T property(Object bean, String name, Class<T> type) {
		try {
			BeanWrapper properties = PropertyAccessorFactory.forBeanPropertyAccess(bean);
			Object value = properties.isReadableProperty(name) ? properties.getPropertyValue(name) : null;
			return type.isInstance(value) ? type.cast(value) : null;
		}
		catch (BeansException ex) {
			return null;
		}
	}

}
