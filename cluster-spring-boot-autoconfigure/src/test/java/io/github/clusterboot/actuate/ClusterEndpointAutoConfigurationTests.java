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
import java.util.TreeMap;
import java.util.stream.Stream;

import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.WebOperation;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.Message.CommandResult.Outcome;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterEndpointAutoConfiguration}.
 */
class ClusterEndpointAutoConfigurationTests {

	private static final ObjectName NAME = objectName();

	private final WebApplicationContextRunner elsewhere = new WebApplicationContextRunner()
		.withInitializer((context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
		.withConfiguration(AutoConfigurations.of(EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class,
				ClusterAutoConfiguration.class, ClusterEndpointAutoConfiguration.class));

	private WebApplicationContextRunner worker;

	private InJvmPrimary primary;

	@BeforeEach
	void connect() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		Worker worker = this.primary.connectWorker();
		this.worker = this.elsewhere.withBean(Worker.class, () -> worker);
	}

	@AfterEach
	void close() throws Exception {
		this.primary.close();
	}

	@Test
	void backsOffInAProcessThatIsNoWorker() {
		this.elsewhere.withPropertyValues("management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ClusterEndpoint.class));
	}

	@Test
	void backsOffUnlessItIsExposed() {
		this.worker.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ClusterEndpoint.class));
	}

	@Test
	void backsOffWithoutActuator() {
		this.worker.withPropertyValues("management.endpoints.web.exposure.include=cluster")
			.withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
			.run((context) -> assertThat(context).doesNotHaveBean("clusterEndpoint"));
	}

	@Test
	void canOnlyBeReadByDefault() {
		this.worker.withPropertyValues("management.endpoints.web.exposure.include=cluster")
			.run((context) -> assertThat(operations(context)).containsExactlyInAnyOrder("READ cluster",
					"READ cluster/{id}"));
	}

	@Test
	void canBeWrittenWhereAccessIsUnrestricted() {
		this.worker
			.withPropertyValues("management.endpoints.web.exposure.include=cluster",
					"management.endpoint.cluster.access=unrestricted")
			.run((context) -> assertThat(operations(context)).containsExactlyInAnyOrder("READ cluster",
					"READ cluster/{id}", "WRITE cluster", "WRITE cluster/{id}"));
	}

	@Test
	void isNotThereWhereThereIsNoAccess() {
		this.worker
			.withPropertyValues("management.endpoints.web.exposure.include=cluster",
					"management.endpoint.cluster.access=none")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ClusterEndpoint.class));
	}

	@Test
	void eventsCanBeReadWhereTheyAreExposed() {
		this.worker.withPropertyValues("management.endpoints.web.exposure.include=clusterevents")
			.run((context) -> assertThat(operations(context)).containsExactly("READ clusterevents"));
	}

	@Test
	void isOnJmxWhereItIsExposedThere() {
		jmx().run((context) -> assertThat(jmxOperations(context)).containsExactlyInAnyOrder("cluster", "worker"));
	}

	@Test
	void canBeWrittenOverJmxWhereAccessIsUnrestricted() {
		writableJmx().run((context) -> assertThat(jmxOperations(context)).containsExactlyInAnyOrder("cluster", "worker",
				"change", "changeWorker"));
	}

	@Test
	void commandOverJmxReachesThePrimary() {
		this.primary.answer((message) -> (message instanceof Message.Command command)
				? new Message.CommandResult(command.request(), Outcome.ACCEPTED, null, null) : null);
		writableJmx().run((context) -> {
			assertThat(invoke(context, "change", "scale", "3"))
				.hasToString("{body=null, contentType=null, status=202}");
			this.primary.awaitMessage(Message.Command.class, 1);
			invoke(context, "changeWorker", "5", "restart");
			this.primary.awaitMessage(Message.Command.class, 2);
		});
	}

	@Test
	void whatIsRefusedOverJmxSaysWhy() {
		writableJmx().run((context) -> assertThat(invoke(context, "change", "scale", "10000").toString())
			.contains("message='workers' has to be a whole number from 1 to 1024", "status=400"));
	}

	private WebApplicationContextRunner jmx() {
		return this.worker
			.withConfiguration(AutoConfigurations.of(JmxAutoConfiguration.class, JmxEndpointAutoConfiguration.class))
			.withBean("mbeanServer", MBeanServer.class, MBeanServerFactory::newMBeanServer)
			.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=cluster");
	}

	private WebApplicationContextRunner writableJmx() {
		return jmx().withPropertyValues("management.endpoint.cluster.access=unrestricted");
	}

	private static Stream<String> jmxOperations(ApplicationContext context) throws Exception {
		MBeanServer server = context.getBean(MBeanServer.class);
		return Stream.of(server.getMBeanInfo(NAME).getOperations()).map(MBeanOperationInfo::getName);
	}

	private static Object invoke(ApplicationContext context, String operation, String... arguments) throws Exception {
		return new TreeMap<>((Map<?, ?>) context.getBean(MBeanServer.class).invoke(NAME, operation, arguments, null));
	}

	private static List<String> operations(ApplicationContext context) {
		return context.getBean(WebEndpointsSupplier.class)
			.getEndpoints()
			.stream()
			.flatMap((endpoint) -> endpoint.getOperations().stream())
			.flatMap(ClusterEndpointAutoConfigurationTests::describe)
			.toList();
	}

	private static ObjectName objectName() {
		try {
			return new ObjectName("org.springframework.boot:type=Endpoint,name=Cluster");
		}
		catch (MalformedObjectNameException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Stream<String> describe(WebOperation operation) {
		OperationType type = operation.getType();
		return Stream.of(type + " " + operation.getRequestPredicate().getPath());
	}

}
