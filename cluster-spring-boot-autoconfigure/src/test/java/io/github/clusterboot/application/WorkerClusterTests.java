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

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.clusterboot.ClusterException;
import io.github.clusterboot.ClusterWorker;
import io.github.clusterboot.ClusterWorker.State;
import io.github.clusterboot.boot.WorkersInJvm;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.LockMessage;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.Message.Command;
import io.github.clusterboot.ipc.Message.CommandResult;
import io.github.clusterboot.ipc.Message.CommandResult.Outcome;
import io.github.clusterboot.ipc.SchedulingPolicy;
import io.github.clusterboot.worker.InJvmPrimary;
import io.github.clusterboot.worker.Worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link WorkerCluster}.
 */
class WorkerClusterTests {

	private InJvmPrimary primary;

	private Worker worker;

	private WorkerCluster cluster;

	private volatile int wanted = 2;

	private volatile List<ClusterStatus.Worker> workers = List.of(WorkersInJvm.worker(1, 0, "LISTENING"),
			WorkersInJvm.worker(3, 1, "DRAINING"), WorkersInJvm.worker(4, 1, "ONLINE"),
			WorkersInJvm.worker(2, 2, "FAILED"));

	@BeforeEach
	void connect() throws Exception {
		this.primary = new InJvmPrimary(SchedulingPolicy.OS);
		this.primary.answer((message) -> {
			if (message instanceof Message.StatusQuery query) {
				return new Message.Status(query.request(), status());
			}
			return (message instanceof Command command) ? result(command) : null;
		});
		this.worker = this.primary.connectWorker();
		this.cluster = new WorkerCluster(this.worker, null);
		this.primary.awaitMessage(Message.Subscription.class, 1);
	}

	@AfterEach
	void close() throws Exception {
		this.cluster.destroy();
		this.primary.close();
	}

	private ClusterStatus status() {
		return new ClusterStatus(new ClusterStatus.Primary(1, Instant.EPOCH, Duration.ZERO), "os", 1, this.wanted, 0, 0,
				List.of(), new ClusterStatus.Reload("NONE", 0, null), this.workers);
	}

	private CommandResult result(Command command) {
		Integer id = command.worker();
		if (id != null && id > 4) {
			return new CommandResult(command.request(), Outcome.UNKNOWN_WORKER, "there is no worker " + id, null);
		}
		if (command.action() == Command.Action.DISCONNECT) {
			return new CommandResult(command.request(), Outcome.REFUSED, "worker 1 is the only one", null);
		}
		return new CommandResult(command.request(), Outcome.ACCEPTED, null,
				(command.action() == Command.Action.RELOAD) ? 7 : null);
	}

	@Test
	void workersAreThoseThatLive() {
		assertThat(this.cluster.isClustered()).isTrue();
		assertThat(this.cluster.wanted()).isEqualTo(2);
		assertThat(this.cluster.workers()).containsExactly(new ClusterWorker(1, 0, 1, 1, State.LISTENING, false),
				new ClusterWorker(3, 1, 1, 1, State.DRAINING, false),
				new ClusterWorker(4, 1, 1, 1, State.ONLINE, false));
		assertThat(this.cluster.self().id()).isEqualTo(1);
		assertThat(this.cluster.isLeader()).isFalse();
	}

	@Test
	void reloadIsDoneWithItsGeneration() throws Exception {
		CompletionStage<Void> reload = this.cluster.reload();
		this.primary.awaitMessage(Command.class, 1);
		this.primary.send(new Message.Happened(Events.ofReload("RELOAD_FAILED", 6, "another one")));
		this.primary.send(new Message.Happened(Events.ofReload("RELOADED", 7, null)));
		done(reload);
	}

	@Test
	void restartIsDoneWhenTheWorkerIsGone() throws Exception {
		CompletionStage<Void> restart = this.cluster.restart(1);
		this.primary.awaitMessage(Command.class, 1);
		assertThat(restart.toCompletableFuture()).isNotDone();
		this.primary.send(new Message.Happened(Events.exited(1, 0, 0, null, true)));
		done(restart);
	}

	@Test
	void restartFailsWhereTheWorkerIsKept() {
		CompletionStage<Void> restart = this.cluster.restart(1);
		this.primary.awaitMessage(Command.class, 1);
		this.primary.send(new Message.Happened(Events.ofSlot("REPLACING_FAILED", 0, "the reason")));
		failed(restart, "the reason");
	}

	@Test
	void killIsDoneWhenTheWorkerIsGone() throws Exception {
		CompletionStage<Void> kill = this.cluster.kill(1);
		this.primary.awaitMessage(Command.class, 1);
		this.primary.send(new Message.Happened(Events.exited(1, 0, 137, "SIGKILL", false)));
		done(kill);
	}

	@Test
	void scalingIsDoneWhenTheClusterIsAsWanted() throws Exception {
		this.wanted = 3;
		this.workers = List.of(WorkersInJvm.worker(1, 0, "LISTENING"), WorkersInJvm.worker(4, 1, "LISTENING"));
		CompletionStage<Void> scaling = this.cluster.scale(3);
		this.primary.awaitMessage(Message.StatusQuery.class, 1);
		this.workers = List.of(WorkersInJvm.worker(1, 0, "LISTENING"), WorkersInJvm.worker(4, 1, "LISTENING"),
				WorkersInJvm.worker(5, 2, "LISTENING"));
		this.primary.send(new Message.Happened(Events.ofWorker("LISTENING", 5, 2)));
		done(scaling);
	}

	@Test
	void scalingToWhatThereIsIsDoneAtOnce() throws Exception {
		this.workers = List.of(WorkersInJvm.worker(1, 0, "LISTENING"), WorkersInJvm.worker(4, 1, "LISTENING"));
		done(this.cluster.scale(2));
	}

	@Test
	void whatIsRefusedFailsWithTheReason() {
		failed(this.cluster.kill(9), "there is no worker 9");
		failed(this.cluster.restart(9), "there is no worker 9");
		failed(this.cluster.disconnect(1), "worker 1 is the only one");
	}

	@Test
	void whoGoesOnMayAskThePrimary() throws Exception {
		CompletionStage<Integer> answer = this.cluster.kill(9).handle((done, failure) -> this.cluster.wanted());
		assertThat(answer.toCompletableFuture().get(4, TimeUnit.SECONDS)).isEqualTo(2);
	}

	@Test
	void nothingIsWaitedForOnceThisWorkerDrains() throws Exception {
		CompletionStage<Void> kill = this.cluster.kill(1);
		this.primary.awaitMessage(Command.class, 1);
		InJvmPrimary.drain(this.worker, Duration.ofSeconds(10)).get(10, TimeUnit.SECONDS);
		failed(kill, "this worker exits; the change goes on without it");
	}

	@Test
	void locksAreThoseOfTheClusterUntilItEnds() throws Exception {
		Lock lock = this.cluster.lock("x");
		FutureTask<?> waiter = new FutureTask<>(lock::lock, null);
		new Thread(waiter).start();
		this.primary.awaitMessage(LockMessage.Wanted.class, 1);
		this.cluster.destroy();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> waiter.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(ClusterException.class);
		this.primary.awaitMessage(LockMessage.Released.class, 1);
	}

	private static void done(CompletionStage<Void> change) throws Exception {
		change.toCompletableFuture().get(10, TimeUnit.SECONDS);
	}

	private static void failed(CompletionStage<Void> change, String reason) {
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> change.toCompletableFuture().get(10, TimeUnit.SECONDS))
			.havingCause()
			.isInstanceOf(ClusterException.class)
			.withMessage(reason);
	}

}
