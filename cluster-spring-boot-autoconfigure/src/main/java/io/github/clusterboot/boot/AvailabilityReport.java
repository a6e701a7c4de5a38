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
import org.springframework.boot.availability.AvailabilityState;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;

import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.worker.Worker;

/**
 * Has the worker take connections while, and only while, the application is ready, as a
 * web server listens before the application's runners have finished; and be replaced when
 * the application is {@link LivenessState#BROKEN}.
 *
 * @param worker this process as a worker, or {@code null} if it is none
 */
record AvailabilityReport(@Nullable Worker worker) implements ApplicationListener<AvailabilityChangeEvent<?>> {

	@Override
	public void onApplicationEvent(AvailabilityChangeEvent<?> event) {
		if (this.worker == null) {
			return;
		}
		AvailabilityState state = event.getState();
		if (state == ReadinessState.ACCEPTING_TRAFFIC) {
			this.worker.accept();
		}
		else if (state == ReadinessState.REFUSING_TRAFFIC) {
			this.worker.refuse();
		}
		else if (state == LivenessState.BROKEN) {
			this.worker.send(new Message.Broken());
		}
	}

}
