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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.clusterboot.ipc.Message.Heartbeat;
import io.github.clusterboot.primary.CpuShares.Share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link CpuBinding}, with processes that only sleep.
 */
@ExtendWith(OutputCaptureExtension.class)
class CpuBindingTests {

	private static final LoggingSystem LOGGING = LoggingSystem.get(CpuBindingTests.class.getClassLoader());

	@TempDir
	private Path directory;

	private List<Integer> own;

	private final Map<Integer, WorkerProcess> processes = new HashMap<>();

	/**
	 * Tests of applications may have left another one.
	 */
	@BeforeEach
	void showWhatIsSaid() {
		LOGGING.setLogLevel(CpuBinding.class.getName(), LogLevel.INFO);
	}

	@AfterEach
	void leaveTheLevelToOthers() {
		LOGGING.setLogLevel(CpuBinding.class.getName(), null);
	}

	@BeforeEach
	void forkTheThird() throws IOException {
		assumeThat(Path.of("/proc/self/status")).exists();
		List<Integer> online = CpuBinding.processors(Files.readString(Path.of("/sys/devices/system/cpu/online")));
		this.own = allowed("self").stream().filter(online::contains).toList();
		assumeThat(Path.of("/usr/bin/taskset")).exists();
		this.processes.put(3, WorkerProcess.fork(new Sleep(), 3, 0, 1, this.directory));
	}

	@AfterEach
	void kill() {
		this.processes.values().forEach(WorkerProcess::kill);
	}

	@Test
	void bindsOneThatStartsAndReleasesIt() throws IOException {
		assumeThat(this.own).hasSizeGreaterThan(1);
		try (CpuBinding binding = binding("taskset")) {
			binding.bind(List.of(busy(1), busy(2)), 2, this.processes, 0);
			bindBesideBusyOnes(binding, starting(3));
			binding.bind(List.of(busy(2), busy(3)), 2, this.processes, 0);
			awaitAllowed(this.own);
		}
	}

	@Test
	void releasesOneThatIsToExit() throws IOException {
		assumeThat(this.own).hasSizeGreaterThan(1);
		WorkerHandle cold = starting(3);
		try (CpuBinding binding = binding("taskset")) {
			bindBesideBusyOnes(binding, cold);
			cold.draining("reload");
			binding.bind(List.of(busy(1), busy(2), cold), 2, this.processes, 0);
			awaitAllowed(this.own);
		}
	}

	@Test
	void doesNotBindForTheLoadOfOneThatIsColdItself() throws IOException {
		assumeThat(this.own).hasSizeGreaterThan(1);
		WorkerHandle cold = starting(3);
		try (CpuBinding binding = binding("taskset")) {
			binding.bind(List.of(idle(1), idle(2), cold), 2, this.processes, 0);
			cold.listening(0);
			cold.heard(new Heartbeat(0, 0, 0, 0.9, 0, 0, 0, 0.5), 0);
			binding.bind(List.of(idle(1), cold), 2, this.processes, 0);
			await().during(Duration.ofMillis(500)).until(() -> allowed(pid()).equals(this.own));
		}
	}

	@Test
	void releasesOneThatIsColdForTooLong() throws IOException {
		assumeThat(this.own).hasSizeGreaterThan(1);
		WorkerHandle cold = starting(3);
		try (CpuBinding binding = binding("taskset")) {
			bindBesideBusyOnes(binding, cold);
			cold.listening(1000);
			binding.bind(List.of(busy(2), cold), 2, this.processes, 30_999);
			List<Integer> share = new Share(0, 2).of(this.own);
			await().during(Duration.ofMillis(500)).until(() -> allowed(pid()).equals(share));
			binding.bind(List.of(busy(2), cold), 2, this.processes, 31_000);
			awaitAllowed(this.own);
		}
	}

