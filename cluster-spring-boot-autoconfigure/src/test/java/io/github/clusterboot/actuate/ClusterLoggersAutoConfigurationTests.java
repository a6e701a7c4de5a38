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

import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.logging.LoggersEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.logging.LoggersEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerGroups;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterLoggersAutoConfiguration}.
 */
class ClusterLoggersAutoConfigurationTests {

	private final LoggingSystem loggingSystem = Mockito.mock(LoggingSystem.class);

	private final WebApplicationContextRunner elsewhere = new WebApplicationContextRunner()
		.withInitializer((context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
		.withBean(LoggingSystem.class, () -> this.loggingSystem)
		.withBean(LoggerGroups.class, () -> new LoggerGroups(Map.of("group", List.of("a", "b"))))
		.withPropertyValues("management.endpoints.web.exposure.include=loggers")
		.withConfiguration(AutoConfigurations.of(EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class,
				LoggersEndpointAutoConfiguration.class, ClusterAutoConfiguration.class,
				ClusterLoggersAutoConfiguration.class));

	private WebApplicationContextRunner runner;

	private InJvmPrimary primary;

	private Worker worker;

	@BeforeEach
	void connect() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.worker = this.primary.connectWorker();
		this.runner = this.elsewhere.withBean(Worker.class, () -> this.worker);
	}

	@AfterEach
	void close() throws Exception {
		RequestContextHolder.resetRequestAttributes();
		this.primary.close();
	}

	@Test
	void backsOffInAProcessThatIsNoWorker() {
		this.elsewhere.run((context) -> assertThat(context).hasSingleBean(LoggersEndpoint.class)
			.doesNotHaveBean(ClusterLoggersEndpoint.class)
			.doesNotHaveBean(ClusterLoggers.class));
	}

	@Test
	void replacesTheEndpointWithAllItsOperations() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(LoggersEndpoint.class).hasSingleBean(ClusterLoggersEndpoint.class);
			assertThat(context.getBean(WebEndpointsSupplier.class).getEndpoints()).singleElement()
				.satisfies((endpoint) -> assertThat(endpoint.getOperations())
					.extracting((operation) -> operation.getType() + " " + operation.getRequestPredicate().getPath())
					.containsExactlyInAnyOrder(OperationType.READ + " loggers", OperationType.READ + " loggers/{name}",
							OperationType.WRITE + " loggers/{name}"));
		});
	}

	@Test
	void endpointOfTheApplicationStays() {
		this.runner
			.withBean("own", LoggersEndpoint.class, () -> new LoggersEndpoint(this.loggingSystem, new LoggerGroups()))
			.run((context) -> assertThat(context).hasSingleBean(LoggersEndpoint.class)
				.doesNotHaveBean(ClusterLoggersEndpoint.class)
				.hasSingleBean(ClusterLoggers.class));
	}

	@Test
	void levelsAreSetAlsoWhereTheEndpointIsNotExposed() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).doesNotHaveBean(LoggersEndpoint.class)
				.hasSingleBean(ClusterLoggers.class));
	}

	@Test
	void levelThatIsSetIsToldToThePrimary() {
		this.runner.run((context) -> {
			LoggersEndpoint loggers = context.getBean(LoggersEndpoint.class);
			loggers.configureLogLevel("a", LogLevel.DEBUG);
			Mockito.verify(this.loggingSystem).setLogLevel("a", LogLevel.DEBUG);
			loggers.configureLogLevel("group", null);
			Mockito.verify(this.loggingSystem).setLogLevel("b", null);
			this.primary.awaitMessage(Message.LogLevel.class, 2);
			assertThat(this.primary.received()).contains(new Message.LogLevel("a", "DEBUG"),
					new Message.LogLevel("group", null));
		});
	}

	@Test
	void levelThatIsSetInOneWorkerIsToldToNobody() {
		this.runner.run((context) -> {
			LoggersEndpoint loggers = context.getBean(LoggersEndpoint.class);
			MockHttpServletRequest request = new MockHttpServletRequest();
			request.setAttribute("io.github.clusterboot.peer.WorkerRequest.forOneWorker", true);
			RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
			loggers.configureLogLevel("a", LogLevel.DEBUG);
			Mockito.verify(this.loggingSystem).setLogLevel("a", LogLevel.DEBUG);
			RequestContextHolder.resetRequestAttributes();
			loggers.configureLogLevel("b", LogLevel.DEBUG);
			this.primary.awaitMessage(Message.LogLevel.class, 1);
			assertThat(this.primary.received()).contains(new Message.LogLevel("b", "DEBUG"));
		});
	}

	@Test
	void parameterThatAClientHasSentIsNotBelieved() {
		this.runner.run((context) -> {
			assertThat(context).doesNotHaveBean(ClusterLoggersEndpointExtension.class);
			new ClusterLoggersEndpointExtension(context.getBean(ClusterLoggersEndpoint.class)).configureLogLevel("a",
					LogLevel.DEBUG, "0");
			this.primary.awaitMessage(Message.LogLevel.class, 1);
			assertThat(this.primary.received()).contains(new Message.LogLevel("a", "DEBUG"));
		});
	}

	@Test
	void whatThePrimarySaysIsSet() {
		this.primary.answer((message) -> (message instanceof Message.LogLevelsQuery)
				? new Message.LogLevel("early", "WARN") : null);
		this.runner.run((context) -> {
			Awaitility.await()
				.untilAsserted(() -> Mockito.verify(this.loggingSystem).setLogLevel("early", LogLevel.WARN));
			this.primary.send(new Message.LogLevel("bad", "LOUD"));
			this.primary.send(new Message.LogLevel("group", "ERROR"));
			this.primary.send(new Message.LogLevel("late", null));
			Awaitility.await().untilAsserted(() -> Mockito.verify(this.loggingSystem).setLogLevel("late", null));
			Mockito.verify(this.loggingSystem).setLogLevel("a", LogLevel.ERROR);
			Mockito.verify(this.loggingSystem).setLogLevel("b", LogLevel.ERROR);
			assertThat(this.primary.received()).as("it is not told again")
				.noneMatch(Message.LogLevel.class::isInstance);
		});
	}

}
