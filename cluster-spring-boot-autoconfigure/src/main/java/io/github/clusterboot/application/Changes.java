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

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ClusterException;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.LoggedEvent;

/**
 * The changes that were begun and wait for the events that end them. Thread-safe.
 */
final class Changes {

	/**
	 * The events after which the cluster may be as it was scaled.
	 */
	private static final Set<String> SCALING = Set.of("SCALING", "LISTENING", "EXITED", "GIVEN_UP");

	private static final String ENDED = "this worker exits; the change goes on without it";

	/**
	 * Those that an event ends.
	 */
	private final List<Change<LoggedEvent>> pending = new CopyOnWriteArrayList<>();

	/**
	 * Those of the number of workers, which the state of the cluster ends.
	 */
	private final List<Change<ClusterStatus>> scalings = new CopyOnWriteArrayList<>();

	private volatile boolean ended;

	/**
	 * Waits for the end of a worker, or for that of its replacement if it is kept then.
	 * @param id the id of the worker
	 * @param slot its slot where it is kept if its replacement fails, else {@code null}
	 */
	CompletableFuture<Void> exit(int id, @Nullable Integer slot) {
		return begin(this.pending, (event, exit) -> {
			if (event.type().equals("EXITED") && Integer.valueOf(id).equals(event.worker())) {
				exit.complete(null);
			}
			else if (event.type().equals("REPLACING_FAILED") && slot != null && slot.equals(event.slot())) {
				fail(exit, String.valueOf(event.reason()));
			}
		});
	}

	/**
	 * Waits for the end of a reload.
	 */
	CompletableFuture<Void> reload(int generation) {
		return begin(this.pending, (event, reload) -> {
			boolean about = Integer.valueOf(generation).equals(event.generation());
			if (about && event.type().equals("RELOADED")) {
				reload.complete(null);
			}
			else if (about && event.type().equals("RELOAD_FAILED")) {
				fail(reload, String.valueOf(event.reason()));
			}
		});
	}

	/**
	 * Waits until the cluster is as it was scaled.
	 */
	CompletableFuture<Void> scale(int wanted) {
		return begin(this.scalings, (status, scaling) -> {
			List<String> states = status.workers().stream().map(ClusterStatus.Worker::state).toList();
			if (status.wanted() != wanted) {
				fail(scaling, "the number of workers that are wanted is %d meanwhile".formatted(status.wanted()));
			}
			else if (states.contains("FAILED")) {
				fail(scaling, "a slot has failed too often and is given up");
			}
			else if (Collections.frequency(states, "LISTENING") == wanted && !states.contains("DRAINING")) {
				scaling.complete(null);
			}
		});
	}

	private <T> CompletableFuture<Void> begin(List<Change<T>> changes, BiConsumer<T, CompletableFuture<Void>> rule) {
		Change<T> change = new Change<>(rule, new CompletableFuture<>());
		changes.add(change);
		if (this.ended) {
			fail(change.future(), ENDED);
		}
		return change.future();
	}

	private static void fail(CompletableFuture<Void> change, String reason) {
		change.completeExceptionally(new ClusterException(reason));
	}

	/**
	 * This worker is to exit, and must not wait for what comes after that.
	 */
	void end() {
		this.ended = true;
		this.pending.forEach((change) -> fail(change.future(), ENDED));
		this.scalings.forEach((change) -> fail(change.future(), ENDED));
	}

	/**
	 * Something has happened.
	 */
	void happened(LoggedEvent event) {
		look(this.pending, event);
	}

	/**
	 * Whether what the cluster is like is to be looked at after an event.
	 */
	boolean isToBeChecked(LoggedEvent event) {
		return !this.scalings.isEmpty() && SCALING.contains(event.type());
	}

	void check(ClusterStatus status) {
		look(this.scalings, status);
	}

	private static <T> void look(List<Change<T>> changes, T fact) {
		changes.forEach((change) -> change.rule().accept(fact, change.future()));
		changes.removeIf((change) -> change.future().isDone());
	}

	/**
	 * A change that was begun.
	 *
	 * @param <T> what ends it
	 * @param rule completes the future when something has ended the change
	 * @param future what becomes of the change
	 */
	private record Change<T>(BiConsumer<T, CompletableFuture<Void>> rule, CompletableFuture<Void> future) {
	}

}
