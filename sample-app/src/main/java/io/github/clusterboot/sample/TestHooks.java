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

package io.github.clusterboot.sample;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Brings the worker that answers into states that tests want to see. An application that
 * others can reach must not have it.
 */
@RestController
@Profile("test-hooks")
class TestHooks implements ApplicationRunner {

	private final ApplicationContext context;

	private final boolean neverReady;

	private final boolean failing;

	TestHooks(ApplicationContext context, @Value("${test-hooks.never-ready:false}") boolean neverReady,
			@Value("${test-hooks.failing:false}") boolean failing) {
		this.context = context;
		this.neverReady = neverReady;
		this.failing = failing;
	}

	/**
	 * The web server listens already, and the application is ready when this returns.
	 */
	@Override
	public void run(ApplicationArguments args) throws InterruptedException {
		if (this.failing) {
			throw new IllegalStateException("It was asked for that the start fails");
		}
		if (this.neverReady) {
			Thread.currentThread().join();
		}
	}

	@PostMapping("/test-hooks/readiness")
	void readiness(@RequestParam ReadinessState state) {
		AvailabilityChangeEvent.publish(this.context, state);
	}

	@PostMapping("/test-hooks/liveness")
	void liveness(@RequestParam LivenessState state) {
		AvailabilityChangeEvent.publish(this.context, state);
	}

}
