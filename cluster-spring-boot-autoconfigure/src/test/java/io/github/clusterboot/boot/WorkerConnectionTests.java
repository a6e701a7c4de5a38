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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerConnection} in a JVM of its own.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class WorkerConnectionTests {

	@Test
	void workerThatCannotLoadTheNativeTransportEndsWithTheReason(@TempDir Path directory) throws Exception {
		Path log = directory.resolve("log");
		Process worker = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1", "-Dio.netty.transport.noNative=true",
				"-Dcluster.worker.id=7", "-Dcluster.worker.slot=0", "-Dcluster.worker.private-directory=" + directory,
				Application.class.getName(), "--cluster.enabled=true", "--server.port=0")
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		try {
			assertThat(worker.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
			assertThat(worker.exitValue()).isEqualTo(1);
			assertThat(log).content()
				.contains("Worker 7 cannot reach its primary: no native transport works here")
				.doesNotContain("Not clustered");
			assertThat(Files.exists(directory.resolve("messages.sock"))).isFalse();
		}
		finally {
			worker.destroyForcibly();
		}
	}

	/**
	 * Would have a port of its own.
	 */
	@Configuration(proxyBeanMethods = false)
	public static class Application {

		@Bean
		TomcatServletWebServerFactory factory() {
			return new TomcatServletWebServerFactory(0);
		}

		public static void main(String[] arguments) {
			SpringApplication.run(Application.class, arguments);
		}

	}

}