	@Test
	void triesAgainToRelease(CapturedOutput output) throws IOException {
		assumeThat(this.own).hasSizeGreaterThan(1);
		Path program = this.directory.resolve("program");
		Files.writeString(program, "#!/bin/sh\nexec taskset \"$@\"\n");
		assertThat(program.toFile().setExecutable(true)).isTrue();
		try (CpuBinding binding = binding(program.toString())) {
			bindBesideBusyOnes(binding, starting(3));
			Files.writeString(program, "#!/bin/sh\necho no >&2\nexit 7\n");
			List<WorkerHandle> workers = List.of(busy(2), busy(3));
			binding.bind(workers, 2, this.processes, 0);
			AtomicLong now = new AtomicLong();
			await().atMost(Duration.ofSeconds(20)).until(() -> {
				binding.bind(workers, 2, this.processes, now.addAndGet(100));
				return now.get() > 3000 && output.getOut().contains("Worker 3 has but a share of the processors");
			});
			Files.writeString(program, "#!/bin/sh\nexec taskset \"$@\"\n");
			await().atMost(Duration.ofSeconds(20)).until(() -> {
				binding.bind(workers, 2, this.processes, now.addAndGet(1000));
				return allowed(pid()).equals(this.own);
			});
		}
		assertThat(output.getOut()).containsOnlyOnce("did not do it (7: no)");
	}

	@Test
	void saysOnceThatThereIsNoProgram(CapturedOutput output) throws IOException {
		try (CpuBinding binding = binding("no-such-program")) {
			for (int i = 0; i < 2; i++) {
				binding.bind(List.of(busy(1), busy(2), starting(3)), 2, this.processes, 0);
				binding.bind(List.of(busy(2), busy(3)), 2, this.processes, 0);
			}
		}
		assertThat(output.getOut()).containsOnlyOnce("as there is no no-such-program");
	}

	@Test
	void readsListsOfProcessors() {
		assertThat(CpuBinding.processors("\t0-2,5,7-8\n")).containsExactly(0, 1, 2, 5, 7, 8);
		assertThat(CpuBinding.processors("3")).containsExactly(3);
	}

	private static CpuBinding binding(String program) throws IOException {
		return new CpuBinding(Duration.ofSeconds(30), program);
	}

	private void bindBesideBusyOnes(CpuBinding binding, WorkerHandle worker) {
		binding.bind(List.of(busy(1), busy(2), worker), 2, this.processes, 0);
		awaitAllowed(new Share(0, 2).of(this.own));
	}

	private void awaitAllowed(List<Integer> processors) {
		await().atMost(Duration.ofSeconds(20)).until(() -> allowed(pid()).equals(processors));
	}

	private String pid() {
		return String.valueOf(this.processes.get(3).pid());
	}

	/**
	 * A worker that has started and has much to do.
	 */
	private static WorkerHandle busy(int id) {
		WorkerHandle worker = starting(id);
		worker.listening(0);
		for (int i = 0; i < 3; i++) {
			worker.heard(new Heartbeat(0, 0, 0, 0.4, 0, 0, 0, 0.0), 0);
		}
		return worker;
	}

	private static WorkerHandle idle(int id) {
		WorkerHandle worker = busy(id);
		worker.heard(new Heartbeat(0, 0, 0, 0, 0, 0, 0, 0.0), 0);
		return worker;
	}

	private static WorkerHandle starting(int id) {
		WorkerHandle worker = new WorkerHandle(id, new Slot(id - 1, 1), 1, RecyclePolicy.NEVER, 0, Instant.EPOCH);
		worker.forked(id);
		return worker;
	}

	private static List<Integer> allowed(String process) throws IOException {
		return Files.readAllLines(Path.of("/proc", process, "status"))
			.stream()
			.filter((line) -> line.startsWith("Cpus_allowed_list:"))
			.map((line) -> CpuBinding.processors(line.substring(line.indexOf(':') + 1)))
			.findFirst()
			.orElseThrow();
	}

	private static final class Sleep implements WorkerCommand {

		@Override
		public void prepare(int generation, Path directory) {
		}

		@Override
		public BooleanSupplier outdated(int generation) {
			return () -> false;
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
