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
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.DaemonThreads;
import io.github.clusterboot.jvm.WorkerCommand;

/**
 * Has copies made of what workers run, looked after and removed. All of that asks the
 * file system, which may take long or never answer, so that nobody waits for it.
 */
final class Generations {

	static final int FIRST = 1;

	private static final Logger logger = LoggerFactory.getLogger(Generations.class);

	/**
	 * How long the end waits for a copy that is given up, and for the copies' removal.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final WorkerCommand command;

	private final Consumer<Event> events;

	private final ExecutorService housekeeping = DaemonThreads.executor("cluster-housekeeping");

	private @Nullable Thread preparation;

	Generations(WorkerCommand command, Consumer<Event> events) {
		this.command = command;
		this.events = events;
	}

	/**
	 * Makes a copy, on a thread of its own each time: one that hangs must not keep the
	 * next one from being made.
	 */
	void prepare(int generation, Path directory) {
		if (this.preparation != null) {
			this.preparation.interrupt();
		}
		this.preparation = DaemonThreads.start("cluster-prepare", () -> prepareNow(generation, directory));
	}

	private void prepareNow(int generation, Path directory) {
		try {
			this.command.prepare(generation, directory);
			this.events.accept(
					(generation == FIRST) ? (fleet, now) -> fleet.begin() : (fleet, now) -> fleet.prepared(generation));
		}
		catch (IOException | RuntimeException | Error ex) {
			logger.debug("Generation {} could not be prepared", generation, ex);
			notPrepared(generation, directory, ex.toString());
		}
	}

	/**
	 * A first generation that cannot be copied runs in place: better a cluster whose jar
	 * must not be overwritten than none.
	 */
	private void notPrepared(int generation, Path directory, String reason) {
		if (generation > FIRST) {
			this.events.accept((fleet, now) -> fleet.notPrepared(generation, reason));
			return;
		}
		this.events.accept((fleet, now) -> fleet.begin());
		if (!Thread.currentThread().isInterrupted()) {
			logger.warn("The application could not be copied to {} and is run in place: do not overwrite it while the "
					+ "cluster runs ({})", directory, reason);
		}
	}

	void discard(Set<Integer> gone) {
		this.housekeeping.execute(() -> this.command.discard(gone));
	}

	/**
	 * Tells that a worker takes connections.
	 */
	void listening(int worker) {
		this.housekeeping.execute(() -> this.command.listening(worker));
	}

	/**
	 * Gives up what is being copied, and removes what there is, if that is done soon.
	 */
	void close() {
		try {
			Thread preparation = this.preparation;
			if (preparation != null) {
				preparation.interrupt();
				preparation.join(PATIENCE.toMillis());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.housekeeping.execute(this.command::close);
		DaemonThreads.end(this.housekeeping, PATIENCE);
	}

}
