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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.micrometer.metrics.actuate.endpoint.MetricsEndpoint;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import io.github.clusterboot.ClusterWorker;
import io.github.clusterboot.metrics.MetricReport.AvailableTag;
import io.github.clusterboot.metrics.MetricReport.Sample;
import io.github.clusterboot.peer.OnlyThisWorker;
import io.github.clusterboot.peer.PeerAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClusterMetricsEndpointExtension}, {@link MetricsResource} and
 * {@link MetricMerge}.
 */
class ClusterMetricsEndpointExtensionTests {

	private final List<MeterRegistry> workers = List.of(new SimpleMeterRegistry(), new SimpleMeterRegistry(),
			new SimpleMeterRegistry());

	private boolean lastIsSilent;

	private String garbage;

	private final ClusterMetricsEndpointExtension endpoint = new ClusterMetricsEndpointExtension(
			new MetricsResource(new MetricsEndpoint(this.workers.get(0))), new ClusterWorker(1, 0), this::ask,
			Duration.ofSeconds(1));

	@AfterEach
	void reset() {
		RequestContextHolder.resetRequestAttributes();
	}

	@Test
	void namesAreThoseThatAnyWorkerKnows() {
		this.workers.get(0).counter("b");
		this.workers.get(1).counter("a");
		this.workers.get(2).counter("c");
		assertThat(this.endpoint.listNames().names()).containsExactly("a", "b", "c");
		this.lastIsSilent = true;
		assertThat(this.endpoint.listNames().names()).containsExactly("a", "b");
		askOnlyThisWorker();
		assertThat(this.endpoint.listNames().names()).containsExactly("b");
	}

	@Test
	void timersAreAddedAndTheLongestIsTheLongest() {
		for (int slot = 0; slot < 3; slot++) {
			this.workers.get(slot).timer("t", "uri", "/" + slot).record(slot + 1, TimeUnit.SECONDS);
		}
		MetricReport report = this.endpoint.metric("t", null);
		assertThat(report.measurements()).containsExactly(new Sample(Statistic.COUNT, 3),
				new Sample(Statistic.TOTAL_TIME, 6), new Sample(Statistic.MAX, 3));
		assertThat(report.baseUnit()).isEqualTo("seconds");
		assertThat(report.availableTags()).extracting(AvailableTag::tag).containsExactly("uri", "worker");
		assertThat(values(report, "worker")).containsExactly("0", "1", "2");
		assertThat(values(report, "uri")).containsExactly("/0", "/1", "/2");
	}

