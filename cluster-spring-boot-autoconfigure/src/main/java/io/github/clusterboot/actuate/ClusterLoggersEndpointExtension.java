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

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.boot.actuate.logging.LoggersEndpoint;
import org.springframework.boot.logging.LogLevel;

import io.github.clusterboot.peer.WorkerRequest;

/**
 * Takes the parameter {@code worker} of a request for the endpoint {@code loggers}, whose
 * operations are Boot's over JMX, where nobody asks for a worker.
 */
@EndpointWebExtension(endpoint = LoggersEndpoint.class)
public class ClusterLoggersEndpointExtension {

	private final ClusterLoggersEndpoint endpoint;

	ClusterLoggersEndpointExtension(ClusterLoggersEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Sets a level.
	 * @param name the name of a logger or of a group
	 * @param configuredLevel the level, or {@code null} for the one above
	 * @param worker the worker that is asked for, or {@code null} for all
	 */
	@WriteOperation
	public void configureLogLevel(@Selector String name, @Nullable LogLevel configuredLevel, @Nullable String worker) {
		this.endpoint.configureLogLevel(name, configuredLevel, WorkerRequest.isForOneWorker(worker));
	}

}
