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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.WebOperation;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsEndpointAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusOutputFormat;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import io.github.clusterboot.actuate.ClusterHealthAutoConfiguration;
import io.github.clusterboot.actuate.ClusterHealthIndicator;
import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.boot.WorkerIdentity;
import io.github.clusterboot.ipc.ClusterCounts;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.LeaderMessage;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.peer.ClusterPeerAutoConfiguration;
import io.github.clusterboot.peer.PeerResource;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterHealthAutoConfiguration},
 * {@link ClusterMetricsAutoConfiguration}, {@link ClusterPrometheusAutoConfiguration} and
 * {@link ClusterMetricsEndpointAutoConfiguration}.
 */
class ClusterMetricsAutoConfigurationTests {

	private static final String ORDER = "management.endpoint.health.status.order=down,out-of-service,degraded,up,unknown";

	private final WebApplicationContextRunner elsewhere = new WebApplicationContextRunner()
		.withInitializer((context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
		.withPropertyValues("management.endpoints.web.exposure.include=*", ORDER)
		.withConfiguration(AutoConfigurations.of(EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class,
				HealthContributorRegistryAutoConfiguration.class, HealthContributorAutoConfiguration.class,
				HealthEndpointAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, PrometheusMetricsExportAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, MetricsEndpointAutoConfiguration.class,
				ClusterAutoConfiguration.class, ClusterPeerAutoConfiguration.class,
				ClusterHealthAutoConfiguration.class, ClusterMetricsAutoConfiguration.class));

	private WebApplicationContextRunner worker;

	private InJvmPrimary primary;

	private Worker self;

	@BeforeEach
	void connect() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.primary.answer(ClusterMetricsAutoConfigurationTests::answer);
		this.self = this.primary.connectWorker();
		this.worker = this.elsewhere.withBean(Worker.class, () -> this.self)
			.withBean(WorkerIdentity.class, () -> new WorkerIdentity(1, 0));
	}

	private static Message answer(Message message) {
		if (message instanceof Message.StatusQuery query) {
			return new Message.Status(query.request(),
					new ClusterStatus(new ClusterStatus.Primary(1, Instant.EPOCH, Duration.ZERO), "os", 1, 2, 0, 3,
							List.of(), new ClusterStatus.Reload("NONE", 0, null),
							List.of(new ClusterStatus.Worker(1, 0, 1L, "LISTENING", false, 1, Instant.EPOCH,
									Duration.ZERO, 0, null, new ClusterStatus.Memory(0, 0, 0), 0, 0, 0, false))));
		}
		return (message instanceof Message.CountsQuery query)
				? new Message.Counts(query.request(), new ClusterCounts(2, Map.of("LISTENING", 1), Map.of(0, 3), 0, 0))
				: null;
	}

	@AfterEach
	void close() throws Exception {
		this.primary.close();
	}

	@Test
	void theLeaderIsMetered() {
		this.worker.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("cluster.leader").gauge().value()).isZero();
			this.primary.send(new LeaderMessage.Lead());
			Awaitility.await().until(() -> registry.get("cluster.leader").gauge().value() == 1);
		});
	}

	@Test
	void backsOffInAProcessThatIsNoWorker() {
		this.elsewhere.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(ClusterHealthIndicator.class)
			.doesNotHaveBean(ClusterMetrics.class)
			.doesNotHaveBean(ClusterPrometheusEndpointExtension.class)
			.doesNotHaveBean(ClusterMetricsEndpointExtension.class));
	}

	@Test
	void whatWasProcessedAheadOfTimeAndRunsElsewhereHasNoHealthOfACluster() {
		this.elsewhere.withSystemProperties("spring.aot.processing=true").run((context) -> {
			assertThat(context.getBean(HealthEndpoint.class).health().getStatus()).isEqualTo(Status.UP);
			assertThat(context.getBean(HealthEndpoint.class).healthForPath("cluster")).isNull();
		});
	}

	@Test
	void backsOffWithoutWhatItIsAbout() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class, ClusterPeerAutoConfiguration.class,
					ClusterMetricsAutoConfiguration.class))
			.withBean(Worker.class, () -> this.self)
			.withBean(WorkerIdentity.class, () -> new WorkerIdentity(1, 0))
			.withClassLoader(
					new FilteredClassLoader("io.micrometer", "io.prometheus", "org.springframework.boot.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("clusterMetrics")
				.doesNotHaveBean(PeerResource.class));
	}

	@Test
	void metricsEndpointNeedsNoPrometheus() {
		this.worker.withClassLoader(new FilteredClassLoader(PrometheusMeterRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("clusterMetrics")
				.hasSingleBean(ClusterMetricsEndpointExtension.class)
				.doesNotHaveBean(ClusterPrometheusEndpointExtension.class));
	}

	@Test
	void eachEndpointAnswersForItselfWhereThatIsWanted() {
		this.worker.withPropertyValues("cluster.scrape.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("clusterMetrics")
				.doesNotHaveBean(ClusterPrometheusEndpointExtension.class)
				.doesNotHaveBean(ClusterMetricsEndpointExtension.class)
				.doesNotHaveBean(PeerResource.class));
	}

	@Test
	void endpointsThatAreNotExposedAnswerNobody() {
		this.worker.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PeerResource.class));
	}

	@Test
	void degradedIsTheAggregate() {
		this.worker.run((context) -> {
			HealthEndpoint health = context.getBean(HealthEndpoint.class);
			assertThat(health.health().getStatus()).isEqualTo(ClusterHealthIndicator.DEGRADED);
			assertThat(health.healthForPath("cluster").getStatus()).isEqualTo(ClusterHealthIndicator.DEGRADED);
		});
	}

	@Test
	void downComesBeforeDegraded() {
		this.worker.withBean("otherHealthIndicator", HealthIndicator.class, () -> () -> Health.down().build())
			.run((context) -> assertThat(context.getBean(HealthEndpoint.class).health().getStatus())
				.isEqualTo(Status.DOWN));
	}

	@Test
	void healthCanBeTurnedOff() {
		this.worker.withPropertyValues("management.health.cluster.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ClusterHealthIndicator.class));
	}

	@Test
	void prometheusEndpointAnswersForTheClusterInPlaceOfBoots() {
		this.worker.run((context) -> {
			String scrape = new String((byte[]) context.getBean(ClusterPrometheusEndpointExtension.class)
				.scrape(PrometheusOutputFormat.CONTENT_TYPE_004, null, null)
				.getBody());
			assertThat(scrape).contains("cluster_workers{worker=\"primary\",state=\"listening\"} 1.0",
					"cluster_worker_restarts_total{worker=\"primary\",slot=\"0\"} 3.0");
			assertThat(operations(context)).containsOnlyOnce("READ prometheus", "READ metrics",
					"READ metrics/{requiredMetricName}");
		});
	}

	@Test
	void protobufIsAnsweredWithText() {
		this.worker.run((context) -> {
			WebEndpointResponse<byte[]> response = context.getBean(ClusterPrometheusEndpointExtension.class)
				.scrape(PrometheusOutputFormat.CONTENT_TYPE_PROTOBUF, null, null);
			assertThat(response.getContentType())
				.isEqualTo(PrometheusOutputFormat.CONTENT_TYPE_004.getProducedMimeType());
			assertThat(response.getBody()).asString(StandardCharsets.UTF_8).startsWith("# ");
		});
	}

	private static List<String> operations(ApplicationContext context) {
		return context.getBean(WebEndpointsSupplier.class)
			.getEndpoints()
			.stream()
			.flatMap((endpoint) -> endpoint.getOperations().stream())
			.map(ClusterMetricsAutoConfigurationTests::describe)
			.toList();
	}

	private static String describe(WebOperation operation) {
		return operation.getType() + " " + operation.getRequestPredicate().getPath();
	}

}
