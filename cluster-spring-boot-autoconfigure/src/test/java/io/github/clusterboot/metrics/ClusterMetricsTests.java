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

package io.github.clusterboot.metrics;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import io.github.clusterboot.ipc.ClusterCounts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterMetrics} and {@link ClusterMetrics}.
 */
class ClusterMetricsTests {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private ClusterCounts answer = new ClusterCounts(3, Map.of("LISTENING", 2, "FAILED", 1), Map.of(0, 4, 1, 0), 5, 6);

	private long now;

	private int asked;

	private Duration patience;

	private final ClusterMetrics metrics = new ClusterMetrics((patience) -> {
		this.asked++;
		this.patience = patience;
		if (this.answer == null) {
			throw new IOException("The primary does not answer");
		}
		return this.answer;
	}, () -> this.now);

	@Test
	void bindingAsksNobody() {
		this.metrics.bindTo(this.registry);
		assertThat(this.asked).isZero();
	}

	@Test
	void metersShowWhatThePrimarySaysAndAskItOnceForAll() {
		this.metrics.bindTo(this.registry);
		assertThat(workers("listening")).isEqualTo(2);
		assertThat(workers("failed")).isEqualTo(1);
		assertThat(workers("starting")).isZero();
		assertThat(workers("online")).isZero();
		assertThat(workers("draining")).isZero();
		assertThat(this.registry.get("cluster.workers.wanted").gauge().value()).isEqualTo(3);
		assertThat(reloads("succeeded")).isEqualTo(5);
		assertThat(reloads("failed")).isEqualTo(6);
		assertThat(restarts(0)).isEqualTo(4);
		assertThat(restarts(1)).isZero();
		assertThat(this.asked).isEqualTo(1);
	}

	@Test
	void slotsThatComeAreCounted() {
		this.metrics.bindTo(this.registry);
		this.metrics.refresh(Duration.ofSeconds(1));
		this.answer = new ClusterCounts(3, Map.of(), Map.of(0, 4, 1, 0, 2, 7), 5, 6);
		pass(Duration.ofSeconds(2));
		assertThat(workers("listening")).isZero();
		assertThat(restarts(2)).isEqualTo(7);
		MeterRegistry other = new SimpleMeterRegistry();
		this.metrics.bindTo(other);
		assertThat(other.get("cluster.worker.restarts").tag("slot", "2").functionCounter().count()).isEqualTo(7);
	}

	@Test
	void whileThePrimaryIsSilentGaugesAreUnknownAndCountersStay() {
		this.metrics.bindTo(this.registry);
		assertThat(reloads("failed")).isEqualTo(6);
		this.answer = null;
		pass(Duration.ofSeconds(2));
		assertThat(workers("listening")).isNaN();
		assertThat(this.registry.get("cluster.workers.wanted").gauge().value()).isNaN();
		assertThat(reloads("failed")).isEqualTo(6);
		assertThat(restarts(0)).isEqualTo(4);
		assertThat(this.asked).as("not again and again").isEqualTo(2);
	}

	@Test
	void whoWantsItNowAsksAgain() {
		assertThat(this.metrics.refresh(Duration.ofSeconds(1))).isTrue();
		pass(Duration.ofMillis(1));
		this.answer = null;
		assertThat(this.metrics.refresh(Duration.ofSeconds(1))).isFalse();
		assertThat(this.asked).isEqualTo(2);
	}

	@Test
	void thePrimaryIsNeverWaitedForLong() {
		this.metrics.refresh(Duration.ofMillis(500));
		assertThat(this.patience).isEqualTo(Duration.ofMillis(500));
		this.metrics.refresh(Duration.ofSeconds(15));
		assertThat(this.patience).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void metersAreReadAsTheyAreWithoutThePrimary() {
		this.metrics.bindTo(this.registry);
		assertThat(this.metrics.<Double>asTheyAre(() -> workers("listening"))).isNaN();
		assertThat(this.metrics.<Double>asTheyAre(() -> reloads("failed"))).isZero();
		assertThat(this.asked).isZero();
		assertThat(workers("listening")).isEqualTo(2);
		pass(Duration.ofSeconds(2));
		this.answer = null;
		assertThat(this.metrics.<Double>asTheyAre(() -> workers("listening"))).isEqualTo(2);
		assertThat(this.asked).isEqualTo(1);
	}

	private void pass(Duration time) {
		this.now += time.toNanos();
	}

	private double workers(String state) {
		return this.registry.get("cluster.workers").tag("state", state).gauge().value();
	}

	private double reloads(String outcome) {
		return this.registry.get("cluster.reloads").tag("outcome", outcome).functionCounter().count();
	}

	private double restarts(int slot) {
		return this.registry.get("cluster.worker.restarts").tag("slot", String.valueOf(slot)).functionCounter().count();
	}

}
