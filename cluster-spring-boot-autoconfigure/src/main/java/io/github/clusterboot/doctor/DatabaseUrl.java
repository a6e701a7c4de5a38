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
		DataSource unwrapped = unwrap(dataSource);
		return NAMES.stream()
			.map((name) -> BeanProperty.of(unwrapped, name, String.class))
			.filter(Objects::nonNull)
			.findFirst();
	}

	/**
	 * What Spring's proxies of data sources lead to in the end.
	 */
	static DataSource unwrap(DataSource dataSource) {
		DataSource wrapped = BeanProperty.of(dataSource, WRAPPED, DataSource.class);
		return (wrapped != null) ? unwrap(wrapped) : dataSource;
	}

	/**
	 * What can be shown of a URL: a password may follow.
	 */
	static String withoutParameters(String url) {
		return url.replaceFirst("[;?].*", "");
	}

}
