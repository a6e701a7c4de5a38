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
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Gauge;
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

import io.github.clusterboot.metrics.ClusterMetricsEndpointExtension.MetricNames;
import io.github.clusterboot.metrics.MetricReport.AvailableTag;
import io.github.clusterboot.metrics.MetricReport.Sample;
import io.github.clusterboot.peer.PeerAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClusterMetricsEndpointExtension}, {@link MetricsResource} and
 * {@link MetricReport}.
 */
class ClusterMetricsEndpointExtensionTests {

	private final List<MeterRegistry> workers = List.of(new SimpleMeterRegistry(), new SimpleMeterRegistry(),
			new SimpleMeterRegistry());

	private boolean lastIsSilent;

	private final ClusterMetricsEndpointExtension endpoint = new ClusterMetricsEndpointExtension(
			new MetricsEndpoint(this.workers.get(0)), new MetricsResource(new MetricsEndpoint(this.workers.get(0))),
			this::ask, Duration.ofSeconds(1));

	@AfterEach
	void reset() {
		RequestContextHolder.resetRequestAttributes();
	}

	@Test
	void namesAreThoseThatAnyWorkerKnows() {
		this.workers.get(0).counter("b");
		this.workers.get(1).counter("a");
		this.workers.get(2).counter("c");
		assertThat(names()).containsExactly("a", "b", "c");
		this.lastIsSilent = true;
		assertThat(names()).containsExactly("a", "b");
	}

	@Test
	void timersAreAddedAndTheLongestIsTheLongest() {
		for (int slot = 0; slot < 3; slot++) {
			this.workers.get(slot).timer("t", "uri", "/" + slot).record(slot + 1, TimeUnit.SECONDS);
		}
		MetricReport report = report("t", null);
		assertThat(report.measurements()).containsExactly(new Sample(Statistic.COUNT, 3),
				new Sample(Statistic.TOTAL_TIME, 6), new Sample(Statistic.MAX, 3));
		assertThat(report.baseUnit()).isEqualTo("seconds");
		assertThat(report.availableTags()).extracting(AvailableTag::tag).containsExactly("uri");
		assertThat(values(report, "uri")).containsExactly("/0", "/1", "/2");
	}

	@Test
	void tagsDrillDown() {
		for (int slot = 0; slot < 3; slot++) {
			this.workers.get(slot).counter("c", "uri", "/a").increment(slot + 1);
			this.workers.get(slot).counter("c", "uri", "/b").increment();
		}
		assertThat(report("c", List.of("uri:/a")).measurements()).containsExactly(new Sample(Statistic.COUNT, 6));
		assertThat(this.endpoint.metric("c", List.of("uri:/c"), null)).isNull();
		assertThat(this.endpoint.metric("unknown", null, null)).isNull();
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.metric("c", List.of("uri"), null));
	}

	@Test
	void requestForThisWorkerIsAnsweredAsByBoot() {
		this.workers.forEach((worker) -> worker.counter("c").increment());
		askOnlyThisWorker();
		assertThat(this.endpoint.listNames(null)).isInstanceOf(MetricsEndpoint.MetricNamesDescriptor.class);
		assertThat(this.endpoint.metric("c", null, null)).isInstanceOfSatisfying(MetricsEndpoint.MetricDescriptor.class,
				(report) -> assertThat(report.getMeasurements()).singleElement()
					.extracting(MetricsEndpoint.Sample::getValue)
					.isEqualTo(1.0));
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
	void whatAWorkerDoesNotKnowIsLeftOut() {
		List<Double> values = List.of(1.0, Double.NaN, 2.0);
		for (int slot = 0; slot < 3; slot++) {
			double value = values.get(slot);
			Gauge.builder("pool.size", () -> value).register(this.workers.get(slot));
			Gauge.builder("system.load", () -> value).register(this.workers.get(slot));
			Gauge.builder("unknown", () -> Double.NaN).register(this.workers.get(slot));
		}
		assertThat(value("pool.size")).isEqualTo(3);
		assertThat(value("system.load")).isEqualTo(2);
		assertThat(value("unknown")).isNaN();
	}

	@Test
	void whatIsAboutTheClusterIsToldOnce() {
		this.workers.forEach((worker) -> Gauge.builder("cluster.workers", () -> 3).register(worker));
		assertThat(this.endpoint.metric("cluster.workers", null, null)).isInstanceOfSatisfying(
				MetricsEndpoint.MetricDescriptor.class,
				(report) -> assertThat(report.getMeasurements()).singleElement()
					.extracting(MetricsEndpoint.Sample::getValue)
					.isEqualTo(3.0));
	}

	private static void askOnlyThisWorker() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setAttribute("io.github.clusterboot.peer.WorkerRequest.forOneWorker", true);
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
	}

	private Set<String> names() {
		return ((MetricNames) this.endpoint.listNames(null)).names();
	}

	private MetricReport report(String name, List<String> tags) {
		return (MetricReport) this.endpoint.metric(name, tags, null);
	}

	private double value(String name) {
		return report(name, null).measurements().get(0).value();
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
			byte[] answer = peer.answer(query);
			answers.add(new PeerAnswer(slot + 1, slot, (slot == 2 && this.lastIsSilent) ? null : answer));
		}
		return answers;
	}

}
