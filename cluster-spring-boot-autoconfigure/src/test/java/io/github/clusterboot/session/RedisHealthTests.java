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

package io.github.clusterboot.session;

import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import io.github.clusterboot.primary.AnsweringPort;
import io.github.clusterboot.primary.LocalRedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * Tests for {@link RedisHealth}.
 */
class RedisHealthTests {

	private static final HealthIndicator NOT_ASKED = () -> fail("is asked");

	@BeforeEach
	void noneAnswers() {
		assumeFalse(LocalRedis.answers(), "there is a Redis on this machine");
	}

	@Test
	void redisOfSessionsDecidesIfTheStarterHasBroughtItAndNoneIsWhereBootLooks() {
		assertThat(status(Status.UP, NOT_ASKED, true)).isEqualTo(Status.UP);
		assertThat(status(Status.UNKNOWN, NOT_ASKED, true)).isEqualTo(Status.UNKNOWN);
	}

	@Test
	void redisOfSessionsIsDownWhateverBootSees() {
		assertThat(status(Status.DOWN, NOT_ASKED, true)).isEqualTo(Status.DOWN);
		assertThat(status(Status.DOWN, NOT_ASKED, false)).isEqualTo(Status.DOWN);
	}

	@Test
	void redisThatTheApplicationHasChosenItselfCountsToo() {
		assertThat(status(Status.UP, Health.down()::build, false)).isEqualTo(Status.DOWN);
		assertThat(status(Status.UP, Health.up()::build, false)).isEqualTo(Status.UP);
	}

	@Test
	void bootIsAskedEachTimeWhileOneIsThere() throws Exception {
		AtomicReference<Health> boot = new AtomicReference<>(Health.up().build());
		RedisHealth health = new RedisHealth(Health.unknown()::build, boot::get, true);
		assertThat(health.health().getStatus()).isEqualTo(Status.UNKNOWN);
		try (AnsweringPort redis = new AnsweringPort(LocalRedis.PORT, "+PONG\r\n")) {
			assertThat(health.health().getStatus()).isEqualTo(Status.UP);
			boot.set(Health.down().build());
			assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
		}
		Awaitility.await().until(() -> health.health().getStatus().equals(Status.UNKNOWN));
	}

	private static Status status(Status sessions, HealthIndicator boot, boolean ofStarter) {
		return new RedisHealth(Health.status(sessions)::build, boot, ofStarter).health().getStatus();
	}

}
