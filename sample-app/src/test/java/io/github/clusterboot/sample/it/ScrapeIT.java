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

package io.github.clusterboot.sample.it;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whichever worker is asked for metrics, the answer is that of all workers.
 */
@ClusterTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ScrapeIT {

	private static final int WORKERS = 2;

	private static final int REQUESTS = 200;

	private static final String COUNT = "http_server_requests_seconds_count";

	/**
	 * What no other test asks for.
	 */
	private static final String COUNTED = "/api/bytes";

	private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

	private static SampleCluster cluster;

	@BeforeAll
	static void start() {
		cluster = SharedCluster.of(Policy.OS);
		for (int request = 0; request < REQUESTS; request++) {
			assertThat(cluster.http().get(COUNTED).isOk()).isTrue();
		}
		// a request is counted when its response has been sent
		cluster.await("all requests are counted", () -> counted(scrape()) == REQUESTS);
	}

	@Test
	@Order(1)
	void whicheverWorkerAnswersTellsTheSameOfAllWorkers() {
		Set<String> answered = new TreeSet<>();
		cluster.await("every worker has answered", () -> {
			Scrape scrape = scrape();
			assertThat(counted(scrape)).isEqualTo(REQUESTS);
			assertThat(scrape.types()).doesNotHaveDuplicates().contains("http_server_requests_seconds");
			assertThat(scrape.samples()).allSatisfy((sample) -> assertThat(sample.labels()).containsKey("worker"));
			assertThat(scrape.workers("jvm_threads_live_threads")).containsExactlyInAnyOrder("0", "1");
			assertThat(scrape.workers("cluster_workers")).containsExactly("primary");
			assertThat(scrape.sum("cluster_workers", (labels) -> labels.get("state").equals("listening")))
				.isEqualTo(WORKERS);
			assertThat(scrape.samples("cluster_scrape_missing")).hasSize(WORKERS)
				.allSatisfy((sample) -> assertThat(sample.value()).isZero());
			answered.add(scrape.worker());
			return answered.size() == WORKERS;
		});
	}

	@Test
	@Order(2)
	void promtoolParsesBothFormats() throws IOException {
		Promtool promtool = Promtool.find();
		promtool.parseText(scrape().text());
		Scrape openMetrics = scrape("/actuator/prometheus", OPEN_METRICS);
		assertThat(openMetrics.text()).endsWith("# EOF\n");
		promtool.parseOpenMetrics(openMetrics.text());
		Scrape some = scrape("/actuator/prometheus?includedNames=jvm_threads_live_threads,cluster_workers", "*/*");
		assertThat(some.types()).containsExactlyInAnyOrder("jvm_threads_live_threads", "cluster_workers");
		promtool.parseText(some.text());
	}

	@Test
	@Order(2)
	void workerThatIsAskedByNameTellsOfItselfOnly() {
		double sum = 0;
		for (int slot = 0; slot < WORKERS; slot++) {
			Scrape own = scrape("/actuator/prometheus?worker=" + slot, "*/*");
			assertThat(own.worker()).isEqualTo(String.valueOf(slot));
			assertThat(own.samples()).allSatisfy((sample) -> assertThat(sample.labels()).doesNotContainKey("worker"));
			sum += counted(own);
		}
		assertThat(sum).isEqualTo(REQUESTS);
	}

	@Test
	@Order(2)
	void metricsEndpointAddsWhatWorkersHaveMeasured() throws IOException {
		String path = "/actuator/metrics/http.server.requests?tag=uri:" + COUNTED;
		JsonNode all = json(path);
		assertThat(statistic(all, "COUNT")).isEqualTo(REQUESTS);
		double sum = 0;
		double max = 0;
		for (int slot = 0; slot < WORKERS; slot++) {
			JsonNode one = json(path + "&worker=" + slot);
			sum += statistic(one, "COUNT");
			max = Math.max(max, statistic(one, "MAX"));
		}
		assertThat(sum).isEqualTo(REQUESTS);
		assertThat(json("/actuator/metrics").at("/names").toString()).contains("\"cluster.workers\"",
				"\"cluster.worker.restarts\"", "\"cluster.reloads\"");
	}

	@Test
	@Order(2)
	void dashboardAndAlertsAskForWhatIsThere() throws IOException {
		Scrape scrape = scrape();
		for (String expression : Expressions.ofDashboard(Path.of("../docs/grafana/cluster.json"))) {
			Expressions.expectAnswer(expression, scrape);
		}
		Path alerts = Path.of("../docs/prometheus/alerts.yml");
		for (String expression : Expressions.ofRules(alerts)) {
			Expressions.expectAnswer(expression, scrape);
		}
		Promtool promtool = Promtool.find();
		promtool.parseRules(alerts);
		promtool.parseExpressions(Expressions.ofDashboard(Path.of("../docs/grafana/cluster.json")));
	}

	@Test
	@Order(2)
	void healthOfTheClusterIsNotPartOfTheProbes() {
		JsonNode health = json("/actuator/health").at("/components/cluster");
		assertThat(health.at("/status").asString()).isEqualTo("UP");
		assertThat(health.at("/details").toString())
			.matches("\\{\"wanted\":%1$d,\"listening\":%1$d,\"restarts\":\\d+}".formatted(WORKERS));
		for (String probe : List.of("liveness", "readiness")) {
			String path = "/actuator/health/" + probe;
			assertThat(cluster.http().get(path).status()).isEqualTo(200);
			assertThat(cluster.http().get(path + "/cluster").status()).isEqualTo(404);
		}
	}

	@Test
	@Order(3)
	void silentWorkerIsNamedAndCostsWhatTheScraperCanWait() throws Exception {
		// a connection that is kept, and so stays with its worker
		HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
		Scrape before = scrape(client);
		Worker silent = cluster.workers()
			.values()
			.stream()
			.filter((worker) -> !String.valueOf(worker.slot()).equals(before.worker()))
			.findFirst()
			.orElseThrow();
		cluster.signal(silent.pid(), "STOP");
		Scrape without;
		try {
			without = scrape(client);
			assertThat(Processes.isRunning(silent.pid())).as("answered before it was killed").isTrue();
		}
		finally {
			cluster.signal(silent.pid(), "CONT");
		}
		String slot = String.valueOf(silent.slot());
		assertThat(missing(without, slot)).isEqualTo(1);
		assertThat(without.sum("cluster_scrape_missing", (labels) -> true)).isEqualTo(1);
		assertThat(without.workers("jvm_threads_live_threads")).hasSize(WORKERS - 1).doesNotContain(slot);
		Promtool.find().parseText(without.text());
		cluster.await("nobody is missing", () -> missing(scrape(), slot) == 0);
		assertThat(counted(scrape())).isEqualTo(REQUESTS);
	}

	@Test
	@Order(4)
	void countsOfASlotRestartWithItsWorker() {
		Worker killed = cluster.workers().get(1);
		double ofKilled = counted(scrape(), "1");
		double restarts = restarts(scrape());
		cluster.kill(killed.pid());
		cluster.awaitExit(killed);
		cluster.awaitWorkers(WORKERS);
		Scrape after = scrape();
		assertThat(counted(after)).isEqualTo(REQUESTS - ofKilled);
		assertThat(after.workers("jvm_threads_live_threads")).containsExactlyInAnyOrder("0", "1");
		assertThat(restarts(after)).isEqualTo(restarts + 1);
	}

	private static double restarts(Scrape scrape) {
		return scrape.sum("cluster_worker_restarts_total", (labels) -> labels.get("slot").equals("1"));
	}

	private static double missing(Scrape scrape, String slot) {
		return scrape.sum("cluster_scrape_missing", (labels) -> slot.equals(labels.get("worker")));
	}

	private static double counted(Scrape scrape, String slot) {
		return scrape.sum(COUNT, (labels) -> COUNTED.equals(labels.get("uri")) && slot.equals(labels.get("worker")));
	}

	private static double counted(Scrape scrape) {
		return scrape.sum(COUNT, (labels) -> COUNTED.equals(labels.get("uri")));
	}

	private static Scrape scrape() {
		return scrape("/actuator/prometheus", "text/plain");
	}

	private static Scrape scrape(HttpClient client) throws Exception {
		HttpResponse<String> response = client.send(HttpRequest.newBuilder(uri("/actuator/prometheus"))
			.header("X-Prometheus-Scrape-Timeout-Seconds", "2")
			.build(), HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
		return new Scrape(response.headers().firstValue("Cluster-Worker").orElseThrow(), response.body());
	}

	/**
	 * Scrapes on a connection of its own.
	 */
	static Scrape scrape(String path, String accept) {
		try {
			HttpURLConnection connection = (HttpURLConnection) uri(path).toURL().openConnection();
			connection.setRequestProperty("Accept", accept);
			connection.setRequestProperty("Connection", "close");
			connection.setReadTimeout((int) Http.TIMEOUT.toMillis());
			try (InputStream body = connection.getInputStream()) {
				return new Scrape(connection.getHeaderField("Cluster-Worker"),
						new String(body.readAllBytes(), StandardCharsets.UTF_8));
			}
		}
		catch (IOException ex) {
			throw new AssertionError(cluster.toString(), ex);
		}
	}

	private static URI uri(String path) {
		return URI.create("http://127.0.0.1:%d%s".formatted(cluster.port(), path));
	}

	private static JsonNode json(String path) {
		return JsonMapper.shared().readTree(scrape(path, "application/json").text());
	}

	private static double statistic(JsonNode metric, String name) {
		for (JsonNode measurement : metric.at("/measurements")) {
			if (measurement.at("/statistic").asString().equals(name)) {
				return measurement.at("/value").asDouble();
			}
		}
		throw new AssertionError(metric.toString());
	}

}
