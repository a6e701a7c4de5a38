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

package io.github.clusterboot.boot;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;

import io.github.clusterboot.worker.Worker;

/**
 * Keeps Boot's graceful shutdown short where a drain is out of time: it would wait again
 * for what the drain has waited for already, until the primary kills the worker, and what
 * else there is to be closed would not be.
 */
public final class ShutdownPatience implements SmartInitializingSingleton {

	private static final Duration SHORT = Duration.ofMillis(500);

	private final @Nullable Worker worker;

	private final ConfigurableListableBeanFactory beans;

	/**
	 * Creates the patience of a worker.
	 * @param worker the worker, or {@code null} outside a cluster
	 * @param beans has the lifecycle processor
	 */
	public ShutdownPatience(@Nullable Worker worker, ConfigurableListableBeanFactory beans) {
		this.worker = worker;
		this.beans = beans;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.worker != null) {
			this.worker.onDrainOutOfTime(this::shorten);
		}
	}

	private void shorten() {
		if (this.beans.getSingleton(
				AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME) instanceof DefaultLifecycleProcessor processor) {
			processor.setTimeoutPerShutdownPhase(SHORT.toMillis());
		}
	}

}
