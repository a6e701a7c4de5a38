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

import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationListener;

import io.github.clusterboot.worker.Worker;

/**
 * Tells the primary when the application's liveness is {@link LivenessState#BROKEN}: it
 * cannot recover, and wants to be replaced.
 */
public final class LivenessReport implements ApplicationListener<AvailabilityChangeEvent<LivenessState>> {

	private final @Nullable Worker worker;

	/**
	 * Creates the report of a worker.
	 * @param worker the worker, or {@code null} outside a cluster
	 */
	public LivenessReport(@Nullable Worker worker) {
		this.worker = worker;
	}

	@Override
	public void onApplicationEvent(AvailabilityChangeEvent<LivenessState> event) {
		if (this.worker != null && event.getState() == LivenessState.BROKEN) {
			this.worker.broken();
		}
	}

}
