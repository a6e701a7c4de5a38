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

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.WebFluxProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.boot.WorkerIdentity;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterReactivePeerManagementContextConfiguration}.
 */
class ClusterReactivePeerManagementContextConfigurationTests {

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class,
				ClusterAutoConfiguration.class))
		.withUserConfiguration(ClusterReactivePeerManagementContextConfiguration.class);

	private InJvmPrimary primary;

	private Worker worker;

	@BeforeEach
	void connect() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.worker = this.primary.connectWorker();
	}

	@AfterEach
	void close() throws Exception {
		this.primary.close();
	}

	@Test
	void backsOffInAProcessThatIsNoWorker() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(WebFilter.class)
			.doesNotHaveBean(ManagementPath.class));
	}

	@Test
	void backsOffWithServlets() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(EndpointAutoConfiguration.class,
					WebEndpointAutoConfiguration.class, ClusterAutoConfiguration.class))
			.withUserConfiguration(ClusterReactivePeerManagementContextConfiguration.class)
			.withBean(Worker.class, () -> this.worker)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WebFilter.class));
	}

	@Test
	void filterOfAWorkerIsTheLast() {
		this.runner.withBean(Worker.class, () -> this.worker)
			.withBean(WorkerIdentity.class, () -> new WorkerIdentity(1, 0))
			.run((context) -> assertThat(context).getBean(WebFilter.class)
				.isInstanceOfSatisfying(AskedWorkerWebFilter.class,
						(filter) -> assertThat(filter.getOrder()).isEqualTo(Integer.MAX_VALUE)));
	}

	/**
	 * One that was processed ahead of time has the beans.
	 */
	@Test
	void filterOfAnApplicationThatRunsUnclusteredDoesNothing() {
		this.runner.withSystemProperties("spring.aot.processing=true").run((context) -> {
			ServerWebExchange exchange = Mockito.mock(ServerWebExchange.class);
			WebFilterChain chain = Mockito.mock(WebFilterChain.class);
			Mono<Void> rest = Mono.empty();
			Mockito.when(chain.filter(exchange)).thenReturn(rest);
			assertThat(context.getBean(WebFilter.class).filter(exchange, chain)).isSameAs(rest);
			Mockito.verifyNoInteractions(exchange);
		});
	}

	@Test
	void pathIsBelowThatOfTheApplicationOrOfTheManagementServer() {
		ReactiveWebApplicationContextRunner aot = this.runner.withSystemProperties("spring.aot.processing=true");
		aot.run((context) -> assertThat(whole(context)).isEqualTo("/actuator"));
		aot.withPropertyValues("spring.webflux.base-path=/app", "management.endpoints.web.base-path=/manage",
				"management.server.base-path=/ignored")
			.withUserConfiguration(Properties.class)
			.run((context) -> assertThat(whole(context)).isEqualTo("/app/manage"));
		aot.withPropertyValues("spring.webflux.base-path=/app", "management.server.base-path=/own",
				"management.server.port=0")
			.withUserConfiguration(Properties.class)
			.run((context) -> assertThat(whole(context)).isEqualTo("/own/actuator"));
	}

	private static String whole(ApplicationContext context) {
		return context.getBean(ManagementPath.class).whole("");
	}

	@EnableConfigurationProperties({ WebFluxProperties.class, ManagementServerProperties.class })
	static class Properties {

	}

}
