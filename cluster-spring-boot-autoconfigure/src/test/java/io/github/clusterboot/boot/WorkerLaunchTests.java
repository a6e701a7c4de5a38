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

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;

import io.github.clusterboot.jvm.WorkerMarker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterRunListener} in a worker.
 */
@EnabledOnOs(OS.LINUX)
class WorkerLaunchTests {

	@TempDir
	private Path directory;

	/**
	 * It would open a port of its own otherwise.
	 */
	@Test
	void workerThatCannotLoadTheNativeTransportEndsWithTheReason() throws Exception {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(new WorkerMarker(1, 0, true, this.directory).toJvmArguments());
		// where no file can be made
		command.addAll(List.of("-Dio.netty.native.workdir=/proc", "-XX:TieredStopAtLevel=1", "-cp",
				System.getProperty("java.class.path"), Application.class.getName()));
		Path output = this.directory.resolve("output");
		Process worker = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		try {
			assertThat(worker.waitFor(2, TimeUnit.MINUTES)).isTrue();
			assertThat(output).content(StandardCharsets.UTF_8)
				.contains("Worker 1 cannot reach its primary: ", "NativeTransport$UnavailableException: ")
				.doesNotContain("Not clustered");
			assertThat(worker.exitValue()).isEqualTo(1);
		}
		finally {
			worker.destroyForcibly();
		}
	}

	public static final class Application {

		private Application() {
		}

		public static void main(String[] arguments) {
			SpringApplication.run(Application.class, "--server.port=0");
		}

	}

}
