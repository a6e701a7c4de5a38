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

import javax.sql.DataSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;

import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of what is said about an application that several workers run.
 */
@AutoConfiguration
@ConditionalOnClusterWorker
public final class ClusterDoctorAutoConfiguration {

	/**
	 * Databases by JDBC.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(DataSource.class)
	static class JdbcConfiguration {

		@Bean
		static BeanCheck<DataSource> clusterDataSourceCheck(ObjectProvider<Worker> worker) {
			Splits splits = new Splits(worker);
			return new BeanCheck<>(DataSource.class, (bean) -> DatabaseUrl.of(bean).ifPresent(splits::database));
		}

	}

	/**
	 * Databases of Spring JDBC, which are in memory and do not tell their URL.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(EmbeddedDatabase.class)
	static class EmbeddedDatabaseConfiguration {

		@Bean
		static BeanCheck<EmbeddedDatabase> clusterEmbeddedDatabaseCheck(ObjectProvider<Worker> worker) {
			Splits splits = new Splits(worker);
			return new BeanCheck<>(EmbeddedDatabase.class,
					(bean) -> splits.databaseInMemory("an embedded database of Spring JDBC"));
		}

	}

	/**
	 * Messages to the clients of WebSockets.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SimpleBrokerMessageHandler.class)
	static class SimpleBrokerConfiguration {

		@Bean
		static BeanCheck<SimpleBrokerMessageHandler> clusterSimpleBrokerCheck(ObjectProvider<Worker> worker) {
			Splits splits = new Splits(worker);
			return new BeanCheck<>(SimpleBrokerMessageHandler.class, (bean) -> splits.simpleBroker());
		}

	}

}
