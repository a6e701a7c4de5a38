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

package io.github.clusterboot.sample.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A first start that fails is told once, by the application itself.
 */
@ClusterTest
class FailedStartIT {

	@Test
	void aPortThatIsTaken() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				SampleCluster cluster = Sample.minimal()
					.policy(Policy.ROUND_ROBIN)
					.port(taken.getLocalPort())
					.start()) {
			assertThat(cluster.exitCode()).isEqualTo(1);
			assertThat(cluster.output()
				.count("Web server failed to start\\. Port %d was already in use\\.".formatted(taken.getLocalPort())))
				.as(cluster.toString())
				.isEqualTo(1);
			assertThat(cluster.output().count("Identify and stop the process that's listening on port")).isEqualTo(1);
			assertThatItWasTriedOnce(cluster);
		}
	}

	@Test
	void aManagementPortThatIsTaken() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				SampleCluster cluster = Sample.minimal()
					.policy(Policy.OS)
					.arguments("--management.server.port=" + taken.getLocalPort(),
							"--management.server.address=127.0.0.1")
					.start()) {
			assertThat(cluster.exitCode()).isEqualTo(1);
			assertThat(cluster.output()
				.count("Web server failed to start\\. Port %d was already in use\\.".formatted(taken.getLocalPort())))
				.as(cluster.toString())
				.isEqualTo(1);
			assertThatItWasTriedOnce(cluster);
		}
	}

	/**
	 * As {@link EmbeddedRedisIT} does with a Redis that is not found.
	 */
	@Test
	@Tag("soak")
	void aConfigurationThatTheApplicationRefuses() {
		try (SampleCluster cluster = Sample.minimal().arguments("--server.tomcat.threads.max=many").start()) {
			assertThat(cluster.exitCode()).isEqualTo(1);
			assertThat(cluster.output().count("APPLICATION FAILED TO START")).as(cluster.toString()).isEqualTo(1);
			assertThat(cluster.output().count("\"many\"")).isPositive();
			assertThatItWasTriedOnce(cluster);
		}
	}

	private void assertThatItWasTriedOnce(SampleCluster cluster) {
		assertThat(cluster.forked()).as(cluster.toString()).hasSize(1);
		assertThat(cluster.output().count("; restart ")).as(cluster.toString()).isZero();
		assertThat(cluster.output().lastLine()).endsWith("Primary %d ends with exit code 1".formatted(cluster.pid()));
	}

}
