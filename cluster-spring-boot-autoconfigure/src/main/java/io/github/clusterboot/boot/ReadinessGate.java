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
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;

import io.github.clusterboot.worker.Worker;

/**
 * Has the worker take connections while, and only while, the application's readiness is
 * {@link ReadinessState#ACCEPTING_TRAFFIC}. A web server listens before the application's
 * runners have finished; a client must not notice. A worker that stands by is ready then,
 * and waits for the primary's word.
 */
public final class ReadinessGate implements ApplicationListener<AvailabilityChangeEvent<ReadinessState>> {

	private final @Nullable Worker worker;

	/**
	 * Creates the gate of a worker.
	 * @param worker the worker, or {@code null} outside a cluster
	 */
	public ReadinessGate(@Nullable Worker worker) {
		this.worker = worker;
	}

	@Override
	public void onApplicationEvent(AvailabilityChangeEvent<ReadinessState> event) {
		if (this.worker == null) {
			return;
		}
		if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC) {
			this.worker.accept();
		}
		else {
			this.worker.refuse();
		}
	}

}
