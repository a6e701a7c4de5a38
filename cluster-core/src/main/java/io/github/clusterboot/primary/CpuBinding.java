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

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.primary.CpuShares.Candidate;
import io.github.clusterboot.primary.CpuShares.Share;
import io.github.clusterboot.primary.WorkerHandle.State;

/**
 * Has workers run on their shares of the processors, and on all of them again. In Linux
 * each thread has an affinity of its own and gets that of the thread that starts it
 * (sched_setaffinity(2)). Java cannot set it; taskset(1) does it for all threads of a
 * process. Other than a nice value, an affinity can be taken back without privileges.
 * <p>
 * Where it does not work, workers run wherever the kernel has them run. To be used by one
 * thread, which is never held up.
 */
final class CpuBinding implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(CpuBinding.class);

	private static final Path PROC = Path.of("/proc");

	private static final Path SELF = PROC.resolve("self");

	/**
	 * Those that a thread was given, whether they are online or not.
	 */
	private static final String ALLOWED = "Cpus_allowed_list:";

	private static final Path ONLINE = Path.of("/sys/devices/system/cpu/online");

	/**
	 * The part of the processors from which on those that serve have much to do.
	 */
	private static final double BUSY = 0.25;

	private static final long RETRY_MILLIS = 1000;

	private static final long TIMEOUT_SECONDS = 10;

	/**
	 * A thread that starts another one while all of them are bound may do so before its
	 * turn, and taskset gives up at one that has ended.
	 */
	private static final int ATTEMPTS = 5;

	private final Duration patience;

	private final String program;

	/**
	 * From which load on those that serve have much to do.
	 */
	private final double busy;

	private final CpuShares shares = new CpuShares();

	private final Map<Integer, Share> bound = new HashMap<>();

	/**
	 * When each was bound or released last.
	 */
	private final Map<Integer, Long> triedAt = new HashMap<>();

	/**
	 * Those that still are bound although they should not be.
	 */
	private final Set<Integer> unreleased = ConcurrentHashMap.newKeySet();

	/**
	 * Those of which it was said that something failed.
	 */
	private final Set<Integer> told = ConcurrentHashMap.newKeySet();

	/**
	 * Does one after the other. Its thread ends when there is nothing to do.
	 */
	private final ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS,
			new LinkedBlockingQueue<>(), (work) -> {
				Thread thread = new Thread(work, "cluster-cpu-binding");
				thread.setDaemon(true);
				return thread;
			});

	private @Nullable Boolean possible;

	/**
	 * Binds workers to shares of the processors that this process may use.
	 * @param patience how long a worker that serves may be cold
	 * @param program the program that does it
	 * @throws IOException if this system does not tell which those are
	 */
	CpuBinding(Duration patience, String program) throws IOException {
		List<Integer> online = online();
		this.patience = patience;
		// what workers tell is a part of the whole machine
		this.busy = BUSY * usable(allowed(SELF), online).size() / online.size();
		this.program = program;
		this.executor.allowCoreThreadTimeOut(true);
	}

	/**
	 * What binds workers as the settings want it. A worker that was started as the only
	 * one has all processors, and counts them itself: it must not see fewer while it is
	 * bound.
	 * @return what does it, or {@code null} if it is not wanted or this system is none on
	 * which it can be done
	 */
	static @Nullable CpuBinding of(PrimarySettings settings) {
		if (settings.cpuAffinity() == CpuAffinity.OFF || settings.workers() == 1) {
			return null;
		}
		try {
			return new CpuBinding(settings.settleTimeout(), "taskset");
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
		List<WorkerHandle> candidates = workers.stream()
			.filter((worker) -> worker.pid() != 0 && worker.state() != State.DRAINING)
			.toList();
		double load = candidates.stream()
			.filter((worker) -> worker.serves() && !worker.isCold(this.patience, now))
			.mapToDouble((worker) -> worker.vitals().cpu())
			.sum();
		Map<Integer, Share> wantedShares = this.shares
			.decide(candidates.stream().map((worker) -> candidate(worker, now)).toList(), wanted, load >= this.busy);
		Set<Integer> ids = workers.stream().map(WorkerHandle::id).collect(Collectors.toSet());
		Stream.of(this.bound.keySet(), this.triedAt.keySet(), this.unreleased, this.told)
			.forEach((each) -> each.retainAll(ids));
		if (!wantedShares.isEmpty() && !isPossible()) {
			return;
		}
		for (int id : ids) {
			Share share = wantedShares.get(id);
			WorkerProcess process = processes.get(id);
			if (process != null && (!Objects.equals(share, this.bound.get(id)) || isToBeTriedAgain(id, now))) {
				if (share != null) {
					this.bound.put(id, share);
				}
				else {
					this.bound.remove(id);
				}
				this.triedAt.put(id, now);
				this.unreleased.remove(id);
				start(id, process, share);
			}
		}
	}

	private boolean isToBeTriedAgain(int id, long now) {
		return this.unreleased.contains(id) && now - this.triedAt.getOrDefault(id, now) >= RETRY_MILLIS;
	}

	private Candidate candidate(WorkerHandle worker, long now) {
		return new Candidate(worker.id(), worker.state() == State.LISTENING && worker.serves(),
				worker.isCold(this.patience, now));
	}

	private boolean isPossible() {
		if (this.possible == null) {
			String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
			this.possible = Stream.of(path.split(File.pathSeparator))
				.filter((directory) -> !directory.isEmpty())
				.anyMatch((directory) -> Files.isExecutable(Path.of(directory).resolve(this.program)));
			if (!this.possible) {
				logger.info("A worker that starts takes processors from the others, as there is no {}", this.program);
			}
		}
		return this.possible;
	}

	private void start(int id, WorkerProcess process, @Nullable Share share) {
		try {
			this.executor.execute(() -> carryOut(id, process, share));
		}
		catch (RuntimeException | Error ex) {
			failed(id, process, share, ex);
		}
	}

	private void carryOut(int id, WorkerProcess process, @Nullable Share share) {
		try {
			List<Integer> online = online();
			List<Integer> own = allowed(SELF);
			runOn(process, (share != null) ? share.of(usable(own, online)) : own, online);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IOException | RuntimeException | Error ex) {
			failed(id, process, share, ex);
		}
	}

	/**
	 * One that could not be released is tried again, as it would never have but its
	 * share.
	 */
	private void failed(int id, WorkerProcess process, @Nullable Share share, Throwable ex) {
		if (!process.isAlive()) {
			return;
		}
		boolean first = this.told.add(id);
		if (share == null) {
			this.unreleased.add(id);
		}
		if (first && share == null) {
			logger.warn("Worker {} has but a share of the processors for longer than it should: {}", id, ex.toString());
		}
		else if (first) {
			logger.info("Worker {} takes processors from the others while it starts: {}", id, ex.toString());
		}
	}

	/**
	 * Has all threads of a process run on some processors.
	 */
	private void runOn(WorkerProcess process, List<Integer> processors, List<Integer> online)
			throws IOException, InterruptedException {
		List<Integer> usable = usable(processors, online);
		String said = "";
		for (int attempt = 0; attempt <= ATTEMPTS; attempt++) {
			if (!process.isAlive() || doesRunOn(process.pid(), usable, online)) {
				return;
			}
			said = taskset(process.pid(), processors);
		}
		throw new IOException(this.program + " did not do it " + said);
	}

	private String taskset(long pid, List<Integer> processors) throws IOException, InterruptedException {
		String list = processors.stream().map(String::valueOf).collect(Collectors.joining(","));
		Process taskset = new ProcessBuilder(this.program, "-a", "-p", "-c", list, String.valueOf(pid))
			.redirectOutput(Redirect.DISCARD)
			.start();
		try {
			taskset.getOutputStream().close();
			if (!taskset.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
				throw new IOException(this.program + " did not end");
			}
			return "(%d: %s)".formatted(taskset.exitValue(),
					new String(taskset.getErrorStream().readAllBytes(), Charset.defaultCharset()).strip());
		}
		finally {
			taskset.destroyForcibly();
		}
	}

	private static boolean doesRunOn(long pid, List<Integer> usable, List<Integer> online) throws IOException {
		try (DirectoryStream<Path> threads = Files.newDirectoryStream(PROC.resolve(pid + "/task"))) {
			for (Path thread : threads) {
				if (!doesRunOn(thread, usable, online)) {
					return false;
				}
			}
			return true;
		}
	}

	private static boolean doesRunOn(Path thread, List<Integer> usable, List<Integer> online) throws IOException {
		try {
			return usable(allowed(thread), online).equals(usable);
		}
		catch (IOException ex) {
			if (Files.exists(thread)) {
				throw ex;
			}
			return true;
		}
	}

	private static List<Integer> allowed(Path task) throws IOException {
		Path status = task.resolve("status");
		return Files.readAllLines(status, StandardCharsets.ISO_8859_1)
			.stream()
			.filter((line) -> line.startsWith(ALLOWED))
			.map((line) -> processors(line.substring(ALLOWED.length())))
			.findFirst()
			.orElseThrow(() -> new IOException(status + " has no " + ALLOWED));
	}

	/**
	 * Threads may be given processors that are not there, or not yet.
	 */
	private static List<Integer> usable(List<Integer> processors, List<Integer> online) {
		return processors.stream().filter(online::contains).toList();
	}

	private static List<Integer> online() throws IOException {
		return processors(Files.readString(ONLINE));
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
