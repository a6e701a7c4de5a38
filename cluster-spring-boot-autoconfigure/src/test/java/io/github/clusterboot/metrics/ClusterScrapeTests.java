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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.clusterboot.ClusterWorker;
import io.github.clusterboot.ipc.ClusterCounts;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.peer.PeerAnswer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterScrape}, with workers that share a directory as real ones do.
 */
class ClusterScrapeTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	@TempDir
	Path directory;

	private final List<TestWorker> alive = new ArrayList<>();

	private boolean primaryAnswers = true;

	private boolean primaryStopsMeanwhile;

	private int restarts;

	@Test
	void whoeverIsAskedTellsOfAll() {
		TestWorker first = new TestWorker(1, 0);
		TestWorker second = new TestWorker(2, 1);
		first.count(3);
		second.count(4);
		for (TestWorker each : this.alive) {
			assertThat(each.lines()).contains("requests_total{uri=\"/a\",worker=\"0\"} 3.0",
					"requests_total{uri=\"/a\",worker=\"1\"} 4.0", "threads{worker=\"0\"} 1.0",
					"threads{worker=\"1\"} 2.0", "cluster_workers_wanted{worker=\"primary\"} 2.0",
					"cluster_worker_restarts_total{slot=\"0\",worker=\"primary\"} 0.0",
					"cluster_scrape_missing{worker=\"primary\"} 0.0");
			assertThat(each.lines()).filteredOn((line) -> line.startsWith("cluster_workers_wanted")).hasSize(1);
			assertThat(each.lines()).filteredOn((line) -> line.startsWith("# TYPE requests_total")).hasSize(1);
		}
	}

	@Test
	void onlyIncludedNamesAreTold() {
		TestWorker worker = new TestWorker(1, 0);
		assertThat(worker.scrape.scrape("threads"::equals).stream().map((each) -> each.getMetadata().getName()))
			.containsExactly("threads");
	}

	@Test
	void countsOfAWorkerThatIsGoneGoOnInItsSlot() {
		TestWorker first = new TestWorker(1, 0);
		TestWorker second = new TestWorker(2, 1);
		second.count(4);
		first.lines();
		second.kill();
		assertThat(first.requests()).isEqualTo(4);
		TestWorker third = new TestWorker(3, 1);
		third.count(10);
		assertThat(first.lines()).contains("requests_total{uri=\"/a\",worker=\"1\"} 14.0", "threads{worker=\"1\"} 3.0");
		assertThat(third.requests()).isEqualTo(14);
		third.count(1);
		third.keeper.stop();
		third.kill();
		assertThat(first.requests()).as("counted at the end of its drain").isEqualTo(15);
		assertThat(first.kept.workers()).as("others are folded").containsExactly(1);
		assertThat(first.requests()).isEqualTo(15);
	}

	@Test
	void activeTasksOfAWorkerThatIsGoneAreGone() {
		TestWorker first = new TestWorker(1, 0);
		TestWorker second = new TestWorker(2, 1);
		LongTaskTimer.builder("job").register(second.meters).start();
		assertThat(first.lines()).contains("job_seconds_count{worker=\"1\"} 1");
		second.kill();
		assertThat(first.lines()).noneMatch((line) -> line.startsWith("job_") && line.contains("worker=\"1\""));
	}

	@Test
	void silentWorkerIsMissedAndItsLastCountsStandInForIt() {
		TestWorker first = new TestWorker(1, 0);
		TestWorker second = new TestWorker(2, 1);
		second.count(4);
		first.lines();
		second.count(5);
		second.silent = true;
		assertThat(first.lines())
			.contains("requests_total{uri=\"/a\",worker=\"1\"} 4.0", "cluster_scrape_missing{worker=\"primary\"} 1.0")
			.noneMatch((line) -> line.startsWith("threads{worker=\"1\""));
		assertThat(first.kept.workers()).as("it may still write").containsExactlyInAnyOrder(1, 2);
		second.silent = false;
		assertThat(first.lines()).contains("requests_total{uri=\"/a\",worker=\"1\"} 9.0",
				"cluster_scrape_missing{worker=\"primary\"} 0.0");
	}

	@Test
	void answerThatIsNoJsonIsMissed() {
		TestWorker first = new TestWorker(1, 0);
		new TestWorker(2, 1).answer = "oops".getBytes(StandardCharsets.UTF_8);
		assertThat(first.lines()).contains("cluster_scrape_missing{worker=\"primary\"} 1.0");
	}

	@Test
	void workerThatAnswersAndIsFoldedMeanwhileIsCountedOnce() throws IOException {
		TestWorker first = new TestWorker(1, 0);
		TestWorker second = new TestWorker(2, 1);
		second.count(4);
		second.afterAnswer = () -> first.kept.fold(List.of(2));
		assertThat(first.requests()).isEqualTo(4);
	}

	@Test
	void countsOfTwoWorkersOfASlotAreAddedAndTheGaugesAreOfTheNewerOne() {
		TestWorker old = new TestWorker(1, 0);
		TestWorker replacement = new TestWorker(2, 0);
		old.count(3);
		replacement.count(4);
		for (TestWorker each : this.alive) {
			assertThat(each.lines()).contains("requests_total{uri=\"/a\",worker=\"0\"} 7.0",
					"threads{worker=\"0\"} 2.0");
		}
	}

	@Test
	void withoutThePrimaryNoCountOfTheClusterGoesDown() {
		TestWorker first = new TestWorker(1, 0);
		TestWorker second = new TestWorker(2, 1);
		second.count(4);
		this.restarts = 1;
		assertThat(second.lines()).contains("cluster_worker_restarts_total{slot=\"0\",worker=\"primary\"} 1.0");
		assertThat(first.requests()).isEqualTo(4);
		this.primaryAnswers = false;
		assertThat(first.lines())
			.contains("cluster_scrape_missing{worker=\"primary\"} NaN",
					"cluster_workers_wanted{worker=\"primary\"} NaN", "requests_total{uri=\"/a\",worker=\"1\"} 4.0")
			.noneMatch((line) -> line.startsWith("cluster_worker_restarts"));
	}

	@Test
	void thatNobodyIsMissingIsNotSaidWhereItIsNotKnownWhoIsThere() {
		TestWorker first = new TestWorker(1, 0);
		new TestWorker(2, 1);
		assertThat(first.missing()).as("nobody has scraped yet").isNaN();
		this.primaryAnswers = false;
		assertThat(first.lines()).contains("cluster_scrape_missing{worker=\"primary\"} NaN");
		this.primaryAnswers = true;
		assertThat(first.lines()).contains("cluster_scrape_missing{worker=\"primary\"} 0.0");
		this.primaryStopsMeanwhile = true;
		assertThat(first.lines()).contains("cluster_scrape_missing{worker=\"primary\"} NaN");
	}

	@Test
	void filesOfWorkersThatAreGoneAreFoldedWhenAnotherStarts() {
		TestWorker first = new TestWorker(1, 0);
		first.count(2);
		first.keeper.stop();
		first.kill();
		TestWorker second = new TestWorker(2, 0);
		second.keeper.start();
		assertThat(second.keeper.isRunning()).isTrue();
		assertThat(second.kept.workers()).isEmpty();
		assertThat(second.requests()).isEqualTo(2);
	}

	@Test
	void whatIsAboutTheClusterIsNotToldToOthers() throws IOException {
		TestWorker worker = new TestWorker(1, 0);
		worker.lines();
		assertThat(FamilyJson.read(new PrometheusResource(worker.metrics).answer(""))).extracting(Family::name)
			.containsExactlyInAnyOrder("requests", "threads");
	}

	private ClusterStatus status(Duration patience) throws IOException {
		failWithoutPrimary();
		List<ClusterStatus.Worker> workers = this.alive.stream()
			.map((worker) -> new ClusterStatus.Worker(worker.id, worker.slot, 1L, "LISTENING", false, 1, Instant.EPOCH,
					Duration.ZERO, 0, null, new ClusterStatus.Memory(0, 0, 0), 0, 0, 0))
			.toList();
		return new ClusterStatus(new ClusterStatus.Primary(1, Instant.EPOCH, Duration.ZERO), "os", 1, 2, 0, 0,
				List.of(), new ClusterStatus.Reload("NONE", 0, null), workers);
	}

	private ClusterCounts counts(Duration patience) throws IOException {
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

		private final KeptCounts kept = new KeptCounts(ClusterScrapeTests.this.directory.resolve("metrics"));

		private final WorkerMetrics metrics;

		private final CountsKeeper keeper;

		private final ClusterScrape scrape;

		private boolean silent;

		private byte[] answer;

		private Runnable afterAnswer = () -> {
		};

		TestWorker(int id, int slot) {
			this.id = id;
			this.slot = slot;
			PrometheusRegistry registry = new PrometheusRegistry();
			this.meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, registry, Clock.SYSTEM);
			LatestCounts counts = new LatestCounts(ClusterScrapeTests.this::counts, TIMEOUT);
			MissingWorkers missing = new MissingWorkers();
			new ClusterMetrics(counts).bindTo(this.meters);
			missing.bindTo(this.meters);
			Gauge.builder("threads", () -> this.id).register(this.meters);
			this.metrics = new WorkerMetrics(registry, this.meters, new ClusterWorker(id, slot), this.kept);
			this.keeper = new CountsKeeper(this.metrics, this.kept, ClusterScrapeTests.this::status, TIMEOUT);
			this.scrape = new ClusterScrape(this.metrics, this::ask, this.kept, this.keeper, counts, missing, TIMEOUT);
			count(0);
			ClusterScrapeTests.this.alive.add(this);
		}

		void count(double amount) {
			this.meters.counter("requests", "uri", "/a").increment(amount);
		}

		void kill() {
			ClusterScrapeTests.this.alive.remove(this);
		}

		List<String> lines() {
			try {
				MetricSnapshots snapshots = this.scrape.scrape();
				ByteArrayOutputStream output = new ByteArrayOutputStream();
				PrometheusTextFormatWriter.create().write(output, snapshots);
				return Arrays.asList(output.toString(StandardCharsets.UTF_8).split("\n"));
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		double missing() {
			return this.meters.get("cluster.scrape.missing").gauge().value();
		}

		double requests() {
			return lines().stream()
				.filter((line) -> line.startsWith("requests_total{"))
				.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
				.sum();
		}

		private List<PeerAnswer> ask(String resource, String query, Duration timeout) throws IOException {
			failWithoutPrimary();
			List<PeerAnswer> answers = new ArrayList<>();
			for (TestWorker peer : ClusterScrapeTests.this.alive) {
				if (peer != this) {
					answers.add(peer.answer());
				}
			}
			return answers;
		}

		private PeerAnswer answer() {
			if (this.silent) {
				return new PeerAnswer(this.id, this.slot, null, "No answer within 1000 ms");
			}
			byte[] body = (this.answer != null) ? this.answer : new PrometheusResource(this.metrics).answer("");
			this.afterAnswer.run();
			return new PeerAnswer(this.id, this.slot, body, null);
		}

	}

}
