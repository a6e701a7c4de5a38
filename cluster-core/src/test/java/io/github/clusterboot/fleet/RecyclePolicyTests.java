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

package io.github.clusterboot.fleet;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.github.clusterboot.ipc.Message.Heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RecyclePolicy}.
 */
class RecyclePolicyTests {

	private static final RecyclePolicy POLICY = new RecyclePolicy(512L << 20, 1000, Duration.ofHours(1));

	@Test
	void recyclesAtTheLimitsAndNotBefore() {
		assertThat(POLICY.reason(vitals(512L << 20, 999), Duration.ofMinutes(59))).isNull();
		assertThat(POLICY.reason(vitals((512L << 20) + 1, 0), Duration.ZERO)).isEqualTo("it uses 512 MB of memory");
		assertThat(POLICY.reason(vitals(0, 1000), Duration.ZERO)).isEqualTo("it has served 1000 requests");
		assertThat(POLICY.reason(vitals(0, 0), Duration.ofHours(1))).isEqualTo("it was forked 3600 s ago");
	}

	@Test
	void recyclesNobodyWithoutLimits() {
		assertThat(RecyclePolicy.NEVER.reason(vitals(Long.MAX_VALUE, Long.MAX_VALUE), Duration.ofDays(10_000)))
			.isNull();
	}

	private static Heartbeat vitals(long rss, long requests) {
		return new Heartbeat(rss, 0, 0, 0, 0, requests, 0);
	}

}
