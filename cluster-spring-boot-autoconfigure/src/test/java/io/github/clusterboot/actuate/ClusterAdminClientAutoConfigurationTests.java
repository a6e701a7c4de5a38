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

import java.util.Objects;

import de.codecentric.boot.admin.client.registration.Application;
import de.codecentric.boot.admin.client.registration.RegistrationClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.ArgumentCaptor;
import org.mockito.Mockito;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import io.github.clusterboot.boot.WorkerIdentity;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterAdminClientAutoConfiguration}.
 */
class ClusterAdminClientAutoConfigurationTests {

	private final WebApplicationContextRunner elsewhere = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClusterAdminClientAutoConfiguration.class));

	private final RegistrationClient client = Mockito.mock(RegistrationClient.class);

	private InJvmPrimary primary;

	private WebApplicationContextRunner worker;

	@BeforeEach
	void connect() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		Worker worker = this.primary.connectWorker();
		this.worker = this.elsewhere.withBean(Worker.class, () -> worker)
			.withBean(WorkerIdentity.class, () -> new WorkerIdentity(3, 1));
	}

	@AfterEach
	void close() throws Exception {
		this.primary.close();
	}

	@Test
	void workerRegistersByItself() {
		this.worker.withBean(RegistrationClient.class, () -> this.client)
			.run((context) -> assertThat(context.getBean(RegistrationClient.class))
				.isInstanceOf(WorkerRegistrationClient.class));
	}

	@Test
	void workerOfAReactiveApplicationRegistersByItself() throws Exception {
		Worker worker = this.primary.connectWorker();
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ClusterAdminClientAutoConfiguration.class))
			.withBean(Worker.class, () -> worker)
			.withBean(WorkerIdentity.class, () -> new WorkerIdentity(3, 1))
			.withBean(RegistrationClient.class, () -> this.client)
			.run((context) -> assertThat(context.getBean(RegistrationClient.class))
				.isInstanceOf(WorkerRegistrationClient.class));
	}

	@ParameterizedTest
	@CsvSource({ "management.endpoints.web.base-path=/, , http://host, http://host",
			"management.endpoints.web.base-path=/manage, , http://host/manage, http://host/manage/worker/1",
			"management.endpoints.web.base-path=/, 1, http://host:1, http://host:1/worker/1",
			"management.endpoints.web.exposure.include=*, , http://host/actuator, http://host/actuator/worker/1" })
	void urlsOfWorkersAreRegisteredWhereTheyAreUnderstood(String property, String port, String url, String registered) {
		this.worker.withBean(RegistrationClient.class, () -> this.client)
			.withConfiguration(
					AutoConfigurations.of(EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class))
			.withPropertyValues(property, "management.server.port=" + Objects.requireNonNullElse(port, ""))
			.run((context) -> {
				context.getBean(RegistrationClient.class)
					.register("http://admin",
							Application.create("shop")
								.managementUrl(url)
								.serviceUrl(url)
								.healthUrl(url + "/health")
								.build());
				ArgumentCaptor<Application> application = ArgumentCaptor.forClass(Application.class);
				Mockito.verify(this.client).register(Mockito.any(), application.capture());
				assertThat(application.getValue().getManagementUrl()).isEqualTo(registered);
				assertThat(application.getValue().getHealthUrl()).isEqualTo(registered + "/health");
			});
	}

	@Test
	void elsewhereTheApplicationRegistersAsItDid() {
		this.elsewhere.withBean(RegistrationClient.class, () -> this.client)
			.run((context) -> assertThat(context.getBean(RegistrationClient.class)).isSameAs(this.client));
	}

	@Test
	void backsOffWithoutSpringBootAdmin() {
		this.worker.withClassLoader(new FilteredClassLoader(RegistrationClient.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ClusterAdminClientAutoConfiguration.class));
	}

}
