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
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Pattern;

import io.github.clusterboot.boot.ClusterProperties.Heartbeat;
import io.github.clusterboot.boot.ClusterProperties.Recycle;
import io.github.clusterboot.boot.ClusterProperties.Restart;
import io.github.clusterboot.boot.ClusterProperties.StartupCacheMode;
import io.github.clusterboot.fleet.FleetSettings;
import io.github.clusterboot.fleet.RecyclePolicy;
import io.github.clusterboot.fleet.RestartPolicy;
import io.github.clusterboot.primary.PrimarySettings;
import io.github.clusterboot.startup.StartupCacheSettings;

/**
 * Maps {@link ClusterProperties} to what the primary takes, and refuses values that are
 * out of their range.
 *
 * @param properties what is configured
 */
record ClusterPropertiesMapper(ClusterProperties properties) {

	private static final Duration SHORTEST = Duration.ofMillis(1);

	/**
	 * A JVM may be silent for a while without being in trouble.
	 */
	private static final Duration LEAST_HEARTBEAT_TIMEOUT = Duration.ofSeconds(5);

	/**
	 * What may stand in a request line: printable ASCII without spaces.
	 */
	private static final Pattern PATH = Pattern.compile("/[!-~&&[^#]]*");

	/**
	 * The number of workers that the user wants, or empty for {@code auto}.
	 */
	OptionalInt workers() {
		String workers = this.properties.workers().trim();
		if (workers.equalsIgnoreCase("auto")) {
			return OptionalInt.empty();
		}
		require(workers.matches("0*[1-9]\\d{0,8}"), "workers", this.properties.workers(),
				"'auto', or a whole number of at least 1");
		return OptionalInt.of(Integer.parseInt(workers));
	}

	int standby() {
		require(this.properties.standby() >= 0, "standby", this.properties.standby(),
				"a whole number that is not negative");
		return this.properties.standby();
	}

	StartupCacheSettings startupCache() {
		return new StartupCacheSettings(this.properties.startupCache() == StartupCacheMode.AUTO,
				this.properties.startupCacheDirectory(), this.properties.startupCacheDelay());
	}

	PrimarySettings primary(int workers) {
		ClusterProperties properties = this.properties;
		Restart restart = properties.restart();
		Heartbeat heartbeat = properties.heartbeat();
		Recycle recycle = properties.recycle();
		checkDurations();
		checkNumbers();
		for (String path : properties.worker().warmUp()) {
			require(PATH.matcher(path).matches(), "worker.warm-up", path,
					"paths that begin with '/', encoded as in a URL");
		}
		return new PrimarySettings(properties.schedulingPolicy(), new FleetSettings(workers, standby(),
				new RestartPolicy(restart.mode(), restart.initialDelay(), restart.maxDelay(), restart.stableAfter(),
						restart.maxFailures()),
				properties.startupTimeout(), properties.drainTimeout(), properties.killTimeout(), heartbeat.timeout(),
				heartbeat.requestTimeout(),
				new RecyclePolicy(recycle.maxMemory().toBytes(), recycle.maxRequests(), recycle.maxLifetime()),
				properties.reload().pause()));
	}

	private void checkDurations() {
		ClusterProperties properties = this.properties;
		Heartbeat heartbeat = properties.heartbeat();
		Map.of("drain-timeout", properties.drainTimeout(), "kill-timeout", properties.killTimeout(), "reload.pause",
				properties.reload().pause(), "restart.initial-delay", properties.restart().initialDelay(),
				"restart.max-delay", properties.restart().maxDelay(), "restart.stable-after",
				properties.restart().stableAfter(), "heartbeat.request-timeout", heartbeat.requestTimeout(),
				"recycle.max-lifetime", properties.recycle().maxLifetime())
			.forEach((name, value) -> require(!value.isNegative(), name, value,
					"a duration that is not negative, such as '30s'"));
		Map.of("startup-timeout", properties.startupTimeout(), "heartbeat.interval", heartbeat.interval(),
				"worker.warm-up-timeout", properties.worker().warmUpTimeout(), "scrape.timeout",
				Objects.requireNonNullElse(properties.scrape().timeout(), SHORTEST))
			.forEach((name, value) -> require(value.compareTo(SHORTEST) >= 0, name, value,
					"a duration of at least 1ms, such as '30s'"));
		require(heartbeat.timeout().compareTo(heartbeat.interval().multipliedBy(2)) >= 0
				&& heartbeat.timeout().compareTo(LEAST_HEARTBEAT_TIMEOUT) >= 0, "heartbeat.timeout",
				heartbeat.timeout(), "a duration of at least 5s and twice 'cluster.heartbeat.interval'");
		require(properties.worker().warmUp().isEmpty()
				|| properties.worker().warmUpTimeout().compareTo(properties.startupTimeout()) < 0,
				"worker.warm-up-timeout", properties.worker().warmUpTimeout(),
				"less than 'cluster.startup-timeout', which includes the warm-up");
	}

	private void checkNumbers() {
		Recycle recycle = this.properties.recycle();
		Map.of("recycle.max-requests", recycle.maxRequests(), "recycle.max-memory", recycle.maxMemory().toBytes())
			.forEach((name, value) -> require(value >= 0, name, value, "a number that is not negative; 0 is no limit"));
		Map.of("restart.max-failures", this.properties.restart().maxFailures(), "worker.warm-up-requests",
				this.properties.worker().warmUpRequests())
			.forEach((name, value) -> require(value >= 1, name, value, "a whole number of at least 1"));
	}

	private static void require(boolean allowed, String name, Object value, String description) {
		if (!allowed) {
			throw new InvalidClusterPropertyException("cluster." + name, value, description);
		}
	}

}
