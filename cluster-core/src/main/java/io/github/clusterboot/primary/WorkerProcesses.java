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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.github.clusterboot.fleet.Action;
import io.github.clusterboot.fleet.Exit;

/**
 * The processes of the workers. They are forked by a thread of their own: a fork asks the
 * file system, which may not answer. Thread-safe.
 */
final class WorkerProcesses {

	/**
	 * A fork that takes longer is not waited for by those who want to know whose process
	 * it is.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	/**
	 * How long the end of a worker is kept back to find out whether how it was started is
	 * to blame.
	 */
	private static final Duration INQUIRY = Duration.ofSeconds(3);

	private final WorkerCommand command;

	private final OomKills oomKills;

	private final Consumer<Event> events;

	private final Map<Integer, WorkerProcess> processes = new ConcurrentHashMap<>();

	/**
	 * Those that are to be killed once they are forked.
	 */
	private final Set<Integer> doomed = ConcurrentHashMap.newKeySet();

	private final ReentrantLock forking = new ReentrantLock();

	private final ExecutorService forks = Executors.newSingleThreadExecutor((work) -> daemon(work, "cluster-fork"));

	/**
	 * For what asks the file system, or forks, when a worker hangs or has ended.
	 */
	private final ExecutorService aftercare = Executors.newCachedThreadPool((work) -> daemon(work, "cluster-exit"));

	WorkerProcesses(WorkerCommand command, OomKills oomKills, Consumer<Event> events) {
		this.command = command;
		this.oomKills = oomKills;
		this.events = events;
	}

	private static Thread daemon(Runnable work, String name) {
		Thread thread = new Thread(work, name);
		thread.setDaemon(true);
		return thread;
	}

	void fork(Action.Fork fork, Path privateDirectory) {
		try {
			this.forks.execute(() -> forkNow(fork, privateDirectory));
		}
		catch (RejectedExecutionException | Error ex) {
			// an error where there cannot be another thread
			notForked(fork.id(), ex);
		}
	}

	private void forkNow(Action.Fork fork, Path privateDirectory) {
		int id = fork.id();
		this.forking.lock();
		WorkerProcess process;
		try {
			process = WorkerProcess.fork(this.command, id, fork.slot(), fork.generation(), privateDirectory);
			this.processes.put(id, process);
		}
		catch (IOException | RuntimeException | Error ex) {
			// an error too: at a limit of threads or processes that is what Java throws
			notForked(id, ex);
			return;
		}
		finally {
			this.forking.unlock();
		}
		if (this.doomed.remove(id)) {
			process.kill();
		}
		this.events.accept((fleet, now) -> fleet.workers().forked(id, process.pid()));
		process.onExit(() -> exited(id, process));
	}

	private void notForked(int id, Throwable cause) {
		this.events.accept((fleet, now) -> {
			this.doomed.remove(id);
			fleet.workers().notForked(id, cause.toString(), now);
		});
	}

	private void exited(int id, WorkerProcess process) {
		if (!this.processes.remove(id, process)) {
			return;
		}
		int code = process.exitCode();
		try {
			CompletableFuture.supplyAsync(() -> {
				process.removeDoor(id);
				return this.command.exited(id, code);
			}, this.aftercare)
				.completeOnTimeout(false, INQUIRY.toMillis(), TimeUnit.MILLISECONDS)
				.exceptionally((failure) -> false)
				.thenAccept((suspect) -> exited(id, process, code, suspect));
		}
		catch (RejectedExecutionException | Error ex) {
			exited(id, process, code, false);
		}
	}

	/**
	 * Tells that a worker has ended.
	 * @param suspect whether it may have ended because of how it was started
	 */
	private void exited(int id, WorkerProcess process, int code, boolean suspect) {
		this.events.accept((fleet, now) -> {
			this.doomed.remove(id);
			boolean byKernel = code == Exit.KILLED && !process.isKilled() && this.oomKills.another(now);
			Exit exit = Exit.of(code, byKernel);
			fleet.workers().exited(id, exit, suspect, now);
		});
	}

	/**
	 * At a limit of threads nobody tells that a process has ended.
	 */
	void lookForExits() {
		this.processes.forEach((id, process) -> {
			if (process.isDeadForLong()) {
				exited(id, process);
			}
		});
	}

	void terminate(int id) {
		WorkerProcess process = this.processes.get(id);
		if (process != null) {
			process.terminate();
		}
		else {
			kill(id);
		}
	}

	/**
	 * Kills a worker, be it one that is just being forked. One that is gone already is no
	 * error: its exit is in the queue.
	 */
	void kill(int id) {
		this.doomed.add(id);
		WorkerProcess process = this.processes.get(id);
		if (process != null) {
			this.doomed.remove(id);
			process.kill();
		}
	}

	void dumpThreads(int id) {
		WorkerProcess process = this.processes.get(id);
		if (process != null) {
			try {
				this.aftercare.execute(process::dumpThreads);
			}
			catch (RejectedExecutionException | Error ex) {
				// at a limit of threads there is none for it
			}
		}
	}

	/**
	 * Which worker is this process? One that was forked a moment ago may not be known
	 * yet.
	 */
	OptionalInt workerOf(long pid) {
		OptionalInt known = find(pid);
		if (known.isPresent()) {
			return known;
		}
		try {
			if (this.forking.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
				this.forking.unlock();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return find(pid);
	}

	private OptionalInt find(long pid) {
		return this.processes.entrySet()
			.stream()
			.filter((process) -> process.getValue().pid() == pid)
			.mapToInt(Map.Entry::getKey)
			.findAny();
	}

	/**
	 * Kills all, also those that are just being forked.
	 */
	void close() {
		this.forks.shutdownNow();
		try {
			this.forks.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.processes.values().forEach(WorkerProcess::kill);
		this.aftercare.shutdown();
	}

}
