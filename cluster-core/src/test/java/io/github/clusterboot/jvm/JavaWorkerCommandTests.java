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

package io.github.clusterboot.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JavaWorkerCommand}.
 */
class JavaWorkerCommandTests {

	private final JavaWorkerCommand command = new JavaWorkerCommand(
			new JavaCommand("/jdk/bin/java", List.of("-Xss1m", "-Dcluster.worker.id=99"),
					new JavaCommand.Target.Jar("app.jar"), List.of("--server.port=0"), Path.of("/")),
			JvmShare.WHOLE, List.of("-Dname=w{id}-{slot}"), JavaWorkerCommand.plainCopies());

	@Test
	void commandLineMakesAWorker() {
		List<String> line = line(7, 2, 1);
		assertThat(line).startsWith("/jdk/bin/java", "-Dcluster.worker.id=7", "-Dcluster.worker.slot=2")
			.doesNotContain("-Dcluster.worker.id=99")
			.containsSubsequence("-Dcluster.worker.private-directory=/tmp/private", "-Dcluster.worker.first=true",
					"-Xss1m", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED", "-Dname=w7-2")
			.endsWith("-jar", "app.jar", "--server.port=0");
	}

	@Test
	void firstWorkerOfEachGenerationIsTold() {
		assertThat(Stream.of(1, 1, 2, 2, 1)
			.map((generation) -> line(7, 0, generation).contains("-Dcluster.worker.first=true")))
			.containsExactly(true, false, true, false, false);
	}

	@Test
	void nativeAccessIsGrantedWhereTheJvmWouldWarn() {
		assertThat(line(1, 0, 1).contains("--enable-native-access=ALL-UNNAMED"))
			.isEqualTo(Runtime.version().feature() >= 24);
	}

	@Test
	void environmentNamesTheWorkerAndLosesWhatTheArgumentsContain() throws IOException {
		Map<String, String> environment = this.command.process(7, 2, 1, Path.of("/tmp/private")).environment();
		assertThat(environment).containsEntry("CLUSTER_WORKER_ID", "7")
			.containsEntry("CLUSTER_WORKER_SLOT", "2")
			.containsEntry("PWD", "/")
			.containsKey("PATH")
			.doesNotContainKeys("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");
	}

	@Test
	void nothingIsChangedWhereTheWorkerWouldBeInTheDirectoryAnyway() throws IOException {
		JavaWorkerCommand here = new JavaWorkerCommand(new JavaCommand("java", List.of(),
				new JavaCommand.Target.Jar("app.jar"), List.of(), Path.of("").toAbsolutePath()), JvmShare.WHOLE,
				List.of(), JavaWorkerCommand.plainCopies());
		ProcessBuilder process = here.process(7, 2, 1, Path.of("/tmp/private"));
		assertThat(process.directory()).isNull();
		assertThat(process.environment().get("PWD")).isEqualTo(System.getenv("PWD"));
	}

	@Test
	void aPortThatSomebodyHasIsSkippedAndNoneIsGivenTwice() throws IOException {
		String flag = "-Dcom.sun.management.jmxremote.port=";
		try (ServerSocket other = new ServerSocket(0)) {
			int port = other.getLocalPort();
			JavaWorkerCommand debugged = new JavaWorkerCommand(new JavaCommand("java", List.of(flag + (port - 1)),
					new JavaCommand.Target.Jar("app.jar"), List.of(), Path.of("/")), JvmShare.WHOLE, List.of(),
					JavaWorkerCommand.plainCopies());
			List<String> ports = new ArrayList<>();
			for (int id = 1; id <= 3; id++) {
				debugged.process(id, 0, 1, Path.of("/tmp/private"))
					.command()
					.stream()
					.filter((argument) -> argument.startsWith(flag))
					.forEach(ports::add);
			}
			assertThat(ports).hasSize(3).doesNotHaveDuplicates().doesNotContain(flag + port, flag + (port - 1));
		}
	}

	private List<String> line(int id, int slot, int generation) {
		try {
			return this.command.process(id, slot, generation, Path.of("/tmp/private")).command();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
