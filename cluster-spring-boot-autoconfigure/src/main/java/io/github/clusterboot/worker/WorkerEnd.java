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

package io.github.clusterboot.worker;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.worker.Worker.PrimaryEvents;

/**
 * How a worker's process ends when the primary wants it to, or is gone. The end itself is
 * {@link System#exit}, on a thread of its own: it runs the application's shutdown hooks,
 * which may need the event loop.
 */
public final class WorkerEnd implements PrimaryEvents {

	private static final Logger logger = LoggerFactory.getLogger(WorkerEnd.class);

	private static final int ORPHANED = 1;

	private final Duration patience;

	/**
	 * Creates the end of a worker.
	 * @param patience how long a worker whose primary is gone may take to exit before it
	 * is halted, as nobody else would do it
	 */
	public WorkerEnd(Duration patience) {
		this.patience = patience;
	}

	@Override
	public void disconnect(Worker worker, Duration timeout) {
		exit("cluster-disconnect", 0, () -> worker.drain(timeout));
	}

	@Override
	public void primaryIsGone(Worker worker) {
		Thread watchdog = new Thread(this::haltLater, "cluster-orphan-watchdog");
		watchdog.setDaemon(true);
		watchdog.start();
		exit("cluster-orphan", ORPHANED, () -> {
			logger.error("The primary is gone; this worker ends");
			worker.drain(this.patience);
		});
	}

	private static void exit(String threadName, int code, Runnable before) {
		new Thread(() -> {
			try {
				before.run();
			}
			finally {
				System.exit(code);
			}
		}, threadName).start();
	}

	private void haltLater() {
		try {
			Thread.sleep(this.patience.toMillis());
		}
		catch (InterruptedException ex) {
			// halt at once
		}
		Runtime.getRuntime().halt(ORPHANED);
	}

}
