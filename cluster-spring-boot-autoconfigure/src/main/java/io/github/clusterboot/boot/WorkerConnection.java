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

package io.github.clusterboot.boot;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ipc.NativeTransport;
import io.github.clusterboot.jvm.WorkerMarker;
import io.github.clusterboot.worker.OomScore;
import io.github.clusterboot.worker.Worker;
import io.github.clusterboot.worker.WorkerEnd;

/**
 * The connection of this JVM to its primary. It is made in the background while the
 * environment of the application is prepared, which takes as long.
 */
final class WorkerConnection {

	private static @Nullable WorkerConnection ofThisJvm;

	private final WorkerMarker marker;

	private final WorkerEnd end = new WorkerEnd();

	private final FutureTask<Worker> task;

	private WorkerConnection(WorkerMarker marker) {
		this.marker = marker;
		this.task = new FutureTask<>(() -> {
			OomScore.raise();
			return new Worker(NativeTransport.load(), marker.id(), marker.privateDirectory(), this.end);
		});
	}

	/**
	 * Begins to connect this JVM, unless that was done before.
	 * @param marker the marker of this JVM
	 * @return the connection
	 */
	static synchronized WorkerConnection begin(WorkerMarker marker) {
		WorkerConnection connection = ofThisJvm;
		if (connection == null) {
			connection = new WorkerConnection(marker);
			Thread thread = new Thread(connection.task, "cluster-connect");
			thread.setDaemon(true);
			thread.start();
			ofThisJvm = connection;
		}
		return connection;
	}

	/**
	 * What ends this JVM if the primary wants it to.
	 */
	WorkerEnd end() {
		return this.end;
	}

	/**
	 * Waits for the connection.
	 * @return this JVM as a worker
	 * @throws IllegalStateException if there is none, which ends this JVM: beside others
	 * that share a port it must not open one of its own
	 */
	Worker await() {
		try {
			return this.task.get();
		}
		catch (ExecutionException ex) {
			throw failure(ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failure(ex);
		}
	}

	private IllegalStateException failure(@Nullable Throwable cause) {
		String reason = (cause instanceof NativeTransport.UnavailableException)
				? "no native transport works here, " + cause.getMessage() : String.valueOf(cause);
		return new IllegalStateException("Worker %d cannot reach its primary: %s".formatted(this.marker.id(), reason),
				cause);
	}

}
