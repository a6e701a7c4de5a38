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
import java.util.Properties;
import java.util.Set;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusOutputFormat;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusScrapeEndpoint;

import io.github.clusterboot.boot.WorkerIdentity;
import io.github.clusterboot.ipc.ClusterCounts;
import io.github.clusterboot.peer.PeerAnswer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterScrape}.
 */
class ClusterScrapeTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private final List<TestWorker> alive = new ArrayList<>();

	private boolean primaryAnswers = true;

	private boolean primaryStopsMeanwhile;

	private int restarts;

	private int questions;

	private Duration patienceWithPrimary;

	private Duration patienceWithPeers;

	@Test
	void whoeverIsAskedTellsOfAll() {
		TestWorker first = new TestWorker(1, 0);
		TestWorker second = new TestWorker(2, 1);
		first.count(3);
		second.count(4);
		for (TestWorker each : this.alive) {
			assertThat(each.lines()).contains("requests_total{worker=\"0\",uri=\"/a\"} 3.0",
					"requests_total{worker=\"1\",uri=\"/a\"} 4.0", "threads{worker=\"0\"} 1.0",
					"threads{worker=\"1\"} 2.0", "cluster_workers_wanted{worker=\"primary\"} 2.0",
					"cluster_worker_restarts_total{worker=\"primary\",slot=\"0\"} 0.0",
					"cluster_scrape_missing{worker=\"0\"} 0", "cluster_scrape_missing{worker=\"1\"} 0");
			assertThat(each.lines()).doesNotHaveDuplicates();
			assertThat(each.lines()).filteredOn((line) -> line.startsWith("cluster_workers_wanted")).hasSize(1);
		}
	}

	@Test
	void thePrimaryIsAskedOnceHoweverManyWorkersThereAre() {
		TestWorker first = new TestWorker(1, 0);
		for (int slot = 1; slot < 8; slot++) {
			new TestWorker(slot + 1, slot);
		}
		first.lines();
		assertThat(this.questions).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "CONTENT_TYPE_004", "CONTENT_TYPE_OPENMETRICS_100" })
	void bothFormatsHaveEachFamilyOnce(PrometheusOutputFormat format) {
		TestWorker first = new TestWorker(1, 0);
		new TestWorker(2, 1);
		String text = first.scrape.scrape(format, null, TIMEOUT);
		assertThat(text.lines().filter((line) -> line.startsWith("# TYPE"))).hasSize(7).doesNotHaveDuplicates();
		assertThat(text.lines().filter((line) -> line.startsWith("cluster_worker_restarts_total")))
			.containsExactly("cluster_worker_restarts_total{worker=\"primary\",slot=\"0\"} 0.0");
		boolean openMetrics = format == PrometheusOutputFormat.CONTENT_TYPE_OPENMETRICS_100;
		assertThat(text.indexOf("# EOF\n")).isEqualTo(openMetrics ? text.length() - 6 : -1);
	}

	@Test
	void onlyIncludedNamesAreTold() {
		TestWorker worker = new TestWorker(1, 0);
		new TestWorker(2, 1);
		assertThat(worker.lines(Set.of("threads"))).containsExactly("# HELP threads  ", "# TYPE threads gauge",
				"threads{worker=\"1\"} 2.0", "threads{worker=\"0\"} 1.0");
		assertThat(worker.lines(Set.of("cluster_scrape_missing", "cluster_workers_wanted"))).hasSize(7);
		assertThat(worker.lines(Set.of("unknown"))).isEmpty();
	}

	@Test
	void workerThatIsGoneTakesItsCountsWithIt() {
		TestWorker first = new TestWorker(1, 0);
		TestWorker second = new TestWorker(2, 1);
		second.count(4);
		assertThat(first.lines()).contains("requests_total{worker=\"1\",uri=\"/a\"} 4.0");
		this.alive.remove(second);
		new TestWorker(3, 1).count(1);
		assertThat(first.lines()).contains("requests_total{worker=\"1\",uri=\"/a\"} 1.0");
	}

	@Test
	void workerWhoseSlotHasBeenTakenOverTellsOfTheOneThatHasIt() {
		TestWorker old = new TestWorker(1, 0);
		TestWorker replacement = new TestWorker(2, 0);
		old.count(3);
		replacement.count(4);
		this.alive.remove(old);
		assertThat(old.lines())
			.contains("requests_total{worker=\"0\",uri=\"/a\"} 4.0", "threads{worker=\"0\"} 2.0",
					"cluster_workers_wanted{worker=\"primary\"} 2.0")
			.isEqualTo(replacement.lines());
	}

	@Test
	void theNewestWorkerSaysWhatAMetricIs() {
		TestWorker old = new TestWorker(1, 0);
		TestWorker replacement = new TestWorker(2, 1);
		Gauge.builder("size", () -> 1).description("old").register(old.meters);
		Gauge.builder("size", () -> 2).description("new").register(replacement.meters);
		for (TestWorker each : this.alive) {
			assertThat(each.lines()).contains("# HELP size new").doesNotContain("# HELP size old");
		}
	}

	@Test
	void workerThatIsSilentIsNamed() {
		TestWorker first = new TestWorker(1, 0);
		new TestWorker(2, 1).silent = true;
		assertThat(first.lines())
			.contains("cluster_scrape_missing{worker=\"0\"} 0", "cluster_scrape_missing{worker=\"1\"} 1",
					"threads{worker=\"0\"} 1.0")
			.noneMatch((line) -> line.startsWith("threads{worker=\"1\""));
	}

	@Test
	void allOfItHasOneDeadline() {
		TestWorker worker = new TestWorker(1, 0);
		Duration own = Duration.ofMillis(20);
		Gauge.builder("slow", () -> {
			long begin = System.nanoTime();
			while (System.nanoTime() - begin < own.toNanos()) {
				Thread.onSpinWait();
			}
			return 1;
		}).register(worker.meters);
		worker.lines();
		assertThat(this.patienceWithPrimary).isEqualTo(TIMEOUT.dividedBy(4));
		assertThat(this.patienceWithPeers).isLessThanOrEqualTo(TIMEOUT.minus(own));
	}

	@Test
	void withoutThePrimaryNoCountOfTheClusterGoesDown() {
		TestWorker first = new TestWorker(1, 0);
		TestWorker second = new TestWorker(2, 1);
		this.restarts = 1;
		assertThat(second.lines()).contains("cluster_worker_restarts_total{worker=\"primary\",slot=\"0\"} 1.0");
		this.primaryAnswers = false;
		assertThat(first.lines())
			.contains("cluster_scrape_missing{worker=\"primary\"} NaN", "cluster_scrape_missing{worker=\"0\"} 0",
					"cluster_workers_wanted{worker=\"primary\"} NaN", "threads{worker=\"0\"} 1.0")
			.noneMatch((line) -> line.startsWith("cluster_worker_restarts_total"))
			.noneMatch((line) -> line.startsWith("cluster_scrape_missing{worker=\"1\"}"));
	}

	@Test
	void thatNobodyIsMissingIsNotSaidWhereItIsNotKnownWhoIsThere() {
		TestWorker first = new TestWorker(1, 0);
		new TestWorker(2, 1);
		this.primaryStopsMeanwhile = true;
		assertThat(first.lines()).contains("cluster_scrape_missing{worker=\"primary\"} NaN");
	}

	private ClusterCounts counts(Duration patience) throws IOException {
		this.questions++;
		this.patienceWithPrimary = patience;
		failWithoutPrimary();
		this.primaryAnswers = !this.primaryStopsMeanwhile;
		return new ClusterCounts(2, Map.of("LISTENING", this.alive.size()), Map.of(0, this.restarts), 0, 0);
	}

	private void failWithoutPrimary() throws IOException {
		if (!this.primaryAnswers) {
			throw new IOException("The primary does not answer");
		}
	}

	/**
	 * A worker, with a counter and a gauge.
	 */
	private final class TestWorker {

		private final int id;

		private final int slot;

		private final PrometheusMeterRegistry meters;

		private final PrometheusResource resource;

		private final ClusterScrape scrape;

		private boolean silent;

		TestWorker(int id, int slot) {
			this.id = id;
			this.slot = slot;
			PrometheusRegistry registry = new PrometheusRegistry();
			this.meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, registry, Clock.SYSTEM);
			ClusterMetrics metrics = new ClusterMetrics(ClusterScrapeTests.this::counts, System::nanoTime);
			metrics.bindTo(this.meters);
			Gauge.builder("threads", () -> this.id).register(this.meters);
			this.resource = new PrometheusResource(new PrometheusScrapeEndpoint(registry, new Properties()), metrics);
			this.scrape = new ClusterScrape(this.resource, new WorkerIdentity(id, slot), this::ask);
			count(0);
			ClusterScrapeTests.this.alive.add(this);
		}

		void count(double amount) {
			this.meters.counter("requests", "uri", "/a").increment(amount);
		}

		List<String> lines() {
			return lines(null);
		}

		List<String> lines(Set<String> names) {
			return this.scrape.scrape(PrometheusOutputFormat.CONTENT_TYPE_004, names, TIMEOUT).lines().toList();
		}

		private List<PeerAnswer> ask(String name, String query, Duration timeout) throws IOException {
			ClusterScrapeTests.this.patienceWithPeers = timeout;
			failWithoutPrimary();
			return ClusterScrapeTests.this.alive.stream()
				.filter((peer) -> peer != this)
				.map((peer) -> new PeerAnswer(peer.id, peer.slot, peer.answer(query)))
				.toList();
		}

		private byte[] answer(String query) {
			return !this.silent ? this.resource.answer(query) : null;
		}

	}

}
