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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.github.clusterboot.ClusterException;
import io.github.clusterboot.boot.WorkersInJvm;
import io.github.clusterboot.ipc.ClusterStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Changes}.
 */
class ChangesTests {

	private final Changes changes = new Changes();

	@Test
	void restartIsDoneWhenTheOldWorkerHasExited() throws Exception {
		CompletableFuture<Void> restart = this.changes.exit(3, 1);
		this.changes.happened(Events.ofWorker("LISTENING", 5, 1));
		this.changes.happened(Events.exited(4, 0, 0, null, true));
		this.changes.happened(Events.ofWorker("DISCONNECTED", 3, 1));
		this.changes.happened(Events.ofSlot("REPLACING_FAILED", 0, "another one"));
		assertThat(restart).isNotDone();
		this.changes.happened(Events.exited(3, 1, 0, null, true));
		done(restart);
	}

	@Test
	void restartFailsWhereTheWorkerIsKept() {
		CompletableFuture<Void> restart = this.changes.exit(3, 1);
		this.changes.happened(Events.ofSlot("REPLACING_FAILED", 1, "worker 5 exited with code 1"));
		failed(restart, "worker 5 exited with code 1");
	}

	@Test
	void killIsNotEndedByAReplacementThatFails() throws Exception {
		CompletableFuture<Void> kill = this.changes.exit(3, null);
		this.changes.happened(Events.ofSlot("REPLACING_FAILED", 1, "reason"));
		assertThat(kill).isNotDone();
		this.changes.happened(Events.exited(3, 1, 137, "SIGKILL", false));
		done(kill);
	}

	@Test
	void reloadIsDoneWhenThatOfItsGenerationHasSucceeded() throws Exception {
		CompletableFuture<Void> first = this.changes.reload(2);
		CompletableFuture<Void> second = this.changes.reload(3);
		this.changes.happened(Events.ofReload("RELOADING", 2, null));
		this.changes.happened(Events.ofWorker("LISTENING", 5, 1));
		assertThat(first).isNotDone();
		this.changes.happened(Events.ofReload("RELOADED", 2, null));
		done(first);
		assertThat(second).isNotDone();
		this.changes.happened(Events.ofReload("RELOAD_FAILED", 3, "it is no readable jar"));
		failed(second, "it is no readable jar");
	}

	@Test
	void scalingIsDoneWhenAsManyListenAndNoneDrains() throws Exception {
		CompletableFuture<Void> scaling = this.changes.scale(2);
		for (List<String> states : List.of(List.of("LISTENING"), List.of("LISTENING", "ONLINE"),
				List.of("LISTENING", "LISTENING", "DRAINING"), List.of("LISTENING", "LISTENING", "LISTENING"))) {
			this.changes.check(status(2, states));
			assertThat(scaling).isNotDone();
		}
		this.changes.check(status(2, List.of("LISTENING", "LISTENING", "ONLINE")));
		done(scaling);
	}

	@Test
	void scalingFailsWhereTheNumberIsChangedOrASlotIsGivenUp() {
		CompletableFuture<Void> changed = this.changes.scale(2);
		this.changes.check(status(3, List.of("LISTENING", "LISTENING")));
		failed(changed, "the number of workers that are wanted is 3 meanwhile");
		CompletableFuture<Void> givenUp = this.changes.scale(2);
		this.changes.check(status(2, List.of("LISTENING", "FAILED")));
		failed(givenUp, "a slot has failed too often and is given up");
	}

	@Test
	void theClusterIsLookedAtOnlyWhereThatCanEndAScaling() {
		assertThat(this.changes.isToBeChecked(Events.ofWorker("LISTENING", 1, 0))).isFalse();
		CompletableFuture<Void> scaling = this.changes.scale(1);
		assertThat(this.changes.isToBeChecked(Events.ofWorker("LISTENING", 1, 0))).isTrue();
		assertThat(this.changes.isToBeChecked(Events.ofWorker("FORKED", 1, 0))).isFalse();
		this.changes.check(status(1, List.of("LISTENING")));
		assertThat(scaling).succeedsWithin(Duration.ofSeconds(10));
		assertThat(this.changes.isToBeChecked(Events.ofWorker("LISTENING", 1, 0))).isFalse();
	}

	@Test
	void nothingIsWaitedForOnceThisWorkerIsToExit() {
		List<CompletableFuture<Void>> before = List.of(this.changes.exit(3, null), this.changes.scale(2));
		this.changes.end();
		before.forEach((change) -> failed(change, "this worker exits; the change goes on without it"));
		failed(this.changes.reload(2), "this worker exits; the change goes on without it");
	}

	private static void done(CompletableFuture<Void> change) throws Exception {
		change.get(10, TimeUnit.SECONDS);
	}

	private static void failed(CompletableFuture<Void> change, String reason) {
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> change.get(10, TimeUnit.SECONDS))
			.havingCause()
			.isInstanceOf(ClusterException.class)
			.withMessage(reason);
	}

	private static ClusterStatus status(int wanted, List<String> states) {
		List<ClusterStatus.Worker> workers = IntStream.range(0, states.size())
			.mapToObj((slot) -> WorkersInJvm.worker(slot + 1, slot, states.get(slot)))
			.toList();
		return new ClusterStatus(new ClusterStatus.Primary(1, Instant.EPOCH, Duration.ZERO), "os", 1, wanted, 0, 0,
				List.of(), new ClusterStatus.Reload("NONE", 0, null), workers);
	}

}
