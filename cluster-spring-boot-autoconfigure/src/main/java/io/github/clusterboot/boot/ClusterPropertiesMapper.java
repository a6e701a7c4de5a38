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
 */
final class ClusterPropertiesMapper {

	private static final Duration SHORTEST = Duration.ofMillis(1);

	/**
	 * A JVM may be silent for a while without being in trouble.
	 */
	private static final Duration LEAST_HEARTBEAT_TIMEOUT = Duration.ofSeconds(5);

	/**
	 * What may stand in a request line: printable ASCII without spaces.
	 */
	private static final Pattern PATH = Pattern.compile("/[!-~&&[^#]]*");

	private final ClusterProperties properties;

	ClusterPropertiesMapper(ClusterProperties properties) {
		this.properties = properties;
	}

	/**
	 * The number of workers that the user wants, or empty for {@code auto}.
	 */
	OptionalInt workers() {
		String workers = this.properties.workers().trim();
		if (workers.equalsIgnoreCase("auto")) {
			return OptionalInt.empty();
		}
		int wanted = 0;
		try {
			wanted = Integer.parseInt(workers);
		}
		catch (NumberFormatException ex) {
			// refused below
		}
		require(wanted >= 1, "workers", this.properties.workers(), "'auto', or a whole number of at least 1");
		return OptionalInt.of(wanted);
	}

	int standby() {
		int standby = this.properties.standby();
		require(standby >= 0, "standby", standby, "a whole number that is not negative");
		return standby;
	}

	StartupCacheSettings startupCache() {
		return new StartupCacheSettings(this.properties.startupCache() == StartupCacheMode.AUTO,
				this.properties.startupCacheDirectory(), this.properties.startupCacheDelay());
	}

	PrimarySettings primary(int workers) {
		notNegative("drain-timeout", this.properties.drainTimeout());
		notNegative("kill-timeout", this.properties.killTimeout());
		notNegative("reload.pause", this.properties.reload().pause());
		require(this.properties.startupTimeout().compareTo(Duration.ZERO) > 0, "startup-timeout",
				this.properties.startupTimeout(), "a duration longer than 0, such as '2m'");
		checkScrape();
		checkWarmUp();
		Heartbeat heartbeat = heartbeat();
		return new PrimarySettings(this.properties.schedulingPolicy(),
				new FleetSettings(workers, standby(), restart(), this.properties.startupTimeout(),
						this.properties.drainTimeout(), this.properties.killTimeout(), heartbeat.timeout(),
						heartbeat.requestTimeout(), recycle(), this.properties.reload().pause()));
	}

	private RestartPolicy restart() {
		Restart restart = this.properties.restart();
		notNegative("restart.initial-delay", restart.initialDelay());
		notNegative("restart.max-delay", restart.maxDelay());
		notNegative("restart.stable-after", restart.stableAfter());
		require(restart.maxFailures() >= 1, "restart.max-failures", restart.maxFailures(),
				"a whole number of at least 1");
		return new RestartPolicy(restart.mode(), restart.initialDelay(), restart.maxDelay(), restart.stableAfter(),
				restart.maxFailures());
	}

	private Heartbeat heartbeat() {
		Heartbeat heartbeat = this.properties.heartbeat();
		notNegative("heartbeat.request-timeout", heartbeat.requestTimeout());
		atLeastShortest("heartbeat.interval", heartbeat.interval());
		require(heartbeat.timeout().compareTo(heartbeat.interval().multipliedBy(2)) >= 0
				&& heartbeat.timeout().compareTo(LEAST_HEARTBEAT_TIMEOUT) >= 0, "heartbeat.timeout",
				heartbeat.timeout(), "a duration of at least 5s and twice 'cluster.heartbeat.interval'");
		return heartbeat;
	}

	private RecyclePolicy recycle() {
		Recycle recycle = this.properties.recycle();
		long maxMemory = recycle.maxMemory().toBytes();
		String allowed = "a number that is not negative; 0 is no limit";
		notNegative("recycle.max-lifetime", recycle.maxLifetime());
		require(recycle.maxRequests() >= 0, "recycle.max-requests", recycle.maxRequests(), allowed);
		require(maxMemory >= 0, "recycle.max-memory", maxMemory, allowed);
		return new RecyclePolicy(maxMemory, recycle.maxRequests(), recycle.maxLifetime());
	}

	private void checkScrape() {
		Duration timeout = this.properties.scrape().timeout();
		if (timeout != null) {
			atLeastShortest("scrape.timeout", timeout);
		}
	}

	private void checkWarmUp() {
		ClusterProperties.Worker worker = this.properties.worker();
		for (String path : worker.warmUp()) {
			require(PATH.matcher(path).matches(), "worker.warm-up", path,
					"paths that begin with '/', encoded as in a URL");
		}
		require(worker.warmUpRequests() >= 1, "worker.warm-up-requests", worker.warmUpRequests(),
				"a whole number of at least 1");
		atLeastShortest("worker.warm-up-timeout", worker.warmUpTimeout());
		require(worker.warmUp().isEmpty() || worker.warmUpTimeout().compareTo(this.properties.startupTimeout()) < 0,
				"worker.warm-up-timeout", worker.warmUpTimeout(), "less than cluster.startup-timeout, which is "
						+ this.properties.startupTimeout() + " and includes the warm-up");
	}

	private static void atLeastShortest(String name, Duration value) {
		require(value.compareTo(SHORTEST) >= 0, name, value, "a duration of at least 1ms");
	}

	private static void notNegative(String name, Duration value) {
		require(!value.isNegative(), name, value, "a duration that is not negative, such as '30s'");
	}

	private static void require(boolean allowed, String name, Object value, String description) {
		if (!allowed) {
			throw new InvalidClusterPropertyException("cluster." + name, value, description);
		}
	}

}
