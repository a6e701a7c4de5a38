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
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has copies made of what workers run, looked after and removed. All of that asks the
 * file system, which may take long or never answer, so that nobody waits for it.
 */
final class Generations {

	private static final Logger logger = LoggerFactory.getLogger(Generations.class);

	/**
	 * How long the end waits for a copy that is given up.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final WorkerCommand command;

	private final Consumer<Event> events;

	private final ExecutorService housekeeping = Executors
		.newSingleThreadExecutor((work) -> daemon(work, "cluster-housekeeping"));

	private final LogQueue log;

	private @Nullable Thread preparation;

	Generations(WorkerCommand command, Consumer<Event> events, LogQueue log) {
		this.command = command;
		this.events = events;
		this.log = log;
	}

	/**
	 * A first generation that cannot be copied runs in place: better a cluster whose jar
	 * must not be overwritten than none.
	 */
	void prepareFirst(Path directory) {
		try {
			start(() -> prepareFirstNow(directory));
		}
		catch (Error ex) {
			beginInPlace(directory, ex);
		}
	}

	private void prepareFirstNow(Path directory) {
		try {
			this.command.prepare(1, directory);
			this.events.accept((fleet, now) -> fleet.begin());
		}
		catch (IOException | RuntimeException | Error ex) {
			beginInPlace(directory, ex);
		}
	}

	private void beginInPlace(Path directory, Throwable cause) {
		this.events.accept((fleet, now) -> fleet.begin());
		if (!Thread.currentThread().isInterrupted()) {
			this.log.add(() -> logger.warn("The application could not be copied to {} and is run in place: do not "
					+ "overwrite it while the cluster runs", directory, cause));
		}
	}

	void prepare(int generation, Path directory) {
		try {
			start(() -> prepareNow(generation, directory));
		}
		catch (Error ex) {
			notPrepared(generation, ex.toString());
		}
	}

	private void prepareNow(int generation, Path directory) {
		try {
			this.command.prepare(generation, directory);
			this.events.accept((fleet, now) -> fleet.prepared(generation));
		}
		catch (FileSystemException ex) {
			notPrepared(generation, ex.toString());
		}
		catch (IOException ex) {
			notPrepared(generation, String.valueOf(ex.getMessage()));
		}
		catch (RuntimeException | Error ex) {
			notPrepared(generation, ex.toString());
			this.log.add(() -> logger.error("Generation {} could not be prepared", generation, ex));
		}
	}

	private void notPrepared(int generation, String reason) {
		this.events.accept((fleet, now) -> fleet.notPrepared(generation, reason));
	}

	/**
	 * On a thread of its own each time, as one that hangs must not keep the next one from
	 * being made.
	 */
	private void start(Runnable work) {
		endPreparation(Duration.ZERO);
		Thread thread = daemon(work, "cluster-prepare");
		thread.start();
		this.preparation = thread;
	}

	private static Thread daemon(Runnable work, String name) {
		Thread thread = new Thread(work, name);
		thread.setDaemon(true);
		return thread;
	}

	void discard(Set<Integer> gone) {
		inBackground(() -> this.command.discard(gone));
	}

	/**
	 * Tells that a worker takes connections.
	 */
	void listening(int worker) {
		inBackground(() -> this.command.listening(worker));
	}

	private void inBackground(Runnable work) {
		try {
			this.housekeeping.execute(() -> attempt(work));
		}
		catch (RejectedExecutionException | Error ex) {
			logger.debug("What workers are started from is not looked after", ex);
		}
	}

	private void attempt(Runnable work) {
		try {
			work.run();
		}
		catch (RuntimeException | Error ex) {
			this.log.add(() -> logger.error("What workers are started from could not be looked after", ex));
		}
	}

	/**
	 * Has what is being copied given up, before the directory is removed that it is
	 * copied to.
	 */
	void endPreparation() {
		endPreparation(PATIENCE);
	}

	/**
	 * Removes what there is, if that is done soon: it may wait for a copy that hangs.
	 */
	void close() {
		this.housekeeping.shutdown();
		try {
			Thread thread = daemon(() -> attempt(this.command::close), "cluster-close");
			thread.start();
			join(thread, PATIENCE);
		}
		catch (Error ex) {
			this.log.add(() -> logger.debug("What workers were started from is not removed", ex));
		}
	}

	/**
	 * Has what is being copied given up, and removed if that is done soon.
	 */
	private void endPreparation(Duration patience) {
		Thread preparation = this.preparation;
		if (preparation != null) {
			preparation.interrupt();
			join(preparation, patience);
		}
	}

	private static void join(Thread thread, Duration patience) {
		try {
			thread.join(Math.max(1, patience.toMillis()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
