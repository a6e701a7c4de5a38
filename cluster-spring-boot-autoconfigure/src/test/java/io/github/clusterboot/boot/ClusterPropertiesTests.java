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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.github.clusterboot.fleet.FleetSettings;
import io.github.clusterboot.fleet.RecyclePolicy;
import io.github.clusterboot.fleet.RestartPolicy;
import io.github.clusterboot.fleet.RestartPolicy.Mode;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.primary.PrimarySettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClusterProperties} and {@link ClusterPropertiesMapper}.
 */
class ClusterPropertiesTests {

	@Test
	void defaultsAreThoseOfTheContract() {
		ClusterProperties properties = bind(Map.of());
		assertThat(properties.enabled()).isEqualTo(LaunchMode.AUTO);
		assertThat(properties.workers()).isEqualTo("auto");
		assertThat(mapper(properties).workers()).isEmpty();
		assertThat(properties.heartbeat().interval()).isEqualTo(Duration.ofSeconds(1));
		assertThat(properties.scrape().enabled()).isTrue();
		assertThat(properties.scrape().timeout()).isNull();
		assertThat(properties.primary().lean()).isTrue();
		assertThat(properties.worker().logStartup()).isEqualTo(LogStartup.FIRST);
		assertThat(properties.worker().jvmArgs()).isEmpty();
		assertThat(properties.worker().warmUp()).isEmpty();
		assertThat(properties.worker().warmUpRequests()).isEqualTo(1000);
		assertThat(properties.worker().warmUpTimeout()).isEqualTo(Duration.ofSeconds(10));
		assertThat(mapper(properties).primary(3)).isEqualTo(new PrimarySettings(SchedulingPolicy.OS,
				new FleetSettings(3, 0,
						new RestartPolicy(Mode.ON_FAILURE, Duration.ofMillis(200), Duration.ofSeconds(15),
								Duration.ofSeconds(30), 8),
						Duration.ofMinutes(2), Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(30),
						Duration.ZERO, RecyclePolicy.NEVER, Duration.ofSeconds(2))));
	}

	@Test
	void everyPropertyIsBound() {
		ClusterProperties properties = bind(Map.ofEntries(Map.entry("cluster.enabled", "false"),
				Map.entry("cluster.workers", "7"), Map.entry("cluster.standby", "2"),
				Map.entry("cluster.scheduling-policy", "round-robin"), Map.entry("cluster.restart.mode", "always"),
				Map.entry("cluster.restart.initial-delay", "1s"), Map.entry("cluster.restart.max-delay", "1m"),
				Map.entry("cluster.restart.stable-after", "5s"), Map.entry("cluster.restart.max-failures", "2"),
				Map.entry("cluster.startup-timeout", "3s"), Map.entry("cluster.drain-timeout", "0"),
				Map.entry("cluster.kill-timeout", "500ms"), Map.entry("cluster.reload.pause", "8s"),
				Map.entry("cluster.heartbeat.interval", "250ms"), Map.entry("cluster.heartbeat.timeout", "9s"),
				Map.entry("cluster.heartbeat.request-timeout", "4m"), Map.entry("cluster.recycle.max-memory", "512MB"),
				Map.entry("cluster.recycle.max-requests", "10000"), Map.entry("cluster.recycle.max-lifetime", "6h"),
				Map.entry("cluster.worker.jvm-args", "-Xss1m -Dslot={slot}"),
				Map.entry("cluster.worker.warm-up", "/a,/b?c=d"), Map.entry("cluster.worker.warm-up-requests", "20"),
				Map.entry("cluster.worker.warm-up-timeout", "2s"), Map.entry("cluster.scrape.timeout", "3s")));
		assertThat(properties.enabled()).isEqualTo(LaunchMode.FALSE);
		assertThat(mapper(properties).workers()).hasValue(7);
		assertThat(properties.heartbeat().interval()).isEqualTo(Duration.ofMillis(250));
		assertThat(properties.scrape().timeout()).isEqualTo(Duration.ofSeconds(3));
		assertThat(properties.worker().jvmArgs()).isEqualTo("-Xss1m -Dslot={slot}");
		assertThat(properties.worker().warmUp()).containsExactly("/a", "/b?c=d");
		assertThat(properties.worker().warmUpRequests()).isEqualTo(20);
		assertThat(properties.worker().warmUpTimeout()).isEqualTo(Duration.ofSeconds(2));
		assertThat(mapper(properties).primary(7)).isEqualTo(new PrimarySettings(SchedulingPolicy.ROUND_ROBIN,
				new FleetSettings(7, 2,
						new RestartPolicy(Mode.ALWAYS, Duration.ofSeconds(1), Duration.ofMinutes(1),
								Duration.ofSeconds(5), 2),
						Duration.ofSeconds(3), Duration.ZERO, Duration.ofMillis(500), Duration.ofSeconds(9),
						Duration.ofMinutes(4), new RecyclePolicy(512L << 20, 10_000, Duration.ofHours(6)),
						Duration.ofSeconds(8))));
	}

