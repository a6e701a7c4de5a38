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

import java.time.Duration;
import java.util.concurrent.Callable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.github.clusterboot.ipc.ClusterStatus;

/**
 * Health of the cluster: up when as many workers listen as are wanted, degraded when
 * fewer do, down when the primary does not answer.
 */
public class ClusterHealthIndicator extends AbstractHealthIndicator {

	/**
	 * The cluster serves, with fewer workers than are wanted.
	 */
	public static final Status DEGRADED = new Status("DEGRADED", "Fewer workers listen than are wanted");

	/**
	 * Shorter than the time after which a platform's probe usually gives up.
	 */
	static final Duration PATIENCE = Duration.ofSeconds(2);

	private static final String LISTENING = "LISTENING";

	private final Callable<ClusterStatus> status;

	/**
	 * Creates the indicator.
	 * @param status asks the primary, within {@link #PATIENCE}, for the state of the
	 * cluster
	 */
	public ClusterHealthIndicator(Callable<ClusterStatus> status) {
		super("The primary cannot be asked about the cluster");
		this.status = status;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) throws Exception {
		ClusterStatus cluster = this.status.call();
		long listening = cluster.workers()
			.stream()
			.filter((worker) -> worker.state().equals(LISTENING))
			.mapToInt(ClusterStatus.Worker::slot)
			.distinct()
			.count();
		builder.status((listening < cluster.wanted()) ? DEGRADED : Status.UP)
			.withDetail("wanted", cluster.wanted())
			.withDetail("listening", listening)
			.withDetail("restarts", cluster.restarts());
	}

}
