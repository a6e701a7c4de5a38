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
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Actuator knows of one process is asked of a given worker, whichever worker gets
 * the request. A log level is set once for all.
 */
@ClusterTest
class PerWorkerEndpointsIT {

	private static final int WORKERS = 2;

	private static final String LOGGER = "io.github.clusterboot.sample";

	private static final String ONE = "org.springframework.boot";

	private static final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private static SampleCluster cluster;

	@BeforeAll
	static void start() {
		cluster = SharedCluster.of(Policy.OS);
	}

	@Test
	void eachWorkerAnswersForItself() throws Exception {
		Map<Integer, Worker> workers = cluster.awaitWorkers(WORKERS);
		for (Worker worker : workers.values()) {
			int slot = worker.slot();
			for (String form : List.of("/actuator/%%s?worker=%d", "/actuator/worker/%d/%%s")) {
				String path = form.formatted(slot);
				assertThat(json(slot, path.formatted("info")).at("/process/pid").asLong()).isEqualTo(worker.pid());
				assertThat(json(slot, path.formatted("env/cluster.worker.slot")).at("/property/value").asString())
					.isEqualTo(String.valueOf(slot));
				assertThat(json(slot, path.formatted("env/cluster.worker.id")).at("/property/value").asString())
					.isEqualTo(String.valueOf(worker.id()));
				assertThat(json(slot, path.formatted("health")).at("/status").asString()).isEqualTo("UP");
				assertThat(json(slot, path.formatted("threaddump")).at("/threads").findValuesAsString("threadName"))
					.anyMatch((name) -> name.contains("worker-" + worker.id() + ".sock")
							|| name.startsWith("cluster-door"));
			}
		}
	}

	@Test
	void heapDumpOfAGivenWorkerArrivesWhole() throws Exception {
		for (Worker worker : cluster.awaitWorkers(WORKERS).values()) {
			HttpResponse<InputStream> dump = client.send(
					request("/actuator/heapdump?worker=" + worker.slot()).GET().build(),
					HttpResponse.BodyHandlers.ofInputStream());
			assertThat(dump.statusCode()).isEqualTo(200);
			assertThat(dump.headers().firstValue("Cluster-Worker")).hasValue(String.valueOf(worker.slot()));
			try (InputStream body = dump.body()) {
				assertThat(body.readNBytes(12)).asString(StandardCharsets.US_ASCII).isEqualTo("JAVA PROFILE");
				long length = 12 + body.transferTo(OutputStream.nullOutputStream());
				assertThat(length).isGreaterThan(1 << 20)
					.isEqualTo(dump.headers().firstValueAsLong("Content-Length").orElse(length));
			}
		}
	}

	@Test
	void linksStayWithTheWorkerOfThePath() throws Exception {
		cluster.awaitWorkers(WORKERS);
		for (int slot = 0; slot < WORKERS; slot++) {
			String self = "http://127.0.0.1:%d/actuator/worker/%d".formatted(cluster.port(), slot);
			JsonNode links = json(slot, "/actuator/worker/" + slot).at("/_links");
			assertThat(links.at("/self/href").asString()).isEqualTo(self);
			links.forEach((link) -> assertThat(link.at("/href").asString()).startsWith(self));
			String health = links.at("/health/href").asString();
			assertThat(json(slot, URI.create(health).getPath()).at("/status").asString()).isEqualTo("UP");
		}
	}

	@Test
	void levelIsSetOnceInAllWorkersAlsoInThoseToCome() throws Exception {
		Worker killed = cluster.awaitWorkers(WORKERS).get(1);
		setLevel(LOGGER, "\"TRACE\"", "");
		awaitLevel("TRACE", LOGGER, 0, 1);
		setLevel("web", "\"DEBUG\"", "");
		awaitLevel("DEBUG", "org.springframework.web", 0, 1);
		setLevel(ONE, "\"WARN\"", "?worker=1");
		awaitLevel("WARN", ONE, 1);
		cluster.kill(killed.pid());
		cluster.awaitExit(killed);
		Map<Integer, Worker> after = cluster.awaitWorkers(WORKERS);
		assertThat(after.get(1).id()).isGreaterThan(killed.id());
		awaitLevel("TRACE", LOGGER, 0, 1);
		awaitLevel("DEBUG", "org.springframework.web", 0, 1);
		awaitLevel("none", ONE, 0, 1);
		for (String logger : List.of(LOGGER, "web")) {
			setLevel(logger, "null", "");
		}
		awaitLevel("none", LOGGER, 0, 1);
		awaitLevel("none", "org.springframework.web", 0, 1);
	}

	@Test
	void whatIsNoWorkerIsRefused() throws Exception {
		cluster.awaitWorkers(WORKERS);
		for (String value : List.of("", "one", "-1", "1.5", "01", "4294967296")) {
			HttpResponse<String> refused = get("/actuator/info?worker=" + value);
			assertThat(refused.statusCode()).as(value).isEqualTo(404);
			assertThat(refused.body()).contains("There is no slot %s, only 0, 1".formatted(value));
		}
		assertThat(get("/actuator/worker/one/info").statusCode()).isEqualTo(404);
		assertThat(get("/actuator/info?worker=0&worker=1").statusCode()).isEqualTo(400);
		HttpResponse<String> unknown = get("/actuator/info?worker=2");
		assertThat(unknown.statusCode()).isEqualTo(404);
		assertThat(unknown.body()).contains("There is no slot 2, only 0, 1");
		assertThat(get("/actuator/worker/2/info").statusCode()).isEqualTo(404);
	}

	private static void setLevel(String logger, String level, String query) throws Exception {
		HttpResponse<String> response = client
			.send(request("/actuator/loggers/" + logger + query).header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.ofString("{\"configuredLevel\": %s}".formatted(level)))
				.build(), HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(204);
	}

	private static void awaitLevel(String level, String logger, int... slots) {
		for (int slot : slots) {
			cluster.await("level of %s in slot %d is %s".formatted(logger, slot, level), () -> {
				try {
					return level.equals(level(slot, logger));
				}
				catch (IOException ex) {
					return false;
				}
			});
		}
	}

	private static String level(int slot, String logger) throws IOException {
		return json(slot, "/actuator/loggers/%s?worker=%d".formatted(logger, slot)).path("configuredLevel")
			.asString("none");
	}

	private static JsonNode json(int slot, String path) throws IOException {
		HttpResponse<String> response = get(path);
		assertThat(response.statusCode()).as("%s: %s", path, response.body()).isEqualTo(200);
		assertThat(response.headers().allValues("Cluster-Worker")).as(path).containsExactly(String.valueOf(slot));
		return JsonMapper.shared().readTree(response.body());
	}

	private static HttpResponse<String> get(String path) throws IOException {
		try {
			return client.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(cluster.port(), path)))
			.header("Accept", "application/json, application/octet-stream")
			.header("Authorization", Http.ADMINISTRATOR)
			.timeout(Duration.ofSeconds(90));
	}

}
