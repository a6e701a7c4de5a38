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

package io.github.clusterboot.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SampleApplication}, unclustered and without Redis.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = { "sample.admin-password=secret",
		"management.endpoint.loggers.access=unrestricted", "management.endpoints.web.exposure.include=*",
		"management.health.redis.enabled=false",
		"spring.autoconfigure.exclude=org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration" })
class SampleApplicationTests {

	@LocalServerPort
	private int port;

	private final HttpClient client = HttpClient.newHttpClient();

	@Test
	void workerIsUnknownWhenUnclustered() throws Exception {
		HttpResponse<String> response = get("/api/worker");
		assertThat(response.body()).contains("\"id\":null", "\"slot\":null", "\"uptime\":\"PT");
	}

	@Test
	void sessionsWorkWithoutRedis() throws Exception {
		HttpResponse<String> response = get("/api/visits");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().allValues("Set-Cookie"))
			.anySatisfy((cookie) -> assertThat(cookie).startsWith("JSESSIONID="));
		assertThat(get("/api/sessions").body()).isEqualTo("{\"shared\":false}");
	}

	@Test
	void healthIsUpWithoutRedis() throws Exception {
		HttpResponse<String> response = get("/actuator/health");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("\"status\":\"UP\"");
	}

	@Test
	void actuatorIsReadByEverybodyAndOperatedByTheAdministrator() throws Exception {
		assertThat(get("/actuator/loggers/ROOT").statusCode()).isEqualTo(200);
		assertThat(setLevel(null)).isEqualTo(401);
		assertThat(setLevel("admin:guess")).isEqualTo(401);
		assertThat(setLevel("demo:demo")).isEqualTo(403);
		assertThat(setLevel("admin:secret")).isEqualTo(204);
	}

	@Test
	void logInTakesTheTokenThatIsInACookie() throws Exception {
		String cookie = get("/api/visits").headers()
			.allValues("Set-Cookie")
			.stream()
			.filter((candidate) -> candidate.startsWith("XSRF-TOKEN="))
			.findFirst()
			.orElseThrow()
			.split(";")[0];
		String token = cookie.split("=")[1];
		assertThat(logIn(cookie, token)).isEqualTo(204);
		assertThat(logIn(cookie, "guess")).isEqualTo(403);
	}

	private int logIn(String cookie, String token) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(uri("/login"))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.header("Cookie", cookie)
			.header("X-XSRF-TOKEN", token)
			.POST(BodyPublishers.ofString("username=demo&password=demo"))
			.build();
		return this.client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
	}

	private int setLevel(@Nullable String credentials) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri("/actuator/loggers/ROOT"))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"configuredLevel\": \"INFO\"}"));
		if (credentials != null) {
			request.header("Authorization",
					"Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
		}
		return this.client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
	}

	@Test
	void pageNeedsNothingFromElsewhere() throws Exception {
		HttpResponse<String> page = get("/");
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.body()).contains("<title>").doesNotContain("src=\"http", "href=\"http", "href=\"//");
		assertThat(get("/app.js").statusCode()).isEqualTo(200);
		assertThat(get("/app.css").statusCode()).isEqualTo(200);
	}

	@Test
	void closeEndsTheConnection() throws Exception {
		assertThat(get("/api/worker?close").headers().allValues("Connection")).containsExactly("close");
		assertThat(get("/api/worker").headers().allValues("Connection")).doesNotContain("close");
	}

	private HttpResponse<String> get(String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(uri(path)).version(HttpClient.Version.HTTP_1_1).build();
		return this.client.send(request, HttpResponse.BodyHandlers.ofString());
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.port + path);
	}

}
