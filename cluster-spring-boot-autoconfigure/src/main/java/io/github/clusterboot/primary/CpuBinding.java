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
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import io.github.clusterboot.primary.CpuShares.Candidate;
import io.github.clusterboot.primary.WorkerHandle.State;

/**
 * Has workers run on their shares of the processors. In Linux each thread has an affinity
 * of its own and gets that of the thread that starts it (sched_setaffinity(2)). Java
 * cannot set it; taskset(1) does it for all threads of a process.
 * <p>
 * Where it does not work, workers run wherever the kernel has them run.
 */
final class CpuBinding implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(CpuBinding.class);

	private static final Path PROC = Path.of("/proc");

	private static final String ALLOWED = "Cpus_allowed_list:";

	private static final long TIMEOUT_SECONDS = 10;

	/**
	 * A thread that starts another one while all of them are bound may do so before its
	 * turn.
	 */
	private static final int ATTEMPTS = 5;

	private final CpuAffinity affinity;

	private final Duration patience;

	private final CpuShares shares;

	private final String program;

	/**
	 * One after the other, and not on the thread of the supervisor, which has no time for
	 * it. The thread ends when there is nothing to do.
	 */
	private final ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS,
			new LinkedBlockingQueue<>(), (work) -> {
				Thread thread = new Thread(work, "cluster-cpu-binding");
				thread.setDaemon(true);
				return thread;
			});

	private int announced;

	/**
	 * What has failed last, to say it once.
	 */
	private volatile @Nullable String failure;

	/**
	 * Binds workers to shares of processors.
	 * @param affinity which workers
	 * @param patience how long a worker that serves may be cold
	 * @param processors the numbers of the processors
	 * @param program the program that does it
	 */
	CpuBinding(CpuAffinity affinity, Duration patience, List<Integer> processors, String program) {
		this.affinity = affinity;
		this.patience = patience;
		this.shares = new CpuShares(processors, affinity == CpuAffinity.ALWAYS);
		this.program = program;
		this.executor.allowCoreThreadTimeOut(true);
	}

	/**
	 * Binds workers to shares of the processors that this process may use.
	 * @return what does it, or {@code null} if it is not wanted or this system does not
	 * tell which those are
	 */
	static @Nullable CpuBinding of(PrimarySettings settings) {
		if (settings.cpuAffinity() == CpuAffinity.OFF) {
			return null;
		}
		try {
			return new CpuBinding(settings.cpuAffinity(), settings.settleTimeout(),
					processors(PROC.resolve("self/status")), "taskset");
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("The processors are not known", ex);
			return null;
		}
	}

	/**
	 * Binds workers, and releases others, as far as that is not done already.
	 * @param workers the workers that live
	 * @param wanted how many are to serve
	 * @param processes the processes of the workers by id
	 * @param now the time
	 */
	void bind(List<WorkerHandle> workers, int wanted, Map<Integer, WorkerProcess> processes, long now) {
		announce(wanted);
		List<Candidate> candidates = workers.stream()
			.filter((worker) -> worker.pid() != 0 && worker.state() != State.DRAINING)
			.map((worker) -> new Candidate(worker.id(), worker.slot().index(),
					worker.state() == State.LISTENING && worker.serves(), worker.isCold(this.patience, now)))
			.toList();
		this.shares.shareOut(candidates, wanted).forEach((id, share) -> {
			WorkerProcess process = processes.get(id);
			if (process != null) {
				start(() -> bind(id, process, share));
			}
		});
	}

	private void announce(int wanted) {
		if (this.affinity != CpuAffinity.ALWAYS || wanted == this.announced) {
			return;
		}
		this.announced = wanted;
		int processors = this.shares.processors();
		if (!this.shares.areEven(wanted)) {
			logger.info("Workers are not bound to processors: {} cannot be shared out evenly among {} workers",
					(processors == 1) ? "1 processor" : processors + " processors", wanted);
		}
		else if (wanted > 1) {
			logger.info("Each worker is bound to {} of {} processors", processors / wanted, processors);
		}
	}

	private void start(Runnable work) {
		try {
			this.executor.execute(work);
		}
		catch (Error ex) {
			fail(ex);
		}
	}

	private void bind(int id, WorkerProcess process, List<Integer> share) {
		try {
			for (int attempt = 0; attempt < ATTEMPTS && process.isAlive()
					&& !isBound(process.pid(), share); attempt++) {
				String said = run(process.pid(), share);
				logger.debug("Worker {} is bound to {} {}", id, share, said);
			}
			if (process.isAlive() && !isBound(process.pid(), share)) {
				throw new IOException(this.program + " did not do it");
			}
			this.failure = null;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IOException | RuntimeException | Error ex) {
			if (process.isAlive()) {
				fail(ex);
			}
		}
	}

	private void fail(Throwable ex) {
		String failure = ex.toString();
		if (!failure.equals(this.failure)) {
			this.failure = failure;
			logger.atLevel((this.affinity == CpuAffinity.ALWAYS) ? Level.WARN : Level.INFO)
				.log("Workers could not be bound to processors: {}", failure);
		}
	}

	private String run(long pid, List<Integer> share) throws IOException, InterruptedException {
		String list = share.stream().map(String::valueOf).collect(Collectors.joining(","));
		Process taskset = new ProcessBuilder(this.program, "-a", "-p", "-c", list, String.valueOf(pid))
			.redirectErrorStream(true)
			.start();
		try {
			taskset.getOutputStream().close();
			String said = new String(taskset.getInputStream().readAllBytes(), Charset.defaultCharset()).strip();
			if (!taskset.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
				throw new IOException(this.program + " did not end");
			}
			return said;
		}
		finally {
			taskset.destroyForcibly();
		}
	}

	private static boolean isBound(long pid, List<Integer> share) throws IOException {
		try (DirectoryStream<Path> threads = Files.newDirectoryStream(PROC.resolve(pid + "/task"))) {
			for (Path thread : threads) {
				if (!isBound(thread, share)) {
					return false;
				}
			}
			return true;
		}
	}

	private static boolean isBound(Path thread, List<Integer> share) throws IOException {
		try {
			return processors(thread.resolve("status")).equals(share);
		}
		catch (IOException ex) {
			if (Files.exists(thread)) {
				throw ex;
			}
			return true;
		}
	}

	private static List<Integer> processors(Path status) throws IOException {
		return Files.readAllLines(status, StandardCharsets.ISO_8859_1)
			.stream()
			.filter((line) -> line.startsWith(ALLOWED))
			.map((line) -> processors(line.substring(ALLOWED.length())))
			.findFirst()
			.orElseThrow(() -> new IOException(status + " has no " + ALLOWED));
	}

	/**
	 * The numbers in a list such as {@code 0-3,8} (cpuset(7)).
	 */
	static List<Integer> processors(String list) {
		List<Integer> processors = new ArrayList<>();
		for (String range : list.strip().split(",")) {
			String[] ends = range.split("-");
			for (int number = Integer.parseInt(ends[0]); number <= Integer.parseInt(ends[ends.length - 1]); number++) {
				processors.add(number);
			}
		}
		return processors;
	}

	/**
	 * Begins nothing more. Workers stay where they are.
	 */
	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
