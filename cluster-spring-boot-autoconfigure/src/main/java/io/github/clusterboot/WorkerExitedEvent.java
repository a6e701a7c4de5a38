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

package io.github.clusterboot;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * A worker has exited, as Node's event {@code exit}.
 */
public final class WorkerExitedEvent extends WorkerEvent {

	@Serial
	private static final long serialVersionUID = 1;

	private final int code;

	private final @Nullable String signal;

	private final boolean exitedAfterDisconnect;

	/**
	 * Creates the event.
	 * @param cluster the cluster
	 * @param id the id of the worker
	 * @param slot its slot
	 * @param pid its process id
	 * @param generation its generation
	 * @param code its exit code
	 * @param signal the signal that ended it, or {@code null}
	 * @param exitedAfterDisconnect whether it had been asked to go
	 */
	public WorkerExitedEvent(Cluster cluster, int id, int slot, long pid, int generation, int code,
			@Nullable String signal, boolean exitedAfterDisconnect) {
		super(cluster, id, slot, pid, generation);
		this.code = code;
		this.signal = signal;
		this.exitedAfterDisconnect = exitedAfterDisconnect;
	}

	/**
	 * The exit code of the process.
	 * @return the code; 128 and the signal's number where a signal has ended it, as
	 * shells have it
	 */
	public int getCode() {
		return this.code;
	}

	/**
	 * The signal that has ended the process.
	 * @return the name, such as {@code SIGKILL}, or {@code null}
	 */
	public @Nullable String getSignal() {
		return this.signal;
	}

	/**
	 * Whether the worker had been asked to go (to be replaced, scaled down, disconnected
	 * or stopped), as Node's {@code worker.exitedAfterDisconnect}. One that has not is
	 * said to have crashed.
	 * @return whether it had
	 */
	public boolean isExitedAfterDisconnect() {
		return this.exitedAfterDisconnect;
	}

}
