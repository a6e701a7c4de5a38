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

package io.github.clusterboot.metrics;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import io.github.clusterboot.actuate.PrimaryQuestion;
import io.github.clusterboot.ipc.ClusterStatus;

/**
 * Keeps what a worker has counted at its end, and folds together what is kept of workers
 * that are gone.
 */
public final class CountsKeeper implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(CountsKeeper.class);

	private final WorkerMetrics metrics;

	private final KeptCounts kept;

	private final PrimaryQuestion<ClusterStatus> status;

	private final Duration patience;

	private volatile boolean running;

	/**
	 * Creates the keeper.
	 * @param metrics what this worker has measured
	 * @param kept where counts are kept
	 * @param status asks the primary which workers there are
	 * @param patience how long to wait for the primary
	 */
	public CountsKeeper(WorkerMetrics metrics, KeptCounts kept, PrimaryQuestion<ClusterStatus> status,
			Duration patience) {
		this.metrics = metrics;
		this.kept = kept;
		this.status = status;
		this.patience = patience;
	}

	/**
	 * Each start of a worker tidies up after others, so that files do not pile up where
	 * nobody scrapes.
	 */
	@Override
	public void start() {
		this.running = true;
		foldGone(this.kept.workers());
	}

	/**
	 * Folds the counts of those workers that are gone.
	 * @param workers workers of whom there were files before this was called: of one that
	 * started since, the primary would have to be asked again
	 */
	void foldGone(Collection<Integer> workers) {
		if (workers.isEmpty()) {
			return;
		}
		try {
			Set<Integer> alive = this.status.ask(this.patience)
				.workers()
				.stream()
				.filter((worker) -> worker.pid() != null)
				.map(ClusterStatus.Worker::id)
				.collect(Collectors.toSet());
			List<Integer> gone = workers.stream().filter((worker) -> !alive.contains(worker)).toList();
			this.kept.fold(gone);
		}
		catch (IOException ex) {
			logger.debug("It is not known which workers are gone", ex);
		}
	}

	@Override
	public void stop() {
		this.running = false;
		try {
			this.metrics.measure();
		}
		catch (RuntimeException ex) {
			logger.warn("What this worker has counted last is lost", ex);
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Stopped after everything that may still count.
	 */
	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

}