	@ParameterizedTest
	@CsvSource({ "1,1", "' 4 ',4", "auto,", "AUTO,", "' auto ',", "1000,1000" })
	void workersAreANumberOrAuto(String value, Integer wanted) {
		ClusterProperties properties = bind(Map.of("cluster.workers", value));
		if (wanted == null) {
			assertThat(mapper(properties).workers()).isEmpty();
		}
		else {
			assertThat(mapper(properties).workers()).hasValue(wanted);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "1.5", "two", "2x", "", " ", "99999999999" })
	void otherWorkersAreRefused(String value) {
		ClusterPropertiesMapper mapper = mapper(bind(Map.of("cluster.workers", value)));
		assertThatExceptionOfType(InvalidClusterPropertyException.class).isThrownBy(mapper::workers)
			.withMessageContaining("'cluster.workers'")
			.withMessageContaining("'" + value + "'")
			.withMessageContaining("'auto', or a whole number of at least 1");
	}

	@ParameterizedTest
	@CsvSource({ "cluster.standby,-1,-1,not negative", "cluster.restart.initial-delay,-1s,-1s,not negative",
			"cluster.restart.max-delay,-2s,-2s,not negative", "cluster.restart.stable-after,-3s,-3s,not negative",
			"cluster.restart.max-failures,0,0,at least 1", "cluster.restart.max-failures,-5,-5,at least 1",
			"cluster.drain-timeout,-4s,-4s,not negative", "cluster.kill-timeout,-5s,-5s,not negative",
			"cluster.startup-timeout,0,0s,at least 1ms", "cluster.startup-timeout,-1s,-1s,duration",
			"cluster.heartbeat.interval,0,0s,at least 1ms", "cluster.heartbeat.interval,-1s,-1s,at least 1ms",
			"cluster.heartbeat.timeout,4999ms,4.999s,at least 5s and twice 'cluster.heartbeat.interval'",
			"cluster.heartbeat.timeout,0,0s,at least 5s and twice 'cluster.heartbeat.interval'",
			"cluster.heartbeat.request-timeout,-6s,-6s,not negative",
			"cluster.recycle.max-lifetime,-7s,-7s,not negative", "cluster.recycle.max-requests,-8,-8,not negative",
			"cluster.recycle.max-memory,-9B,-9,not negative", "cluster.worker.warm-up-requests,0,0,at least 1",
			"cluster.worker.warm-up-timeout,0,0s,at least 1ms", "cluster.reload.pause,-1s,-1s,not negative",
			"cluster.scrape.timeout,0,0s,at least 1ms" })
	void valuesOutOfTheirRangeAreRefused(String property, String value, String told, String allowed) {
		ClusterProperties properties = bind(Map.of(property, value));
		assertThatExceptionOfType(InvalidClusterPropertyException.class).isThrownBy(() -> mapper(properties).primary(1))
			.withMessageContaining("'" + property + "'")
			.withMessageContaining("'" + told + "'")
			.withMessageContaining(allowed);
	}

	@Test
	void warmUpHasToFitIntoTheStart() {
		ClusterProperties without = bind(Map.of("cluster.startup-timeout", "10s"));
		assertThat(mapper(without).primary(1).fleet().startupTimeout()).isEqualTo(Duration.ofSeconds(10));
		ClusterProperties properties = bind(Map.of("cluster.startup-timeout", "10s", "cluster.worker.warm-up", "/a"));
		assertThatExceptionOfType(InvalidClusterPropertyException.class).isThrownBy(() -> mapper(properties).primary(1))
			.withMessageContaining("'cluster.worker.warm-up-timeout'")
			.withMessageContaining("less than 'cluster.startup-timeout'");
	}

	@Test
	void shortestHeartbeatTimeoutIsTwiceTheInterval() {
		ClusterProperties properties = bind(
				Map.of("cluster.heartbeat.interval", "5s", "cluster.heartbeat.timeout", "10s"));
		assertThat(mapper(properties).primary(1).fleet().heartbeatTimeout()).isEqualTo(Duration.ofSeconds(10));
	}

	@ParameterizedTest
	@CsvSource({ "cluster.scheduling-policy,fair", "cluster.restart.mode,sometimes", "cluster.drain-timeout,soon",
			"cluster.restart.max-failures,many", "cluster.enabled,perhaps", "cluster.recycle.max-memory,much",
			"cluster.heartbeat.timeout,never", "cluster.standby,some" })
	void valuesOfTheWrongTypeAreRefusedByBoot(String property, String value) {
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(Map.of(property, value)))
			.satisfies((ex) -> assertThat(ex.getProperty().getName()).hasToString(property));
	}

	@Test
	void environmentVariableWithTheNameOfThePrefixIsNoProperty() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
							Map.of("CLUSTER", "prod", "CLUSTER_WORKERS", "7")));
		assertThat(ClusterProperties.of(environment).workers()).isEqualTo("7");
	}

	private static ClusterPropertiesMapper mapper(ClusterProperties properties) {
		return new ClusterPropertiesMapper(properties);
	}

	private static ClusterProperties bind(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("cluster",
				ClusterProperties.class);
	}

}
