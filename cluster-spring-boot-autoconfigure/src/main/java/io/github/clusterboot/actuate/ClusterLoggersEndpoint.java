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
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.logging.LoggersEndpoint;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerGroups;
import org.springframework.boot.logging.LoggingSystem;

import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.peer.WorkerRequest;
import io.github.clusterboot.worker.Worker;

/**
 * The endpoint {@code loggers} of a worker. A level that is set is set in every worker,
 * unless one worker was asked for. AOT processing finds the superclass's annotation here
 * too, and fails where it is not repeated.
 */
@RegisterReflectionForBinding({ LoggersEndpoint.GroupLoggerLevelsDescriptor.class,
		LoggersEndpoint.SingleLoggerLevelsDescriptor.class })
public class ClusterLoggersEndpoint extends LoggersEndpoint {

	private final @Nullable Worker worker;

	/**
	 * Creates the endpoint.
	 * @param worker tells the others; {@code null} outside a cluster
	 * @param loggingSystem the logging system
	 * @param groups the groups of loggers
	 */
	public ClusterLoggersEndpoint(@Nullable Worker worker, LoggingSystem loggingSystem, LoggerGroups groups) {
		super(loggingSystem, groups);
		this.worker = worker;
	}

	@Override
	@WriteOperation
	public void configureLogLevel(@Selector String name, @Nullable LogLevel configuredLevel) {
		configureLogLevel(name, configuredLevel, WorkerRequest.isForOneWorker(null));
	}

	/**
	 * Sets a level.
	 * @param inOneWorker whether only in this worker
	 */
	void configureLogLevel(String name, @Nullable LogLevel configuredLevel, boolean inOneWorker) {
		// at once, so that who has set it reads what is set
		super.configureLogLevel(name, configuredLevel);
		if (this.worker != null && !inOneWorker) {
			this.worker.send(new Message.LogLevel(name, (configuredLevel != null) ? configuredLevel.name() : null));
		}
	}

}
