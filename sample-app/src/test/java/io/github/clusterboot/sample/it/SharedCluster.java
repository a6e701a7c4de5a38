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

package io.github.clusterboot.sample.it;

import java.util.EnumMap;
import java.util.Map;

/**
 * A cluster of two workers for each policy, one of the minimal application and one of the
 * full one. All tests in this JVM share it that need nothing else, and leave two workers
 * that listen.
 */
final class SharedCluster {

	private static final int WORKERS = 2;

	private static final Map<Policy, SampleCluster> clusters = new EnumMap<>(Policy.class);

	static {
		Runtime.getRuntime().addShutdownHook(new Thread(() -> clusters.values().forEach(SampleCluster::close)));
	}

	private SharedCluster() {
	}

	/**
	 * The cluster, once its workers listen. Where a test has left something else, it is
	 * another one.
	 */
	static synchronized SampleCluster of(Policy policy) {
		SampleCluster cluster = clusters.get(policy);
		if (cluster == null || !hasAllWorkers(cluster)) {
			cluster = start(policy);
			clusters.put(policy, cluster);
			cluster.awaitWorkers(WORKERS);
		}
		return cluster;
	}

	private static boolean hasAllWorkers(SampleCluster cluster) {
		try {
			cluster.awaitWorkers(WORKERS);
			return true;
		}
		catch (AssertionError ex) {
			cluster.close();
			return false;
		}
	}

	private static SampleCluster start(Policy policy) {
		Application application = (policy == Policy.OS) ? Application.MINIMAL : Application.FULL;
		return Sample.of(application)
			.policy(policy)
			.workers(WORKERS)
			.testHooks()
			.arguments("--sample.admin-password=" + Sample.ADMIN_PASSWORD, "--server.http2.enabled=true",
					"--management.endpoints.web.exposure.include=*", "--management.endpoint.env.show-values=always",
					"--management.endpoint.cluster.access=unrestricted",
					"--management.endpoint.health.show-details=always",
					"--management.endpoint.heapdump.access=unrestricted", "--management.info.process.enabled=true",
					"--management.metrics.distribution.percentiles-histogram.http.server.requests=true",
					// one test does not wait longer for what another one has killed
					"--cluster.restart.stable-after=1s")
			.start();
	}

}
