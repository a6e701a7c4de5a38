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

package io.github.clusterboot.stomp;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;
import org.springframework.messaging.simp.user.UserDestinationResolver;

import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.worker.Worker;

/**
 * Auto-configuration of messages to the clients of all workers.
 */
@AutoConfiguration
@ConditionalOnClusterWorker
public final class ClusterStompAutoConfiguration {

	/**
	 * Spring's simple broker.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SimpleBrokerMessageHandler.class)
	static class SimpleBrokerConfiguration {

		@Bean("io.github.clusterboot.simpleBrokerPostProcessor")
		static SimpleBrokerPostProcessor clusterSimpleBrokerPostProcessor(ObjectProvider<Worker> worker,
				ObjectProvider<UserDestinationResolver> users, Environment environment) {
			return new SimpleBrokerPostProcessor(worker, users, environment);
		}

	}

}
