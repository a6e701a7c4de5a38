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

package io.github.clusterboot.actuate;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ipc.Message.Command.Action;
import io.github.clusterboot.ipc.Message.CommandResult;
import io.github.clusterboot.worker.Worker;

/**
 * What can be done to the cluster, whichever way it is asked for. What is not refused is
 * done later.
 */
final class ClusterCommands {

	static final String WRONG_NUMBER_OF_WORKERS = "'workers' has to be a whole number from 1 to 1024";

	/**
	 * More workers than this are a slip of the finger.
	 */
	private static final int MOST_WORKERS = 1024;

	private final @Nullable Worker worker;

	ClusterCommands(@Nullable Worker worker) {
		this.worker = worker;
	}

	void reload() throws IOException {
		tell(Action.RELOAD, null, null);
	}

	void scale(int workers) throws IOException {
		if (workers < 1 || workers > MOST_WORKERS) {
			throw new RefusedException(RefusedException.BAD_INPUT, WRONG_NUMBER_OF_WORKERS);
		}
		tell(Action.SCALE, null, workers);
	}

	void change(int id, Action action) throws IOException {
		tell(action, id, null);
	}

	private void tell(Action action, @Nullable Integer id, @Nullable Integer workers) throws IOException {
		if (this.worker == null) {
			throw new RefusedException(RefusedException.CONFLICT, "this process is no worker of a cluster");
		}
		CommandResult result = this.worker.command(action, id, workers);
		switch (result.outcome()) {
			case ACCEPTED -> {
			}
			case UNKNOWN_WORKER ->
				throw new RefusedException(RefusedException.UNKNOWN_WORKER, String.valueOf(result.message()));
			case REFUSED -> throw new RefusedException(RefusedException.CONFLICT, String.valueOf(result.message()));
		}
	}

}
