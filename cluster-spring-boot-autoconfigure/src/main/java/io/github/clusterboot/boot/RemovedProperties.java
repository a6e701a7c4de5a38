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

import java.util.Map;
import java.util.TreeMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Warns of properties that have no effect any more.
 */
final class RemovedProperties {

	private static final Logger logger = LoggerFactory.getLogger(RemovedProperties.class);

	private static final Map<String, String> SUCCESSORS = new TreeMap<>(Map.of("cluster.settle-timeout",
			"use 'cluster.reload.pause' instead", "cluster.worker.cpu-affinity",
			"workers are not bound to processors any more, use 'cluster.worker.warm-up' for fast first requests",
			"cluster.worker.request-nice",
			"threads of requests keep their priority, use 'cluster.worker.warm-up' for fast first requests"));

	private RemovedProperties() {
	}

	static void warnOf(Environment environment) {
		Binder binder = Binder.get(environment);
		SUCCESSORS.forEach((name, successor) -> {
			if (binder.bind(name, String.class).isBound()) {
				logger.warn("The property '{}' has no effect: {}", name, successor);
			}
		});
	}

}
