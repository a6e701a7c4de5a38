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

package io.github.clusterboot.tomcat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.peer.ManagementPath;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterTomcatAutoConfiguration} and
 * {@link ClusterTomcatManagementContextConfiguration}.
 */
class ClusterTomcatAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class, ClusterTomcatAutoConfiguration.class));

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
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ClusterTomcatCustomizer.class));
	}

	/**
	 * One that was processed ahead of time has the beans.
	 */
	@Test
	void changesNothingOfAnApplicationThatRunsUnclustered() {
		this.runner.withSystemProperties("spring.aot.processing=true")
			.withBean(ManagementPath.class, () -> ManagementPath.of("", "/actuator", true))
			.run((context) -> {
				TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();
				context.getBean(WorkerPathCustomizer.class).customize(factory);
				context.getBean(ClusterTomcatCustomizer.class).customize(factory);
				assertThat(factory.getConnectorCustomizers()).isEmpty();
				assertThat(factory.getProtocol()).isEqualTo(TomcatWebServerFactory.DEFAULT_PROTOCOL);
			});
	}

	@Test
	void backsOffWithoutTomcat() {
		this.runner.withBean(Worker.class, () -> this.worker)
			.withClassLoader(new FilteredClassLoader(TomcatWebServerFactory.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("clusterTomcatCustomizer"));
	}

	@Test
	void customizesTomcatInAWorker() {
		this.runner.withBean(Worker.class, () -> this.worker)
			.run((context) -> assertThat(context).hasSingleBean(ClusterTomcatCustomizer.class));
	}

	@Test
	void applicationsPortIsThePrimarys() {
		new WebApplicationContextRunner(AnnotationConfigServletWebServerApplicationContext::new)
			.withConfiguration(AutoConfigurations.of(TomcatServletWebServerAutoConfiguration.class,
					ClusterAutoConfiguration.class, ClusterTomcatAutoConfiguration.class))
			.withBean(Worker.class, () -> this.worker)
			.withPropertyValues("server.port=0")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(TomcatServletWebServerFactory.class).getProtocol())
					.isEqualTo(ClusterHttp11NioProtocol.class.getName());
				AnnotationConfigServletWebServerApplicationContext web = context
					.getSourceApplicationContext(AnnotationConfigServletWebServerApplicationContext.class);
				assertThat(web.getWebServer()).isNotNull();
				assertThat(this.primary.addresses()).singleElement()
					.satisfies((address) -> assertThat(address.getPort()).isEqualTo(web.getWebServer().getPort()));
			});
	}

	@Test
	void managementContextIsCustomizedInAWorkerOnly() {
		WebApplicationContextRunner management = new WebApplicationContextRunner()
			.withUserConfiguration(ClusterTomcatManagementContextConfiguration.class);
		management.run((context) -> assertThat(context).doesNotHaveBean(ClusterTomcatCustomizer.class));
		new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class))
			.withBean(Worker.class, () -> this.worker)
			.run((parent) -> management.withParent(parent)
				.run((context) -> assertThat(context).hasSingleBean(ClusterTomcatCustomizer.class)));
	}

}