	@Test
	void tagDrillsDownToAWorker() {
		for (int slot = 0; slot < 3; slot++) {
			this.workers.get(slot).counter("c", "uri", "/a").increment(slot + 1);
		}
		MetricReport report = this.endpoint.metric("c", List.of("worker:2", "uri:/a"));
		assertThat(report.measurements()).containsExactly(new Sample(Statistic.COUNT, 3));
		assertThat(report.availableTags()).isEmpty();
		assertThat(this.endpoint.metric("c", List.of("worker:3"))).isNull();
		assertThat(this.endpoint.metric("c", List.of("worker:1", "worker:2"))).isNull();
		assertThat(this.endpoint.metric("unknown", null)).isNull();
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.metric("c", List.of("uri")));
	}

	@Test
	void requestForThisWorkerIsAnsweredAsByBoot() {
		this.workers.forEach((worker) -> worker.counter("c").increment());
		askOnlyThisWorker();
		MetricReport report = this.endpoint.metric("c", null);
		assertThat(report.measurements()).containsExactly(new Sample(Statistic.COUNT, 1));
		assertThat(report.availableTags()).isEmpty();
	}

	@Test
	void valuesAreAddedWhereThatMeansSomething() {
		Map<String, String> unitsByName = new TreeMap<>(Map.of("jvm.memory.used", "bytes", "jvm.threads.live",
				"threads", "process.uptime", "seconds", "jvm.gc.overhead", "percent", "disk.free", "bytes"));
		unitsByName.put("pool.size", null);
		unitsByName.put("system.cpu.usage", null);
		unitsByName.forEach((name, unit) -> {
			for (int slot = 0; slot < 3; slot++) {
				int value = slot + 1;
				Gauge.builder(name, () -> value).baseUnit(unit).register(this.workers.get(slot));
			}
		});
		assertThat(value("jvm.memory.used")).isEqualTo(6);
		assertThat(value("jvm.threads.live")).isEqualTo(6);
		assertThat(value("pool.size")).isEqualTo(6);
		assertThat(value("process.uptime")).isEqualTo(3);
		assertThat(value("jvm.gc.overhead")).isEqualTo(3);
		assertThat(value("disk.free")).isEqualTo(3);
		assertThat(value("system.cpu.usage")).isEqualTo(3);
	}

	@Test
	void whatIsNoNumberAddsNothing() {
		Gauge.builder("g", () -> Double.NaN).register(this.workers.get(0));
		Gauge.builder("g", () -> 2).register(this.workers.get(1));
		assertThat(value("g")).isEqualTo(2);
	}

	@Test
	void statisticOfUnknownMeaningIsToldPerWorkerOnly() {
		for (MeterRegistry worker : this.workers) {
			Meter.builder("m", Meter.Type.OTHER, List.of(new Measurement(() -> 5.0, Statistic.UNKNOWN)))
				.register(worker);
		}
		assertThat(this.endpoint.metric("m", null).measurements()).isEmpty();
		assertThat(this.endpoint.metric("m", List.of("worker:1")).measurements())
			.containsExactly(new Sample(Statistic.UNKNOWN, 5));
	}

	@Test
	void tagOfTheApplicationIsRenamed() {
		this.workers.get(1).counter("c", "worker", "bee").increment(3);
		this.workers.get(2).counter("c", "worker", "wasp").increment(4);
		MetricReport report = this.endpoint.metric("c", null);
		assertThat(values(report, "exported_worker")).containsExactly("bee", "wasp");
		assertThat(values(report, "worker")).containsExactly("1", "2");
		assertThat(this.endpoint.metric("c", List.of("exported_worker:wasp")).measurements())
			.containsExactly(new Sample(Statistic.COUNT, 4));
	}

	@Test
	void whatIsAboutTheClusterIsToldOnce() {
		this.workers.forEach((worker) -> Gauge.builder("cluster.workers", () -> 3).register(worker));
		MetricReport report = this.endpoint.metric("cluster.workers", null);
		assertThat(report.measurements()).containsExactly(new Sample(Statistic.VALUE, 3));
		assertThat(values(report, "worker")).containsExactly("primary");
		assertThat(this.endpoint.metric("cluster.workers", List.of("worker:primary"))).isNotNull();
		assertThat(this.endpoint.metric("cluster.workers", List.of("worker:1"))).isNull();
	}

	@Test
	void workerThatAnswersGarbageIsLeftOut() {
		this.workers.forEach((worker) -> worker.counter("c").increment());
		this.garbage = "oops";
		assertThat(this.endpoint.metric("c", null).measurements()).containsExactly(new Sample(Statistic.COUNT, 2));
	}

	private static void askOnlyThisWorker() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setAttribute(OnlyThisWorker.class.getName(), true);
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
	}

	private double value(String name) {
		return this.endpoint.metric(name, null).measurements().get(0).value();
	}

	private static Iterable<String> values(MetricReport report, String tag) {
		return report.availableTags()
			.stream()
			.filter((each) -> each.tag().equals(tag))
			.findFirst()
			.orElseThrow()
			.values();
	}

	private List<PeerAnswer> ask(String resource, String query, Duration timeout) throws IOException {
		assertThat(resource).isEqualTo("metrics");
		List<PeerAnswer> answers = new ArrayList<>();
		for (int slot = 1; slot < 3; slot++) {
			MetricsResource peer = new MetricsResource(new MetricsEndpoint(this.workers.get(slot)));
			byte[] answer = (slot == 2 && this.garbage != null) ? this.garbage.getBytes() : peer.answer(query);
			answers.add(new PeerAnswer(slot + 1, slot, (slot == 2 && this.lastIsSilent) ? null : answer));
		}
		return answers;
	}

}
