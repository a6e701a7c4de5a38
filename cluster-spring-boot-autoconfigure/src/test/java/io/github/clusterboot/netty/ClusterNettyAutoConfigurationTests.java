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

package io.github.clusterboot.netty;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.web.server.reactive.context.AnnotationConfigReactiveWebServerApplicationContext;
import org.springframework.http.server.reactive.HttpHandler;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.boot.DrainedApplication;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterNettyAutoConfiguration} and
 * {@link ClusterNettyManagementContextConfiguration}.
 */
class ClusterNettyAutoConfigurationTests {

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class, ClusterNettyAutoConfiguration.class));

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
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ClusterNettyCustomizer.class));
	}

	@Test
	void backsOffWithoutReactorNetty() {
		this.runner.withBean(Worker.class, () -> this.worker)
			.withClassLoader(new FilteredClassLoader(NettyReactiveWebServerFactory.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("clusterNettyCustomizer"));
	}

	@Test
	void customizesReactorNettyInAWorker() {
		this.runner.withBean(Worker.class, () -> this.worker)
			.run((context) -> assertThat(context).hasSingleBean(ClusterNettyCustomizer.class));
	}

	@Test
	void applicationsPortIsThePrimarys() {
		new ReactiveWebApplicationContextRunner(AnnotationConfigReactiveWebServerApplicationContext::new)
			.withConfiguration(AutoConfigurations.of(NettyReactiveWebServerAutoConfiguration.class,
					ClusterAutoConfiguration.class, ClusterNettyAutoConfiguration.class))
			.withBean(Worker.class, () -> this.worker)
			.withBean(HttpHandler.class, () -> new DrainedApplication().httpHandler())
			.withPropertyValues("server.port=0")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				AnnotationConfigReactiveWebServerApplicationContext web = context
					.getSourceApplicationContext(AnnotationConfigReactiveWebServerApplicationContext.class);
				assertThat(web.getWebServer()).isNotNull();
				assertThat(this.primary.addresses()).singleElement()
					.satisfies((address) -> assertThat(address.getPort()).isEqualTo(web.getWebServer().getPort()));
			});
	}

	@Test
	void managementContextIsCustomizedInAWorkerOnly() {
		ReactiveWebApplicationContextRunner management = new ReactiveWebApplicationContextRunner()
			.withUserConfiguration(ClusterNettyManagementContextConfiguration.class);
		management.run((context) -> assertThat(context).doesNotHaveBean(ClusterNettyCustomizer.class));
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class))
			.withBean(Worker.class, () -> this.worker)
			.run((parent) -> management.withParent(parent)
				.run((context) -> assertThat(context).hasSingleBean(ClusterNettyCustomizer.class)));
	}

}
