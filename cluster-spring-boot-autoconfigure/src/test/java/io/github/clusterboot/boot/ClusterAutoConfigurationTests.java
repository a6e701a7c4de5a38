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

import java.net.InetAddress;
import java.net.InetSocketAddress;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.clusterboot.actuate.ClusterEndpointAutoConfiguration;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.tomcat.ClusterTomcatAutoConfiguration;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.ManagedServer;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterAutoConfiguration}.
 */
class ClusterAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class));

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
			.doesNotHaveBean(AvailabilityReport.class)
			.doesNotHaveBean(ClusterAutoConfiguration.class));
	}

	@Test
	void gateFollowsTheReadiness() throws Exception {
		this.worker.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1, false,
				Mockito.mock(ManagedServer.class));
		this.runner.withBean(Worker.class, () -> this.worker).run((context) -> {
			assertThat(context).hasSingleBean(AvailabilityReport.class);
			AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
			AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
			assertThat(this.primary.accepting()).isEmpty();
			AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
			this.primary.awaitAccepting(true);
			AvailabilityChangeEvent.publish(context, LivenessState.BROKEN);
			AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
			this.primary.awaitAccepting(true, false);
		});
	}

	@Test
	void brokenLivenessIsReported() {
		this.runner.withBean(Worker.class, () -> this.worker).run((context) -> {
			assertThat(context).hasSingleBean(AvailabilityReport.class);
			AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
			AvailabilityChangeEvent.publish(context, LivenessState.BROKEN);
			this.primary.awaitMessage(Message.Broken.class, 1);
			assertThat(this.primary.accepting()).as("that is the primary's to decide").isEmpty();
		});
	}

	@Test
	void isRegistered() {
		assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader())).contains(
				ClusterAutoConfiguration.class.getName(), ClusterTomcatAutoConfiguration.class.getName(),
				ClusterEndpointAutoConfiguration.class.getName());
	}

}
