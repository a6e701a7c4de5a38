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

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

import io.github.clusterboot.boot.ClusterProperties;
import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of what is said about an application that several workers run.
 */
@AutoConfiguration
@ConditionalOnClusterWorker
@ConditionalOnBooleanProperty(name = "cluster.doctor.enabled", matchIfMissing = true)
public final class ClusterDoctorAutoConfiguration {

	/**
	 * Post-processors are made before properties can be bound to beans.
	 */
	private static List<String> ignored(Environment environment) {
		return Binder.get(environment).bindOrCreate("cluster.doctor", ClusterProperties.Doctor.class).ignore();
	}

	@Bean
	static LockedDatabaseCheck clusterLockedDatabaseCheck(ObjectProvider<Worker> worker, Environment environment) {
		return new LockedDatabaseCheck(() -> ignored(environment).contains("locked-database") ? 0
				: new WorkerCount(worker.getIfAvailable()).getAsInt());
	}

	@Bean
	Doctor clusterDoctor(ObjectProvider<Worker> worker, ConfigurableListableBeanFactory beans,
			ConfigurableEnvironment environment) {
		return new Doctor(worker.getIfAvailable(), beans, environment, ignored(environment));
	}

	/**
	 * The endpoint.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnAvailableEndpoint
		ClusterDoctorEndpoint clusterDoctorEndpoint(Doctor doctor) {
			return new ClusterDoctorEndpoint(doctor);
		}

	}

}
