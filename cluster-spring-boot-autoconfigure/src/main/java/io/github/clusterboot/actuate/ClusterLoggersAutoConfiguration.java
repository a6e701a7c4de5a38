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

package io.github.clusterboot.actuate;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.logging.LoggersEndpointAutoConfiguration;
import org.springframework.boot.actuate.logging.LoggersEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.logging.LoggerGroups;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.annotation.Bean;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of log levels that hold for all workers.
 */
@AutoConfiguration(after = ClusterAutoConfiguration.class, before = LoggersEndpointAutoConfiguration.class)
@ConditionalOnClass({ LoggersEndpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(LoggingSystem.class)
@ConditionalOnClusterWorker
public final class ClusterLoggersAutoConfiguration {

	@Bean
	ClusterLoggers clusterLoggers(ObjectProvider<Worker> worker, LoggingSystem loggingSystem,
			ObjectProvider<LoggerGroups> groups) {
		return new ClusterLoggers(worker.getIfAvailable(), loggingSystem, groups.getIfAvailable(LoggerGroups::new));
	}

	@Bean
	@ConditionalOnAvailableEndpoint(LoggersEndpoint.class)
	@ConditionalOnMissingBean(LoggersEndpoint.class)
	ClusterLoggersEndpoint loggersEndpoint(ObjectProvider<Worker> worker, LoggingSystem loggingSystem,
			ObjectProvider<LoggerGroups> groups) {
		return new ClusterLoggersEndpoint(worker.getIfAvailable(), loggingSystem,
				groups.getIfAvailable(LoggerGroups::new));
	}

	@Bean
	@ConditionalOnAvailableEndpoint(endpoint = LoggersEndpoint.class, exposure = EndpointExposure.WEB)
	@ConditionalOnBean(ClusterLoggersEndpoint.class)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	ClusterLoggersEndpointExtension clusterLoggersEndpointExtension(ClusterLoggersEndpoint endpoint) {
		return new ClusterLoggersEndpointExtension(endpoint);
	}

}
