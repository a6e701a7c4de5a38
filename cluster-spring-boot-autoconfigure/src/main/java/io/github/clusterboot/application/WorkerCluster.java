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

package io.github.clusterboot.application;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;

import io.github.clusterboot.ClusterException;
import io.github.clusterboot.ClusterWorker;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.LoggedEvent;
import io.github.clusterboot.ipc.Message.Command.Action;
import io.github.clusterboot.ipc.Message.CommandResult.Outcome;
import io.github.clusterboot.messaging.Messages;
import io.github.clusterboot.worker.Worker;

/**
 * The cluster as a worker sees it.
 */
final class WorkerCluster extends MessagingCluster implements DisposableBean {

	private final Worker worker;

	private final Changes changes = new Changes();

	/**
	 * Application code may go on here: the thread that receives what the primary says
	 * must not wait.
	 */
	private final ExecutorService threads = Executors
		.newCachedThreadPool(new DefaultThreadFactory("cluster-changes", true));

	private final List<Runnable> ends;

	/**
	 * Creates the cluster.
	 * @param worker this process
	 * @param messages sends messages
	 */
	WorkerCluster(Worker worker, Messages messages) {
		super(worker, messages);
		this.worker = worker;
		this.ends = List.of(worker.onEvent(this::happened), worker.onDrain(this.changes::end));
	}

	@Override
	public void destroy() {
		this.ends.forEach(Runnable::run);
		this.changes.end();
		this.locks.close();
		this.threads.shutdown();
	}

	private void happened(LoggedEvent event) {
		this.changes.happened(event);
		if (this.changes.isToBeChecked(event)) {
			check();
		}
	}

	/**
	 * Where the primary does not answer there will be another event.
	 */
	private void check() {
		this.worker.askStatus().thenAccept(this.changes::check);
	}

	@Override
	public boolean isClustered() {
		return true;
	}

	@Override
	public ClusterWorker self() {
		return find(this.worker.id(), status());
	}

	@Override
	public List<ClusterWorker> workers() {
		return status().workers().stream().filter(WorkerCluster::lives).map(WorkerCluster::worker).toList();
	}

	@Override
	public int wanted() {
		return status().wanted();
	}

	@Override
	public boolean isLeader() {
		return this.worker.leader().isLeader();
	}

	private ClusterStatus status() {
		try {
			return this.worker.status();
		}
		catch (IOException ex) {
			throw new ClusterException("the primary does not answer", ex);
		}
	}

	private static ClusterWorker find(int id, ClusterStatus status) {
		return status.workers()
			.stream()
			.filter((each) -> each.id() == id && lives(each))
			.findFirst()
			.map(WorkerCluster::worker)
			.orElseThrow(() -> new ClusterException("there is no worker " + id));
	}

	private static boolean lives(ClusterStatus.Worker worker) {
		return !worker.state().equals("FAILED");
	}

	private static ClusterWorker worker(ClusterStatus.Worker worker) {
		Long pid = worker.pid();
		return new ClusterWorker(worker.id(), worker.slot(), (pid != null) ? pid : 0, worker.generation(),
				ClusterWorker.State.valueOf(worker.state()), Boolean.TRUE.equals(worker.leader()));
	}

	@Override
	public CompletionStage<Void> scale(int workers) {
		return handOut(command(Action.SCALE, null, workers, () -> {
			CompletableFuture<Void> done = this.changes.scale(workers);
			check();
			return done;
		}));
	}

	@Override
	public CompletionStage<Void> reload() {
		return handOut(this.worker.command(Action.RELOAD, null, null, (result) -> {
			Integer generation = result.generation();
			return (generation != null) ? this.changes.reload(generation) : refused(result.message());
		}));
	}

	@Override
	public CompletionStage<Void> restart(int id) {
		return handOut(this.worker.askStatus().thenCompose((status) -> {
			int slot = find(id, status).slot();
			return command(Action.RESTART, id, null, () -> this.changes.exit(id, slot));
		}));
	}

	@Override
	public CompletionStage<Void> disconnect(int id) {
		return handOut(command(Action.DISCONNECT, id, null, () -> this.changes.exit(id, null)));
	}

	@Override
	public CompletionStage<Void> kill(int id) {
		return handOut(command(Action.KILL, id, null, () -> this.changes.exit(id, null)));
	}

	/**
	 * Waits for what follows if the primary does it.
	 */
	private CompletionStage<Void> command(Action action, @Nullable Integer id, @Nullable Integer workers,
			Supplier<CompletableFuture<Void>> change) {
		return this.worker.command(action, id, workers,
				(result) -> (result.outcome() == Outcome.ACCEPTED) ? change.get() : refused(result.message()));
	}

	/**
	 * What the application gets: completed on a thread of its own, and with the reason as
	 * it is.
	 */
	private CompletionStage<Void> handOut(CompletionStage<Void> change) {
		CompletableFuture<Void> handedOut = new CompletableFuture<>();
		change.whenComplete((done, failure) -> this.threads.execute(() -> {
			if (failure == null) {
				handedOut.complete(null);
			}
			else {
				handedOut.completeExceptionally(reason(failure));
			}
		}));
		return handedOut;
	}

	private static ClusterException reason(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		return (cause instanceof ClusterException known) ? known
				: new ClusterException("the primary does not answer", cause);
	}

	private static CompletableFuture<Void> refused(@Nullable String reason) {
		return CompletableFuture.failedFuture(new ClusterException(String.valueOf(reason)));
	}

}
