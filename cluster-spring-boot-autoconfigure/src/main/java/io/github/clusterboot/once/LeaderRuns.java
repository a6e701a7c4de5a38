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

package io.github.clusterboot.once;

import java.io.IOException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.worker.Worker;

/**
 * What this worker runs as the leader. An application that was processed ahead of time
 * may run unclustered, and then runs all. Thread-safe.
 */
final class LeaderRuns {

	private static final Logger logger = LoggerFactory.getLogger(LeaderRuns.class);

	private final Supplier<@Nullable Worker> worker;

	private volatile boolean named;

	LeaderRuns(Supplier<@Nullable Worker> worker) {
		this.worker = worker;
	}

	/**
	 * Begins a run, which {@link #end()} ends.
	 * @return {@code false} if it is not for this worker
	 */
	boolean begin() {
		Worker worker = this.worker.get();
		if (worker == null) {
			return true;
		}
		if (!this.named) {
			awaitNaming(worker);
		}
		return worker.leader().begin();
	}

	/**
	 * The first worker is named while it starts. An answer of the primary comes behind
	 * that.
	 */
	private void awaitNaming(Worker worker) {
		try {
			worker.status();
			this.named = true;
		}
		catch (IOException ex) {
			logger.warn("The primary does not say who is the leader, so that this worker is taken for none", ex);
		}
	}

	void end() {
		Worker worker = this.worker.get();
		if (worker != null) {
			worker.leader().end();
		}
	}

}
