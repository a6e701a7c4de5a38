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

import io.grpc.netty.NettyServerBuilder;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.grpc.server.ServerBuilderCustomizer;

import io.github.clusterboot.boot.ClusterAutoConfiguration;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterGrpcAutoConfiguration}.
 */
class ClusterGrpcAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class, ClusterGrpcAutoConfiguration.class));

	@Test
	void backsOffInAProcessThatIsNoWorker() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(ClusterGrpcCustomizer.class));
	}

	@Test
	void customizesServersInAWorkerWhereThereAreAny() throws Exception {
		try (InJvmPrimary primary = new InJvmPrimary(SchedulingPolicy.OS)) {
			Worker worker = primary.connectWorker();
			ApplicationContextRunner inWorker = this.runner.withBean(Worker.class, () -> worker);
			inWorker.run((context) -> assertThat(context).hasSingleBean(ServerBuilderCustomizer.class));
			for (Class<?> type : new Class<?>[] { NettyServerBuilder.class, ServerBuilderCustomizer.class }) {
				inWorker.withClassLoader(new FilteredClassLoader(type))
					.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("clusterGrpcCustomizer"));
			}
		}
	}

	@Test
	void leavesAServerOnADomainSocketAsItIs() throws Exception {
		try (InJvmPrimary primary = new InJvmPrimary(SchedulingPolicy.OS)) {
			Worker worker = primary.connectWorker();
			NettyServerBuilder builder = Mockito.mock(NettyServerBuilder.class);
			this.runner.withBean(Worker.class, () -> worker)
				.withPropertyValues("spring.grpc.server.netty.domain-socket-path=/tmp/grpc.sock")
				.run((context) -> context.getBean(ClusterGrpcCustomizer.class).customize(builder));
			Mockito.verifyNoInteractions(builder);
		}
	}

}
