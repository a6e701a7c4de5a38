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
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyReactiveManagementContextAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.actuate.web.server.NettyReactiveManagementContextAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.filter.reactive.ServerWebExchangeContextFilter;
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
 * Tests for {@link ReactiveClusterDashboardEndpoint} and
 * {@link ClusterEndpointExceptionHandler}.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ReactiveClusterDashboardTests {

	private static final Pattern SETTINGS = Pattern.compile("id=\"settings\">(\\{.*?})</script>");

	private static final String ALL = "management.endpoints.web.exposure.include="
			+ "cluster,clusterevents,clusterdoctor,clusterdashboard";

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
		this.primary.answer(ReactiveClusterDashboardTests::answer);
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
		assertThat(this.application.getBeansOfType(ReactiveClusterDashboardEndpoint.class)).isEmpty();
		assertThat(this.application.getBeansOfType(ServerWebExchangeContextFilter.class)).isEmpty();
		assertThat(get("/actuator/clusterdashboard").statusCode()).isEqualTo(404);
	}

	@Test
	void pageIsSelfContained() throws Exception {
		start(Open.class, ALL);
		HttpResponse<String> page = get("/actuator/clusterdashboard");
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
		assertThat(page.headers().allValues("Cache-Control")).containsExactly("no-store");
		assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("same-origin");
		assertThat(page.headers().firstValue("Content-Security-Policy"))
			.hasValueSatisfying((policy) -> assertThat(policy).startsWith("default-src 'none';"));
		assertThat(page.body()).startsWith("<!DOCTYPE html>");
		assertThat(settings(uri("/actuator/clusterdashboard")).path("writable").asBoolean()).isFalse();
	}

	@Test
	void refusedRequestsAreToldWhatIsWrong() throws Exception {
		start(Open.class, ALL);
		HttpResponse<String> events = get("/actuator/clusterevents?after=yesterday");
		assertThat(events.statusCode()).isEqualTo(400);
		assertThat(message(events)).isEqualTo("Parameter mapping failure");
		HttpResponse<String> refused = send(request(uri("/actuator/cluster"), "POST", RELOAD));
		assertThat(refused.statusCode()).isEqualTo(405);
		assertThat(refused.headers().allValues("Allow")).containsExactly("GET");
		assertThat(message(refused)).isEqualTo("POST is not allowed here, but GET is; "
				+ "changes need management.endpoint.cluster.access=unrestricted");
		assertThat(get("/actuator/cluster").statusCode()).isEqualTo(200);
		HttpResponse<String> others = send(request(uri("/actuator/clusterdashboard"), "POST", RELOAD));
		assertThat(others.statusCode()).isEqualTo(405);
		assertThat(others.body()).doesNotContain("is not allowed here");
	}

	@Test
	void primaryThatIsGoneIsNoMishapOfTheServer() throws Exception {
		start(Open.class, ALL);
		this.primary.disconnectWorkers();
		HttpResponse<String> response = get("/actuator/cluster");
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(message(response)).isEqualTo("The primary does not answer");
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.webflux.base-path=/app", "management.server.port=0" })
	void whatThePageAsksIsFoundFromWhereverItIs(String property) throws Exception {
		start(Open.class, ALL, WRITABLE, property);
		String port = this.application.getEnvironment().getProperty("local.management.port");
		URI page = URI.create("http://127.0.0.1:%s%s/actuator/clusterdashboard".formatted(port,
				property.endsWith("/app") ? "/app" : ""));
		URI cluster = page.resolve(settings(page).path("cluster").asString());
		assertThat(send(request(cluster, "GET", null)).statusCode()).isEqualTo(200);
		assertThat(send(request(cluster, "POST", RELOAD)).statusCode()).isEqualTo(202);
		HttpResponse<String> refused = send(request(cluster, "POST", "{"));
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(message(refused)).startsWith("the body has to be a JSON object");
		HttpRequest text = HttpRequest.newBuilder(cluster)
			.header("Content-Type", "text/plain")
			.POST(BodyPublishers.ofString("a"))
			.build();
		assertThat(message(send(text))).startsWith("the body has to be of the content type");
	}

	@Test
	void securityWantsATokenForAWriteAndThePageHasIt() throws Exception {
		start(Secured.class, ALL, WRITABLE);
		assertThat(get("/actuator/clusterdashboard").statusCode()).isEqualTo(401);
		this.authorization = "Basic "
				+ Base64.getEncoder().encodeToString("somebody:secret".getBytes(StandardCharsets.UTF_8));
		JsonNode csrf = settings(uri("/actuator/clusterdashboard")).path("csrf");
		assertThat(send(request(uri("/actuator/cluster"), "POST", RELOAD)).statusCode()).isEqualTo(403);
		assertThat(this.primary.commands()).isZero();
		HttpResponse<String> accepted = send(request(uri("/actuator/cluster"), "POST", RELOAD,
				csrf.path("name").asString(), csrf.path("token").asString()));
		assertThat(accepted.statusCode()).isEqualTo(202);
		assertThat(this.primary.commands()).isEqualTo(1);
	}

	@Test
	void needsNeitherServletsNorSpringSecurity() {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(EndpointAutoConfiguration.class,
					WebEndpointAutoConfiguration.class, ClusterAutoConfiguration.class,
					ClusterEndpointAutoConfiguration.class, ClusterDashboardAutoConfiguration.class))
			.withBean(Worker.class, () -> this.worker)
			.withPropertyValues(ALL)
			.withClassLoader(new FilteredClassLoader("jakarta.servlet", "org.springframework.web.servlet",
					"org.springframework.security"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ReactiveClusterDashboardEndpoint.class)
				.hasSingleBean(ClusterEndpointExceptionHandler.class)
				.doesNotHaveBean(ClusterDashboardEndpoint.class));
	}

	private void start(Class<?> source, String... properties) {
		this.application = new SpringApplicationBuilder(source).web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off",
					"spring.main.register-shutdown-hook=false", "logging.level.org=warn",
					"spring.security.user.name=somebody", "spring.security.user.password=secret")
			.properties(properties)
			.initializers((context) -> {
				GenericApplicationContext beans = (GenericApplicationContext) context;
				beans.registerBean(Worker.class, () -> this.worker);
				beans.registerBean(WorkerIdentity.class, () -> new WorkerIdentity(3, 0));
			})
			.run();
	}

	private URI uri(String path) {
		return URI
			.create("http://127.0.0.1:" + this.application.getEnvironment().getProperty("local.server.port") + path);
	}

	private HttpResponse<String> get(String path) throws Exception {
		return send(request(uri(path), "GET", null));
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
		return this.client.send(request, BodyHandlers.ofString());
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

	private static @Nullable Message answer(Message message) {
		if (message instanceof Message.StatusQuery query) {
			return new Message.Status(query.request(),
					new ClusterStatus(new ClusterStatus.Primary(71, Instant.EPOCH, Duration.ofSeconds(41)), "os", 1, 1,
							0, 0, List.of(), new ClusterStatus.Reload("NONE", 0, null), List.of()));
		}
		if (message instanceof Message.EventsQuery query) {
			return new Message.Events(query.request(), List.of());
		}
		return (message instanceof Message.Command command)
				? new Message.CommandResult(command.request(), Outcome.ACCEPTED, null, null) : null;
	}

	/**
	 * On Tomcat, which is not clustered.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { ClusterTomcatAutoConfiguration.class,
			JettyReactiveWebServerAutoConfiguration.class, JettyReactiveManagementContextAutoConfiguration.class,
			NettyReactiveWebServerAutoConfiguration.class, NettyReactiveManagementContextAutoConfiguration.class })
	static class Secured {

	}

	/**
	 * The same without any rules.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Open extends Secured {

		@Bean
		SecurityWebFilterChain open(ServerHttpSecurity http) {
			return http.authorizeExchange((requests) -> requests.anyExchange().permitAll())
				.csrf(ServerHttpSecurity.CsrfSpec::disable)
				.headers(ServerHttpSecurity.HeaderSpec::disable)
				.build();
		}

	}

}
