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

import java.lang.management.ManagementFactory;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Knows which worker this process is. A worker finds its id and slot in its
 * {@link Environment}.
 */
@Component
class CurrentWorker {

	private final @Nullable Long id;

	private final @Nullable Integer slot;

	CurrentWorker(Environment environment) {
		this.id = environment.getProperty("cluster.worker.id", Long.class);
		this.slot = environment.getProperty("cluster.worker.slot", Integer.class);
	}

	@Nullable Long id() {
		return this.id;
	}

	WorkerInfo info() {
		Duration uptime = Duration.ofSeconds(ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
		return new WorkerInfo(this.id, this.slot, ProcessHandle.current().pid(), uptime);
	}

}
