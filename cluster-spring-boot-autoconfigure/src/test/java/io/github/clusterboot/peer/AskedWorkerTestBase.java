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

package io.github.clusterboot.peer;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.clusterboot.boot.RawHttp;
import io.github.clusterboot.boot.WorkersInJvm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Asking one worker, in applications that do not know of each other whether they are of
 * servlets.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AskedWorkerTestBase {

	WorkersInJvm open;

	WorkersInJvm secured;

	WorkersInJvm workers;

	/**
	 * Workers with a web server.
	 */
	abstract WorkersInJvm create() throws Exception;

	/**
	 * An application in which everybody may do everything.
	 */
	abstract Class<?> openApplication();

	/**
	 * An application of which one endpoint is public, the others are for admins, and
	 * everything else is public.
	 */
	abstract Class<?> securedApplication();

	/**
	 * What has Actuator at {@code /app/mvc/manage}.
	 */
	abstract String[] belowOtherPaths();

	/**
	 * The arguments of all applications.
	 */
	String[] arguments() {
		return new String[0];
	}

	List<String> noSlots() {
		return List.of("", "x", "-1", "1.0", "0x1", "01", "99999999999", "%20", "%zz", "1/../0", "+1");
	}

	@BeforeAll
	void startWhatSeveralTestsAsk() throws Exception {
		this.open = started(openApplication(), new String[0], new String[0]);
		this.secured = started(securedApplication(), new String[0], new String[] { "--test.public=info" });
	}

	@AfterAll
	void closeIt() throws Exception {
		this.open.close();
		this.secured.close();
	}

	@AfterEach
	void close() throws Exception {
		if (this.workers != null) {
			this.workers.close();
			this.workers = null;
		}
	}

	@Test
	void eachWorkerIsAskedThroughAnyOfThem() throws Exception {
		for (int asked = 0; asked < 2; asked++) {
			assertThat(WorkersInJvm.answeredBy(this.open.get(asked, "/actuator/health"))).isEqualTo("" + asked);
			for (int slot = 0; slot < 2; slot++) {
				assertAnswers(slot, this.open.get(asked, "/actuator/env/test.slot?worker=" + slot));
				assertAnswers(slot, this.open.get(asked, "/actuator/worker/" + slot + "/env/test.slot"));
			}
		}
		assertThat(this.open.get(0, "/actuator/nothing?worker=1").statusCode()).isEqualTo(404);
		assertThat(WorkersInJvm.answeredBy(this.open.get(0, "/hello?worker=1"))).as("not Actuator").isEqualTo("nobody");
	}

	@Test
	void theRequestArrivesAsItIs() throws Exception {
		String large = "{\"text\":\"" + "ä".repeat(500_000) + "\"}";
		String query = "?worker=1&a=%C3%A4%26b";
		HttpResponse<String> response = this.open.post(0, "/actuator/echo" + query, large, "Authorization", "Bearer 1",
				"Cookie", "a=1; b=2", "X-Twice", "1", "X-Twice", "2", "X-Forwarded-For", "192.0.2.1",
				"Cluster-Request-Origin", "{\"scheme\":\"https\"}");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().allValues("Cluster-Worker")).containsExactly("1");
		assertThat(response.body()).contains("\"text\":500000")
			.contains("\"method\":\"POST\"")
			.contains("\"query\":\"worker=1&a=%C3%A4%26b\"")
			.contains("\"url\":\"http://127.0.0.1:%d/actuator/echo\"".formatted(this.open.port(0)))
			.contains("\"authorization\":[\"Bearer 1\"]")
			.contains("\"cookie\":[\"a=1; b=2\"]")
			.contains("\"x-twice\":[\"1\",\"2\"]")
			.contains("\"x-forwarded-for\":[\"192.0.2.1\"]")
			.doesNotContain("cluster-request-origin")
			.contains("\"remote\":\"127.0.0.1\"")
			.contains("\"secure\":false")
			.contains("\"local-port\":" + this.open.port(0));
	}

	@ParameterizedTest
	@CsvSource({ "0, 200", "1, 413" })
	void aBodyMayHaveTwoMebibytes(int more, int status) throws Exception {
		String frame = "{\"text\":\"\"}";
		String text = "x".repeat(2 * 1024 * 1024 - frame.length() + more);
		String body = "{\"text\":\"%s\"}".formatted(text);
		HttpResponse<String> known = this.open.post(0, "/actuator/echo?worker=1", body);
		assertThat(known.statusCode()).isEqualTo(status);
		HttpResponse<String> chunked = this.open.send(this.open.request(0, "/actuator/echo?worker=1")
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers
				.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))));
		assertThat(chunked.statusCode()).isEqualTo(status);
		if (status == 413) {
			assertThat(known.headers().firstValue("Content-Type")).hasValue("application/json");
			assertThat(known.body()).contains("2 MiB");
			assertThat(WorkersInJvm.answeredBy(known)).as("who does not forward it").isEqualTo("0");
		}
		else {
			assertThat(known.body()).contains("\"text\":" + text.length());
			assertThat(chunked.body()).contains("\"text\":" + text.length());
		}
		assertThat(this.open.post(0, "/actuator/echo?a=b", body).statusCode()).as("not forwarded").isEqualTo(200);
		assertThat(this.open.post(0, "/actuator/echo?worker=0", "{\"text\":\"abc\"}").body()).as("not forwarded")
			.contains("\"text\":3");
	}

	@Test
	void whatAProxySaysIsUnderstoodByTheWorkerThatAnswers() throws Exception {
		this.workers = started(openApplication(), "--server.forward-headers-strategy=framework");
		HttpResponse<String> response = this.workers.get(0, "/actuator/echo?worker=1", "X-Forwarded-Proto", "https",
				"X-Forwarded-Host", "example.org", "X-Forwarded-Prefix", "/behind", "X-Forwarded-For", "192.0.2.1");
		assertThat(response.body()).contains("\"url\":\"https://example.org/behind/actuator/echo\"")
			.contains("\"secure\":true")
			.contains("\"remote\":\"192.0.2.1\"");
		assertThat(this.workers
			.get(0, "/actuator/worker/1", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "example.org",
					"X-Forwarded-Prefix", "/behind")
			.body()).contains("\"https://example.org/behind/actuator/worker/1/env\"");
	}

	@Test
	void whatIsNoSlotIsRefused() throws Exception {
		RawHttp http = new RawHttp(this.open.port(0));
		for (String value : noSlots()) {
			assertThat(http.get("/actuator/health?worker=" + value)).as(value)
				.startsWith("HTTP/1.1 404 ")
				.contains("Content-Type: application/json")
				.contains("There is no slot %s, only 0, 1".formatted(value));
		}
		assertThat(http.get("/actuator/worker/x/health")).startsWith("HTTP/1.1 404 ");
		assertThat(http.get("/actuator/worker/01/health")).startsWith("HTTP/1.1 404 ");
		assertThat(http.get("/actuator/health?worker=1&worker=1")).startsWith("HTTP/1.1 400 ")
			.contains("'worker' has to be the slot of one worker");
		assertThat(http.get("/actuator/worker/1/health?worker=1")).startsWith("HTTP/1.1 400 ");
	}

	@Test
	void aSlotThatDoesNotExistIsNotFoundAndOneThatNobodyServesIsUnavailable() throws Exception {
		this.open.knowsOf(WorkersInJvm.worker(9, 5, "STARTING"));
		HttpResponse<String> unknown = this.open.get(0, "/actuator/health?worker=7");
		assertThat(unknown.statusCode()).isEqualTo(404);
		assertThat(unknown.body()).contains("There is no slot 7, only 0, 1");
		assertThat(this.open.get(0, "/actuator/worker/7/health").statusCode()).isEqualTo(404);
		HttpResponse<String> starting = this.open.get(0, "/actuator/health?worker=5");
		assertThat(starting.statusCode()).isEqualTo(503);
		assertThat(starting.body()).contains("slot 5");
		this.open.knowsNoOther();
	}

	@Test
	void aWorkerThatIsGoneIsABadGateway() throws Exception {
		this.open.knowsOf(WorkersInJvm.worker(8, 4, "LISTENING"));
		Files.createFile(this.open.door(0, 8));
		HttpResponse<String> response = this.open.get(0, "/actuator/health?worker=4");
		assertThat(response.statusCode()).isEqualTo(502);
		assertThat(WorkersInJvm.answeredBy(response)).isEqualTo("0");
		assertThat(response.body()).contains("Worker 8, which serves slot 4, does not answer").doesNotContain("sock");
		this.open.knowsNoOther();
	}

	@Test
	void linksStayWithTheWorker() throws Exception {
		String url = "http://127.0.0.1:" + this.open.port(0);
		for (int slot = 0; slot < 2; slot++) {
			HttpResponse<String> links = this.open.get(0, "/actuator/worker/" + slot);
			assertThat(WorkersInJvm.answeredBy(links)).isEqualTo("" + slot);
			assertThat(links.body()).contains("\"self\":{\"href\":\"%s/actuator/worker/%d\"".formatted(url, slot))
				.contains("\"%s/actuator/worker/%d/health\"".formatted(url, slot))
				.doesNotContain("\"%s/actuator/health\"".formatted(url));
			assertThat(this.open.get(0, "/actuator?worker=" + slot).body())
				.contains("\"%s/actuator/health\"".formatted(url));
		}
	}

	@Test
	void worksBelowOtherPaths() throws Exception {
		this.workers = started(openApplication(), belowOtherPaths());
		assertAnswers(1, this.workers.get(0, "/app/mvc/manage/env/test.slot?worker=1"));
		assertAnswers(1, this.workers.get(0, "/app/mvc/manage/worker/1/env/test.slot"));
		assertThat(this.workers.get(0, "/app/mvc/manage/worker/1").body())
			.contains("/app/mvc/manage/worker/1/env/{toMatch}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator", "/" })
	void worksOnAPortOfItsOwn(String basePath) throws Exception {
		this.workers = create();
		for (int slot = 0; slot < 2; slot++) {
			this.workers.start(securedApplication(), with("--management.server.port=" + WorkersInJvm.freePort(),
					"--management.server.base-path=/base", "--management.endpoints.web.base-path=" + basePath));
		}
		String path = "/base" + (basePath.equals("/") ? "" : basePath);
		assertAnswers(1, this.workers.get(0, path + "/env/test.slot?worker=1", "Authorization", basic("admin")));
		assertAnswers(1, this.workers.get(0, path + "/worker/1/env/test.slot", "Authorization", basic("admin")));
		HttpResponse<String> refused = this.workers.get(0, path + "/env/test.slot?worker=1");
		assertThat(refused.statusCode()).isEqualTo(401);
		assertThat(this.workers.get(0, path + "/health?worker=1").statusCode()).isEqualTo(200);
	}

	@Test
	void noWayLeadsAroundTheRulesOfAnEndpoint() throws Exception {
		RawHttp http = new RawHttp(this.secured.port(0));
		for (String path : List.of("/actuator/env?worker=1", "/actuator/env?worker=0", "/actuator/worker/1/env",
				"/actuator/worker/0/env", "/actuator/worker/1/%65nv", "/actuator/worker/1/health/../env",
				"/actuator/worker/1//env", "/actuator/worker/1/env/", "/actuator/worker/1/env;a=b",
				"/actuator/worker/1/worker/0/env", "/%61ctuator/worker/1/env", "/actuator/worker/1;/env",
				"/actuator/worker//env", "/actuator/./worker/1/env", "/actuator/worker/1/%2e%2e/env",
				"/actuator/worker/1/./env", "/actuator/worker/%31/env", "/actuator;a=b/worker/1/env",
				"/actuator/worker/1/health/..;/env", "/actuator/worker/1/../env")) {
			assertThat(http.get(path)).as(path)
				.containsPattern("^HTTP/1.1 (400|401|404) ")
				.doesNotContain("activeProfiles");
		}
	}

	@Test
	void rulesOfBothWorkersAreApplied() throws Exception {
		HttpResponse<String> refused = this.secured.get(0, "/actuator/env/test.slot?worker=1");
		assertThat(refused.statusCode()).isEqualTo(401);
		// open here, closed there
		assertThat(this.secured.get(0, "/actuator/health?worker=0").statusCode()).isEqualTo(200);
		for (String path : new String[] { "/actuator/health?worker=1", "/actuator/worker/1/health" }) {
			HttpResponse<String> closed = this.secured.get(0, path);
			assertThat(closed.statusCode()).isEqualTo(401);
			assertThat(WorkersInJvm.answeredBy(closed)).isEqualTo("1");
			assertThat(this.secured.get(0, path, "Authorization", basic("admin")).statusCode()).isEqualTo(200);
		}
		assertAnswers(1, this.secured.get(0, "/actuator/worker/1/env/test.slot", "Authorization", basic("admin")));
		assertThat(this.secured.get(0, "/actuator/env?worker=1", "Authorization", basic("user")).statusCode())
			.isEqualTo(403);
		HttpResponse<String> withoutToken = this.secured.post(0, "/actuator/echo?worker=1", "{\"text\":\"a\"}",
				"Authorization", basic("admin"));
		assertThat(withoutToken.statusCode()).as("CSRF").isEqualTo(403);
		HttpResponse<String> health = this.secured.get(0, "/actuator/health?worker=1", "Authorization", basic("admin"));
		assertThat(health.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
		assertThat(health.headers().allValues("Cache-Control")).hasSize(1);
	}

	@Test
	void aFilterOfOnePathIsNotPassedBy() throws Exception {
		for (String path : new String[] { "/actuator/guarded?worker=1", "/actuator/worker/1/guarded",
				"/actuator/worker/0/guarded" }) {
			assertThat(this.open.get(0, path).statusCode()).isEqualTo(418);
		}
	}

	@Test
	void othersMethodsAreForwarded() throws Exception {
		HttpResponse<String> head = this.open
			.send(this.open.request(0, "/actuator/env?worker=1").method("HEAD", HttpRequest.BodyPublishers.noBody()));
		assertThat(WorkersInJvm.answeredBy(head)).isEqualTo("1");
		assertThat(head.body()).isEmpty();
		HttpResponse<String> delete = this.open.send(this.open.request(0, "/actuator/env?worker=1").DELETE());
		assertThat(delete.statusCode()).isEqualTo(405);
		assertThat(WorkersInJvm.answeredBy(delete)).isEqualTo("1");
	}

	WorkersInJvm started(Class<?> application, String... arguments) throws Exception {
		return started(application, arguments, arguments);
	}

	private WorkersInJvm started(Class<?> application, String[] first, String[] second) throws Exception {
		WorkersInJvm workers = create();
		workers.start(application, with(first));
		workers.start(application, with(second));
		return workers;
	}

	private String[] with(String... arguments) {
		return Stream.of(arguments(), arguments).flatMap(Arrays::stream).toArray(String[]::new);
	}

	private static void assertAnswers(int slot, HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(WorkersInJvm.answeredBy(response)).isEqualTo("" + slot);
		assertThat(response.body()).contains("\"value\":\"%d\"".formatted(slot));
	}

	static String basic(String user) {
		return "Basic " + Base64.getEncoder().encodeToString((user + ":secret").getBytes());
	}

}
