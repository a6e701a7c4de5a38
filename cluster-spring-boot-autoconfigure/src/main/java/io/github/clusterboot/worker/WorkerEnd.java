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
import java.util.concurrent.atomic.AtomicBoolean;

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

	private static final int TERMINATED = 143;

	/**
	 * How long a worker whose primary is gone may take to finish its requests. Somebody
	 * may have started the application anew by then.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	/**
	 * How long after that it is halted, as nobody else would do it.
	 */
	private static final Duration HALT_AFTER = PATIENCE.multipliedBy(2);

	private final AtomicBoolean ending = new AtomicBoolean();

	@Override
	public void disconnect(Worker worker, Duration timeout) {
		this.ending.set(true);
		exit("cluster-disconnect", 0, () -> worker.drain(timeout));
	}

	/**
	 * Somebody has sent SIGTERM. A worker that drains already, or has nothing to drain,
	 * ends at once.
	 * @param worker the worker
	 * @param drainTimeout how long it may take to drain
	 */
	void terminate(Worker worker, Duration drainTimeout) {
		boolean drain = !this.ending.getAndSet(true) && worker.hasAccepted();
		exit("cluster-terminate", TERMINATED, () -> {
			if (drain) {
				worker.drain(drainTimeout);
			}
		});
	}

	@Override
	public void primaryIsGone(Worker worker) {
		this.ending.set(true);
		Thread watchdog = new Thread(WorkerEnd::haltLater, "cluster-orphan-watchdog");
		watchdog.setDaemon(true);
		watchdog.start();
		exit("cluster-orphan", ORPHANED, () -> {
			logger.error("The connection to the primary is lost; this worker ends");
			worker.drain(PATIENCE);
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

	private static void haltLater() {
		try {
			Thread.sleep(HALT_AFTER.toMillis());
		}
		catch (InterruptedException ex) {
			// halt at once
		}
		Runtime.getRuntime().halt(ORPHANED);
	}

}
