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
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.fleet.Action;
import io.github.clusterboot.fleet.Exit;
import io.github.clusterboot.ipc.DaemonThreads;
import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.jvm.WorkerCommand;

/**
 * The processes of the workers. One thread forks them, as a fork asks the file system,
 * which may not answer; others wait for their ends. Thread-safe.
 */
final class WorkerProcesses {

	private static final Logger logger = LoggerFactory.getLogger(WorkerProcesses.class);

	/**
	 * A fork that takes longer is not waited for by those who want to know whose process
	 * it is.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	/**
	 * An exit is told without knowing why if the file system does not answer in time.
	 */
	private static final Duration EXIT_PATIENCE = Duration.ofSeconds(3);

	private final WorkerCommand command;

	private final OomKills oomKills;

	private final Consumer<Event> events;

	private final Map<Integer, WorkerProcess> processes = new ConcurrentHashMap<>();

	private final ExecutorService forks = DaemonThreads.executor("cluster-fork");

	private final ExecutorService exits = DaemonThreads.executor("cluster-exit");

	private volatile IntConsumer onExit = (id) -> {
	};

	WorkerProcesses(WorkerCommand command, OomKills oomKills, Consumer<Event> events) {
		this.command = command;
		this.oomKills = oomKills;
		this.events = events;
	}

	/**
	 * Has somebody told at once which worker's process has ended.
	 */
	void onExit(IntConsumer target) {
		this.onExit = target;
	}

	/**
	 * Whether a worker's process is to be forked or may run.
	 */
	boolean isAlive(int id) {
		return this.processes.containsKey(id);
	}

	void fork(Action.Fork fork, Path privateDirectory) {
		WorkerProcess worker = new WorkerProcess();
		this.processes.put(fork.id(), worker);
		this.forks.execute(() -> forkNow(fork, worker, privateDirectory));
	}

	private void forkNow(Action.Fork fork, WorkerProcess worker, Path privateDirectory) {
		int id = fork.id();
		try {
			Process process = worker.fork(this.command.process(id, fork.slot(), fork.generation(), privateDirectory));
			this.events.accept((fleet, now) -> fleet.workers().forked(id, process.pid()));
			DaemonThreads.start("cluster-worker-" + id, () -> awaitExit(id, worker, process, privateDirectory));
		}
		catch (IOException | RuntimeException | Error ex) {
			// an error too: at a limit of threads or processes that is what Java throws
			worker.kill();
			this.processes.remove(id);
			this.events.accept((fleet, now) -> fleet.workers().notForked(id, ex.toString(), now));
		}
	}

	private void awaitExit(int id, WorkerProcess worker, Process process, Path privateDirectory) {
		int code;
		try {
			code = process.waitFor();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("Nobody interrupts this thread", ex);
		}
		this.processes.remove(id);
		this.onExit.accept(id);
		new PrivateDirectory(privateDirectory).removeDoor(id);
		boolean suspect = DaemonThreads.within(EXIT_PATIENCE, this.exits.submit(() -> isSuspect(id, code)), false);
		this.events.accept((fleet, now) -> {
			boolean byKernel = code == Exit.KILLED && !worker.isKilled() && this.oomKills.isRecent(now);
			Exit exit = Exit.of(code, byKernel);
			fleet.workers().exited(id, exit, suspect, now);
		});
	}

	/**
	 * Whether a worker may have ended because of how it was started.
	 */
	private boolean isSuspect(int id, int code) {
		try {
			return this.command.exited(id, code);
		}
		catch (RuntimeException | Error ex) {
			logger.error("It cannot be found out why worker {} has ended", id, ex);
			return false;
		}
	}

	void terminate(int id) {
		with(id, WorkerProcess::terminate);
	}

	void kill(int id) {
		with(id, WorkerProcess::kill);
	}

	void dumpThreads(int id) {
		with(id, (worker) -> this.forks.execute(worker::dumpThreads));
	}

	/**
	 * One that is gone already is no error: its exit is in the queue.
	 */
	private void with(int id, Consumer<WorkerProcess> action) {
		WorkerProcess worker = this.processes.get(id);
		if (worker != null) {
			action.accept(worker);
		}
	}

	/**
	 * Which worker is this process? One that was forked a moment ago may not be known
	 * yet.
	 */
	OptionalInt workerOf(long pid) {
		OptionalInt known = find(pid);
		return known.isPresent() ? known
				: DaemonThreads.within(PATIENCE, this.forks.submit(() -> find(pid)), OptionalInt.empty());
	}

	private OptionalInt find(long pid) {
		return this.processes.entrySet()
			.stream()
			.filter((worker) -> worker.getValue().is(pid))
			.mapToInt(Map.Entry::getKey)
			.findAny();
	}

	/**
	 * Kills all, also those that are just being forked.
	 */
	void close() {
		this.forks.shutdownNow();
		this.exits.shutdownNow();
		this.processes.values().forEach(WorkerProcess::kill);
	}

}
