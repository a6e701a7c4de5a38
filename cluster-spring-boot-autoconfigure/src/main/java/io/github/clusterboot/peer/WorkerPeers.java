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

package io.github.clusterboot.peer;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ClusterWorker;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.PeerClient;
import io.github.clusterboot.worker.Worker;

/**
 * Asks the other workers at their private doors. The primary knows who they are.
 */
public final class WorkerPeers implements Peers {

	private final @Nullable Worker worker;

	private final @Nullable ClusterWorker self;

	/**
	 * Creates the peers of a worker.
	 * @param worker this process as a worker; {@code null} outside a cluster, where there
	 * are no others
	 * @param self which worker this is; {@code null} outside a cluster
	 */
	public WorkerPeers(@Nullable Worker worker, @Nullable ClusterWorker self) {
		this.worker = worker;
		this.self = self;
	}

	@Override
	public List<PeerAnswer> ask(String resource, String query, Duration timeout) throws IOException {
		if (this.worker == null || this.self == null) {
			return List.of();
		}
		PeerClient client = this.worker.peers();
		List<Asked> asked = new ArrayList<>();
		for (ClusterStatus.Worker peer : this.worker.status(timeout).workers()) {
			if (peer.id() != this.self.id() && isUp(peer, client)) {
				asked.add(new Asked(peer, client.ask(peer.id(), resource, query, timeout)));
			}
		}
		List<PeerAnswer> answers = new ArrayList<>();
		for (Asked each : asked) {
			answers.add(each.await());
		}
		return answers;
	}

	/**
	 * A worker that comes up or ends has no door yet or no more, and is not missed.
	 */
	private static boolean isUp(ClusterStatus.Worker peer, PeerClient client) {
		return switch (peer.state()) {
			case "LISTENING" -> true;
			case "ONLINE", "DRAINING" -> client.isOpen(peer.id());
			default -> false;
		};
	}

	/**
	 * A worker that was asked.
	 *
	 * @param peer the worker
	 * @param answer what it will answer; fails in time by itself
	 */
	private record Asked(ClusterStatus.Worker peer, CompletableFuture<byte[]> answer) {

		PeerAnswer await() throws IOException {
			try {
				return new PeerAnswer(this.peer.id(), this.peer.slot(), this.answer.get(), null);
			}
			catch (ExecutionException ex) {
				Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
				return new PeerAnswer(this.peer.id(), this.peer.slot(), null, String.valueOf(cause.getMessage()));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IOException("Interrupted while the other workers were asked", ex);
			}
		}

	}

}
