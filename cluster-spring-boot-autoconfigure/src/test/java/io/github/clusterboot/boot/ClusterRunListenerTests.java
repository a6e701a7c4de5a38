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

package io.github.clusterboot.boot;

import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.test.util.ReflectionTestUtils;

import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.lean.PlainApplication;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClusterRunListener}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClusterRunListenerTests {

	@BeforeEach
	void forgetWhatWasTold() {
		Set<?> told = (Set<?>) ReflectionTestUtils.getField(ClusterRunListener.class, "told");
		assertThat(told).isNotNull();
		told.clear();
	}

	@Test
	void testIsNotClusteredAndTheReasonIsLoggedOnce(CapturedOutput output) {
		run("--cluster.workers=2");
		run("--cluster.workers=2");
		assertThat(output.toString()).containsOnlyOnce("Not clustered: ")
			.containsPattern("INFO.*Not clustered: the application is run by a test");
	}

	@Test
	void disabledIsTheReasonWhereItIs(CapturedOutput output) {
		run("--cluster.enabled=false");
		assertThat(output).contains("Not clustered: cluster.enabled is false").doesNotContain("run by a test");
	}

	@Test
	void whatAWorkerHasFoundOutIsTheReasonWhateverIsConfigured(CapturedOutput output) {
		System.setProperty(PlainApplication.REASON, "its web server is of another kind");
		try {
			run("--cluster.enabled=true");
		}
		finally {
			System.clearProperty(PlainApplication.REASON);
		}
		assertThat(output).containsOnlyOnce("Not clustered: its web server is of another kind");
	}

	@Test
	void otherModesAreRefusedAndTheAllowedOnesAreNamed(CapturedOutput output) {
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> run("--cluster.enabled=perhaps"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Property: cluster.enabled")
			.contains("Value: \"perhaps\"")
			.containsPattern("(?s)following values are valid:\\s+AUTO\\s+FALSE\\s+TRUE");
	}

	@Test
	void badValueDoesNotDisturbARunThatIsNotClustered(CapturedOutput output) {
		run("--cluster.workers=none");
		assertThat(output).contains("Not clustered: ");
	}

	@Test
	void thePrimaryIsToldThatTheContextIsRefreshed() throws Exception {
		try (InJvmPrimary primary = new InJvmPrimary(SchedulingPolicy.OS);
				ConfigurableApplicationContext context = new GenericApplicationContext()) {
			ClusterRunListener listener = new ClusterRunListener(new SpringApplication(), new String[0]);
			ReflectionTestUtils.setField(listener, "worker", primary.connectWorker());
			listener.started(context, null);
			primary.awaitMessage(Message.Refreshed.class, 1);
		}
	}

	@Test
	void comesAfterBootsOwnListener() {
		assertThat(new ClusterRunListener(new SpringApplication(), new String[0]).getOrder())
			.isEqualTo(Ordered.LOWEST_PRECEDENCE);
	}

	private static void run(String... arguments) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		try (ConfigurableApplicationContext context = application.run(arguments)) {
			assertThat(context.isActive()).isTrue();
			assertThat(context.getBeansOfType(Worker.class)).isEmpty();
			assertThat(context.getBeansOfType(WorkerIdentity.class)).isEmpty();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

}
