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

package io.github.clusterboot.doctor;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.ConfigurableEnvironment;

import io.github.clusterboot.jvm.WorkerMarker;
import io.github.clusterboot.worker.OncePerLaunch;
import io.github.clusterboot.worker.Worker;

/**
 * Says what each of several workers has for itself although the application may take it
 * for one thing. Looks when the beans are there, and before servers open their ports.
 */
final class Doctor implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(Doctor.class);

	private final @Nullable Worker worker;

	private final ConfigurableListableBeanFactory beans;

	private final ConfigurableEnvironment environment;

	private final List<Check> checks;

	/**
	 * Creates the doctor.
	 * @param worker this process, or {@code null} if it is no worker
	 * @param ignored the ids of what is not looked for
	 */
	Doctor(@Nullable Worker worker, ConfigurableListableBeanFactory beans, ConfigurableEnvironment environment,
			List<String> ignored) {
		this.worker = worker;
		this.beans = beans;
		this.environment = environment;
		this.checks = Checks.ALL.stream().filter((check) -> !ignored.contains(check.id())).toList();
	}

	@Override
	public void afterSingletonsInstantiated() {
		WorkerMarker marker = WorkerMarker.ofThisJvm();
		if (marker != null && !marker.first()) {
			return;
		}
		int workers = new WorkerCount(this.worker).getAsInt();
		if (workers > 1) {
			examine(workers).stream()
				.filter((finding) -> OncePerLaunch.isFirst(this.worker, finding.id()))
				.forEach(Doctor::log);
		}
	}

	private static void log(Finding finding) {
		logger.atLevel(finding.level())
			.log("{}: {}. Way out: {}. To hide this: cluster.doctor.ignore={}", String.join(", ", finding.beans()),
					finding.reason(), finding.wayOut(), finding.id());
	}

	/**
	 * Looks at the application as it is now.
	 */
	List<Finding> examine() {
		return examine(new WorkerCount(this.worker).getAsInt());
	}

	private List<Finding> examine(int workers) {
		Beans seen = Beans.of(this.beans, this.environment, workers);
		return this.checks.stream().map((check) -> check.examine(seen)).flatMap(Optional::stream).toList();
	}

}
