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

package io.github.clusterboot.primary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link CpuBinding}, with processes that only sleep.
 */
@ExtendWith(OutputCaptureExtension.class)
class CpuBindingTests {

	@TempDir
	private Path directory;

	private List<Integer> own;

	private Map<Integer, WorkerProcess> processes;

	private List<WorkerHandle> workers;

	@BeforeEach
	void fork() throws IOException {
		assumeThat(Path.of("/proc/self/status")).exists();
		this.own = allowed("self");
		this.processes = Map.of(1, sleeper(), 2, sleeper());
		this.workers = List.of(listening(1), listening(2));
	}

	@AfterEach
	void kill() {
		if (this.processes != null) {
			this.processes.values().forEach(WorkerProcess::kill);
		}
	}

	@Test
	void bindsThoseThatServeAndReleasesThem() {
		assumeThat(this.own).hasSizeGreaterThan(1);
		int first = this.own.get(0);
		int second = this.own.get(1);
		try (CpuBinding binding = binding(List.of(first, second), "taskset")) {
			binding.bind(this.workers, 2, this.processes, 0);
			awaitAllowed(1, List.of(first));
			awaitAllowed(2, List.of(second));
			this.workers.get(0).draining();
			binding.bind(this.workers, 2, this.processes, 0);
			awaitAllowed(2, List.of(first, second));
		}
	}

	@Test
	void saysOnceWhatFails(CapturedOutput output) {
		try (CpuBinding binding = binding(List.of(0, 1), "/nonexistent/program")) {
			binding.bind(this.workers, 2, this.processes, 0);
			binding.bind(this.workers, 1, this.processes, 0);
			await().atMost(Duration.ofSeconds(20))
				.until(() -> output.getOut().contains("Workers could not be bound to processors: "));
		}
		assertThat(output.getOut().split("could not be bound")).hasSize(2);
	}

	@Test
	void saysWhereSharesWouldDiffer(CapturedOutput output) {
		try (CpuBinding binding = binding(List.of(0, 1, 2), "/nonexistent/program")) {
			binding.bind(this.workers, 2, this.processes, 0);
			binding.bind(this.workers, 2, this.processes, 0);
		}
		assertThat(output.getOut())
			.containsOnlyOnce("Workers are not bound to processors: 3 processors cannot be shared out evenly among 2");
	}

	@Test
	void readsListsOfProcessors() {
		assertThat(CpuBinding.processors("\t0-2,5,7-8\n")).containsExactly(0, 1, 2, 5, 7, 8);
		assertThat(CpuBinding.processors("3")).containsExactly(3);
	}

	private static CpuBinding binding(List<Integer> processors, String program) {
		return new CpuBinding(CpuAffinity.ALWAYS, Duration.ofSeconds(30), processors, program);
	}

	private void awaitAllowed(int id, List<Integer> processors) {
		String pid = String.valueOf(this.processes.get(id).pid());
		await().atMost(Duration.ofSeconds(20)).until(() -> allowed(pid).equals(processors));
	}

	private static List<Integer> allowed(String process) throws IOException {
		return Files.readAllLines(Path.of("/proc", process, "status"))
			.stream()
			.filter((line) -> line.startsWith("Cpus_allowed_list:"))
			.map((line) -> CpuBinding.processors(line.substring(line.indexOf(':') + 1)))
			.findFirst()
			.orElseThrow();
	}

	private static WorkerHandle listening(int id) {
		WorkerHandle worker = new WorkerHandle(id, new Slot(id - 1, 1), 1, RecyclePolicy.NEVER, 0, Instant.EPOCH);
		worker.forked(id);
		worker.listening(0);
		return worker;
	}

	private WorkerProcess sleeper() throws IOException {
		return WorkerProcess.fork(new Sleep(), 1, 0, 1, this.directory);
	}

	private static final class Sleep implements WorkerCommand {

		@Override
		public void prepare(int generation, Path directory) {
		}

		@Override
		public boolean isOutdated(int generation) {
			return false;
		}

		@Override
		public void retain(Set<Integer> generations) {
		}

		@Override
		public List<String> commandLine(int id, int slot, int generation, Path privateDirectory) {
			return List.of("sleep", "300");
		}

		@Override
		public void adaptEnvironment(Map<String, String> environment, int id, int slot) {
		}

	}

}
