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

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

/**
 * Finds the pools that have more connections, all workers together, than their database
 * allows. Asks only where that costs next to nothing: with a connection of HikariCP that
 * is open and idle.
 */
final class ConnectionLimit {

	private static final String MYSQL = "SELECT @@max_connections";

	private static final Map<String, String> QUESTIONS = Map.of("postgresql", "SHOW max_connections", "mysql", MYSQL,
			"mariadb", MYSQL);

	private static final int PATIENCE_IN_SECONDS = 1;

	private ConnectionLimit() {
	}

	static Stream<String> exceeded(Beans beans) {
		// a reload starts a worker before it ends another one
		int processes = beans.workers() + 1;
		return beans.of(DataSource.class.getName()).mapMulti((bean, found) -> {
			if (bean.instance() instanceof DataSource dataSource) {
				String excess = excess(DatabaseUrl.unwrap(dataSource), processes);
				if (excess != null) {
					found.accept(bean.name() + excess);
				}
			}
		});
	}

	private static @Nullable String excess(DataSource pool, int processes) {
		String question = DatabaseUrl.of(pool).map((url) -> QUESTIONS.get(url.split(":")[1])).orElse(null);
		Integer idle = BeanProperty.of(pool, "hikariPoolMXBean.idleConnections", Integer.class);
		Integer size = BeanProperty.of(pool, "maximumPoolSize", Integer.class);
		if (question == null || idle == null || idle == 0 || size == null) {
			return null;
		}
		int allowed = ask(pool, question);
		return (processes * size > allowed)
				? " (%d x %d connections, the database allows %d)".formatted(processes, size, allowed) : null;
	}

	private static int ask(DataSource pool, String question) {
		try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement()) {
			statement.setQueryTimeout(PATIENCE_IN_SECONDS);
			try (ResultSet result = statement.executeQuery(question)) {
				return result.next() ? result.getInt(1) : Integer.MAX_VALUE;
			}
		}
		catch (SQLException ex) {
			return Integer.MAX_VALUE;
		}
	}

}
