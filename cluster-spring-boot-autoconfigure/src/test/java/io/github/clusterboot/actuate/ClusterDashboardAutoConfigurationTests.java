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

package io.github.clusterboot.actuate;

import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.servlet.DispatcherServlet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.boot.WorkerIdentity;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.Message.CommandResult.Outcome;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.tomcat.ClusterTomcatAutoConfiguration;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterDashboardAutoConfiguration}: an application with a web server,
 * asked over HTTP.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ClusterDashboardAutoConfigurationTests {

	private static final Pattern SETTINGS = Pattern.compile("id=\"settings\">(\\{.*?})</script>");

	private static final String ALL = "management.endpoints.web.exposure.include="
			+ "cluster,clusterevents,clusterdoctor,clusterdashboard";

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(EndpointAutoConfiguration.class,
			WebEndpointAutoConfiguration.class, ClusterAutoConfiguration.class, ClusterEndpointAutoConfiguration.class,
			ClusterDashboardAutoConfiguration.class);

	private static final String WRITABLE = "management.endpoint.cluster.access=unrestricted";

	private static final String RELOAD = "{\"action\":\"reload\"}";

	private final HttpClient client = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

	private InJvmPrimary primary;

	private Worker worker;

	private @Nullable ConfigurableApplicationContext application;

	private @Nullable String authorization;

	@BeforeEach
	void connect() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.primary.answer(this::answer);
		this.worker = this.primary.connectWorker();
	}

	@AfterEach
	void close() throws Exception {
		if (this.application != null) {
			this.application.close();
		}
		this.primary.close();
	}

	@Test
	void nothingIsOpenByDefault() throws Exception {
		start(Open.class);
		assertThat(this.application).isNotNull();
		assertThat(this.application.getBeansOfType(ClusterDashboardEndpoint.class)).isEmpty();
		assertThat(get("/actuator/clusterdashboard").statusCode()).isEqualTo(404);
		assertThat(get("/actuator/clusterevents").statusCode()).isEqualTo(404);
		assertThat(get("/actuator/cluster").statusCode()).isEqualTo(404);
	}

	@Test
	void pageIsSelfContained() throws Exception {
		start(Open.class, ALL);
		HttpResponse<String> page = get("/actuator/clusterdashboard");
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
		assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
		assertThat(page.headers().firstValue("Content-Security-Policy"))
			.hasValueSatisfying((policy) -> assertThat(policy).startsWith("default-src 'none';")
				.contains("frame-ancestors 'none'")
				.doesNotContain("unsafe"));
		assertThat(page.body()).startsWith("<!DOCTYPE html>")
			.doesNotContainPattern("(src|href)=\"(?!data:)")
			.doesNotContain("/*style*/", "/*script*/", "/*settings*/");
	}

	@Test
	void pageCanOnlyLookByDefault() throws Exception {
		start(Open.class, ALL);
		JsonNode settings = settings("/actuator/clusterdashboard");
		assertThat(settings.path("cluster").asString()).isEqualTo("cluster");
		assertThat(settings.path("events").asString()).isEqualTo("clusterevents");
		assertThat(settings.path("doctor").asString()).isEqualTo("clusterdoctor");
		assertThat(settings.path("writable").asBoolean()).isFalse();
		assertThat(settings.path("csrf").isNull()).isTrue();
		HttpResponse<String> refused = post("/actuator/cluster", RELOAD);
		assertThat(refused.statusCode()).isEqualTo(405);
		assertThat(refused.headers().allValues("Allow")).containsExactly("GET");
		assertThat(message(refused)).isEqualTo("POST is not allowed here, but GET is; "
				+ "changes need management.endpoint.cluster.access=unrestricted");
	}

	@Test
	void pageKnowsWhereItMayWrite() throws Exception {
		start(Open.class, ALL, WRITABLE);
		assertThat(settings("/actuator/clusterdashboard").path("writable").asBoolean()).isTrue();
		assertThat(post("/actuator/cluster", RELOAD).statusCode()).isEqualTo(202);
	}

	@Test
	void pageKnowsThatAccessIsCapped() throws Exception {
		start(Open.class, ALL, WRITABLE, "management.endpoints.access.max-permitted=read-only");
		assertThat(settings("/actuator/clusterdashboard").path("writable").asBoolean()).isFalse();
	}

	@Test
	void pageKnowsWhatIsNotExposed() throws Exception {
		start(Open.class, "management.endpoints.web.exposure.include=clusterdashboard", WRITABLE);
		JsonNode settings = settings("/actuator/clusterdashboard");
		assertThat(settings.path("cluster").isNull()).isTrue();
		assertThat(settings.path("events").isNull()).isTrue();
		assertThat(settings.path("doctor").isNull()).isTrue();
		assertThat(settings.path("writable").asBoolean()).isFalse();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			management.endpoints.web.base-path=/manage                              , /manage/clusterdashboard
			management.endpoints.web.base-path=/                                    , /clusterdashboard
			server.servlet.context-path=/app                                        , /app/actuator/clusterdashboard
			spring.mvc.servlet.path=/mvc                                            , /mvc/actuator/clusterdashboard
			management.endpoints.web.path-mapping.clusterdashboard=ops/dash         , /actuator/ops/dash
			management.endpoints.web.path-mapping.cluster=ops/cluster               , /actuator/clusterdashboard
			""")
	void whatThePageAsksIsFoundFromWhereverItIs(String property, String path) throws Exception {
		start(Open.class, ALL, WRITABLE, property);
		expectWhatThePageAsksIsFound(uri(path));
	}

	@ParameterizedTest
	@ValueSource(strings = { "management.endpoints.web.base-path=/actuator", "management.server.base-path=/ops" })
	void portOfItsOwn(String property) throws Exception {
		start(Open.class, ALL, WRITABLE, property, "management.server.port=0", "management.server.address=127.0.0.1");
		assertThat(get("/actuator/clusterdashboard").statusCode()).isEqualTo(404);
		assertThat(this.application).isNotNull();
		String port = this.application.getEnvironment().getProperty("local.management.port");
		String base = property.endsWith("/ops") ? "/ops" : "";
		URI page = URI.create("http://127.0.0.1:" + port + base + "/actuator/clusterdashboard");
		expectWhatThePageAsksIsFound(page);
		HttpResponse<String> refused = send(request(page.resolve("cluster"), "POST", "{"));
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(message(refused)).startsWith("the body has to be a JSON object");
	}

	private void expectWhatThePageAsksIsFound(URI page) throws Exception {
		JsonNode settings = settings(page);
		URI cluster = page.resolve(settings.path("cluster").asString());
		assertThat(send(request(cluster, "GET", null)).statusCode()).isEqualTo(200);
		assertThat(send(request(cluster, "POST", RELOAD)).statusCode()).isEqualTo(202);
		assertThat(send(request(page.resolve(settings.path("events").asString()), "GET", null)).statusCode())
			.isEqualTo(200);
		HttpResponse<String> refused = send(request(cluster, "POST", "{"));
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(message(refused)).startsWith("the body has to be a JSON object");
	}

	@Test
	void numberOfAnEventThatIsNoneIsRefusedWithWhatItShouldBe() throws Exception {
		start(Open.class, ALL);
		HttpResponse<String> refused = get("/actuator/clusterevents?after=yesterday");
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(message(refused)).contains("yesterday", "after of type java.lang.Long");
	}

	@Test
	void doctorHasNothingToSayOfAnApplicationWithoutState() throws Exception {
		start(Open.class, ALL);
		HttpResponse<String> findings = get("/actuator/clusterdoctor");
		assertThat(findings.statusCode()).isEqualTo(200);
		assertThat(findings.body()).isEqualTo("{\"findings\":[]}");
	}

	@Test
	void backsOffWithoutSpringMvc() {
		runner().withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ClusterEndpoint.class)
				.doesNotHaveBean(ClusterDashboardEndpoint.class)
				.doesNotHaveBean("clusterEndpointExceptionResolver"));
	}

	@Test
	void needsNoSpringSecurity() {
		runner().withClassLoader(new FilteredClassLoader(CsrfToken.class))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ClusterDashboardEndpoint.class));
	}

	@Test
	void backsOffInAProcessThatIsNoWorker() {
		new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withPropertyValues(ALL)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ClusterDashboardEndpoint.class));
	}

	private WebApplicationContextRunner runner() {
		return new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withBean(Worker.class, () -> this.worker)
			.withPropertyValues(ALL);
	}

	@Test
	void answersOfOtherEndpointsAreLeftAlone() throws Exception {
		start(Open.class, ALL, WRITABLE);
		HttpResponse<String> refused = post("/actuator/clusterdashboard", RELOAD);
		assertThat(refused.statusCode()).isEqualTo(405);
		assertThat(refused.body()).doesNotContain("is not allowed here");
	}

	@Test
	void primaryThatIsGoneIsNoMishapOfTheServer() throws Exception {
		start(Open.class, ALL, WRITABLE);
		this.primary.disconnectWorkers();
		HttpResponse<String> response = get("/actuator/cluster");
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(message(response)).isEqualTo("The primary does not answer");
	}

	@Test
	void shapeDoesNotDependOnTheApplicationsJson() throws Exception {
		start(Open.class, ALL, "spring.jackson.property-naming-strategy=SNAKE_CASE",
				"spring.jackson.default-property-inclusion=non_null");
		assertThat(get("/actuator/cluster").body()).contains("\"schedulingPolicy\"", "\"message\":null",
				"\"lastExit\":null");
		assertThat(get("/actuator/cluster/3").body()).contains("\"startedAt\"", "\"lastExit\":null");
	}

	@Test
	void securityWantsAUserForEverything() throws Exception {
		start(Secured.class, ALL, WRITABLE);
		assertThat(get("/actuator/clusterdashboard").statusCode()).isEqualTo(401);
		assertThat(get("/actuator/clusterevents").statusCode()).isEqualTo(401);
		assertThat(get("/actuator/cluster").statusCode()).isEqualTo(401);
		assertThat(post("/actuator/cluster", RELOAD).statusCode()).isIn(401, 403);
		assertThat(this.primary.commands()).isZero();
	}

	@ParameterizedTest
	@ValueSource(classes = { Secured.class, SecuredWithCookie.class })
	void securityWantsATokenForAWriteAndThePageHasIt(Class<?> source) throws Exception {
		start(source, ALL, WRITABLE);
		this.authorization = "Basic "
				+ Base64.getEncoder().encodeToString("somebody:secret".getBytes(StandardCharsets.UTF_8));
		JsonNode csrf = settings("/actuator/clusterdashboard").path("csrf");
		// tokens are looked at before users, so that this user is still nobody
		assertThat(post("/actuator/cluster", RELOAD).statusCode()).isIn(401, 403);
		assertThat(this.primary.commands()).isZero();
		HttpResponse<String> accepted = send(request(uri("/actuator/cluster"), "POST", RELOAD,
				csrf.path("name").asString(), csrf.path("token").asString()));
		assertThat(accepted.statusCode()).isEqualTo(202);
		assertThat(this.primary.commands()).isEqualTo(1);
		this.authorization = null;
		assertThat(send(HttpRequest.newBuilder(uri("/actuator/clusterdashboard")).header("Cookie", "").build(),
				HttpClient.newHttpClient())
			.statusCode()).isEqualTo(401);
	}

	@Test
	void pageThatCannotWriteHasNoToken() throws Exception {
		start(Secured.class, ALL);
		this.authorization = "Basic "
				+ Base64.getEncoder().encodeToString("somebody:secret".getBytes(StandardCharsets.UTF_8));
		assertThat(settings("/actuator/clusterdashboard").path("csrf").isNull()).isTrue();
	}

	private void start(Class<?> source, String... properties) {
		this.application = new SpringApplicationBuilder(source)
			.properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off",
					"spring.main.register-shutdown-hook=false", "logging.level.org=warn",
					"spring.security.user.name=somebody", "spring.security.user.password=secret",
					"spring.autoconfigure.exclude=" + ClusterTomcatAutoConfiguration.class.getName() + ","
							+ JettyServletWebServerAutoConfiguration.class.getName() + ","
							+ JettyServletManagementContextAutoConfiguration.class.getName())
			.properties(properties)
			.initializers((context) -> {
				GenericApplicationContext beans = (GenericApplicationContext) context;
				beans.registerBean(Worker.class, () -> this.worker);
				beans.registerBean(WorkerIdentity.class, () -> new WorkerIdentity(3, 0));
			})
			.run();
	}

	private URI uri(String path) {
		assertThat(this.application).isNotNull();
		return URI
			.create("http://127.0.0.1:" + this.application.getEnvironment().getProperty("local.server.port") + path);
	}

	private HttpResponse<String> get(String path) throws Exception {
		return send(request(uri(path), "GET", null));
	}

	private HttpResponse<String> post(String path, String json) throws Exception {
		return send(request(uri(path), "POST", json));
	}

	private HttpRequest request(URI uri, String method, @Nullable String json, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri)
			.header("X-Requested-With", "XMLHttpRequest")
			.header("Content-Type", "application/json")
			.method(method, (json != null) ? BodyPublishers.ofString(json) : BodyPublishers.noBody());
		if (this.authorization != null) {
			request.header("Authorization", this.authorization);
		}
		return ((headers.length > 0) ? request.headers(headers) : request).build();
	}

	private HttpResponse<String> send(HttpRequest request) throws Exception {
		return send(request, this.client);
	}

	private static HttpResponse<String> send(HttpRequest request, HttpClient client) throws Exception {
		return client.send(request, BodyHandlers.ofString());
	}

	private JsonNode settings(String path) throws Exception {
		return settings(uri(path));
	}

	private JsonNode settings(URI page) throws Exception {
		HttpResponse<String> response = send(request(page, "GET", null));
		assertThat(response.statusCode()).as(page.toString()).isEqualTo(200);
		Matcher settings = SETTINGS.matcher(response.body());
		assertThat(settings.find()).isTrue();
		return JsonMapper.shared().readTree(settings.group(1));
	}

	private static String message(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body()).path("message").asString();
	}

	private @Nullable Message answer(Message message) {
		if (message instanceof Message.StatusQuery query) {
			return new Message.Status(query.request(), status());
		}
		if (message instanceof Message.EventsQuery query) {
			return new Message.Events(query.request(), List.of());
		}
		if (message instanceof Message.Command command) {
			return new Message.CommandResult(command.request(), Outcome.ACCEPTED, null, null);
		}
		return null;
	}

	private static ClusterStatus status() {
		return new ClusterStatus(new ClusterStatus.Primary(71, Instant.EPOCH, Duration.ofSeconds(41)), "os", 1, 1, 0, 0,
				List.of(), new ClusterStatus.Reload("NONE", 0, null),
				List.of(new ClusterStatus.Worker(3, 0, 90L, "LISTENING", false, 1, Instant.EPOCH, Duration.ofSeconds(5),
						0, null, new ClusterStatus.Memory(1, 2, 3), 0.5, 6, 7, false)));
	}

	/**
	 * Without Spring Security.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { SecurityAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class,
			ServletWebSecurityAutoConfiguration.class, SecurityFilterAutoConfiguration.class,
			ManagementWebSecurityAutoConfiguration.class })
	static class Open {

	}

	/**
	 * With Spring Security as Spring Boot configures it.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Secured {

	}

	/**
	 * With Spring Security and its tokens in cookies.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class SecuredWithCookie {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.csrf((csrf) -> csrf.csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse()))
				.build();
		}

	}

}
