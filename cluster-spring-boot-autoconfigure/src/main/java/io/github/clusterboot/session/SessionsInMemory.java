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

package io.github.clusterboot.session;

import java.io.IOException;
import java.util.concurrent.Semaphore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.worker.OncePerLaunch;
import io.github.clusterboot.worker.Worker;

/**
 * Warns, once for all workers, when a session is created that the others do not know.
 * Thread-safe.
 */
public final class SessionsInMemory {

	private static final Logger logger = LoggerFactory.getLogger(SessionsInMemory.class);

	private static final String MARKER = "sessions-in-memory";

	private final Worker worker;

	private final String reason;

	/**
	 * Is taken for good by who has warned.
	 */
	private final Semaphore turn = new Semaphore(1);

	/**
	 * Creates the warning.
	 * @param worker knows how many workers there are
	 * @param reason why sessions are in memory
	 */
	public SessionsInMemory(Worker worker, String reason) {
		this.worker = worker;
		this.reason = reason;
	}

	/**
	 * A session was created. That must not wait for the primary.
	 */
	public void created() {
		if (this.turn.tryAcquire()) {
			new Thread(this::warnIfThereAreOthers, "cluster-session-warning").start();
		}
	}

	private void warnIfThereAreOthers() {
		boolean warned = false;
		try {
			ClusterStatus status = this.worker.status();
			int workers = status.wanted() + status.standby();
			if (workers > 1) {
				warned = true;
				if (OncePerLaunch.isFirst(this.worker, MARKER)) {
					warn(workers);
				}
			}
		}
		catch (IOException ex) {
			logger.debug("The number of workers is unknown", ex);
		}
		finally {
			if (!warned) {
				this.turn.release();
			}
		}
	}

	private void warn(int workers) {
		logger.warn("A session was created in the memory of this worker, one of {}, and no other one knows it: "
				+ "a login, or whatever else it holds, is lost when the next request reaches another worker. "
				+ "Sessions are in memory because no Redis is configured and {}. "
				+ "Either point spring.data.redis.url at a Redis, or, for development, install redis-server or add "
				+ "com.github.codemonstur:embedded-redis to the class path", workers, this.reason);
	}

}
