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

package io.github.clusterboot.tomcat;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.context.annotation.Bean;

import io.github.clusterboot.boot.ConditionalOnClusterWorker;
import io.github.clusterboot.peer.ManagementPath;
import io.github.clusterboot.worker.Worker;

/**
 * Tomcat on a management port of its own. Its context takes the class of the
 * application's web server factory, but not its customizers.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnClass(TomcatWebServerFactory.class)
@ConditionalOnClusterWorker
public final class ClusterTomcatManagementContextConfiguration {

	@Bean
	ClusterTomcatCustomizer clusterManagementTomcatCustomizer(ObjectProvider<Worker> worker) {
		return new ClusterTomcatCustomizer(worker.getIfAvailable(), true);
	}

	@Bean
	WorkerPathCustomizer clusterManagementWorkerPathCustomizer(ObjectProvider<Worker> worker,
			ObjectProvider<ManagementPath> managementPath) {
		return new WorkerPathCustomizer(worker.getIfAvailable(), managementPath.getIfAvailable());
	}

}
