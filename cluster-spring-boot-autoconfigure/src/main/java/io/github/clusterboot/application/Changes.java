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

	private static final Result ENDED = new Result("this worker exits; the change goes on without it");

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
		return begin(this.pending, (event) -> {
			if (event.type().equals("EXITED") && Integer.valueOf(id).equals(event.worker())) {
				return Result.DONE;
			}
			boolean kept = event.type().equals("REPLACING_FAILED") && slot != null && slot.equals(event.slot());
			return kept ? Result.failed(event) : null;
		});
	}

	/**
	 * Waits for the end of a reload.
	 */
	CompletableFuture<Void> reload(int generation) {
		return begin(this.pending, (event) -> {
			if (!Integer.valueOf(generation).equals(event.generation())) {
				return null;
			}
			return switch (event.type()) {
				case "RELOADED" -> Result.DONE;
				case "RELOAD_FAILED" -> Result.failed(event);
				default -> null;
			};
		});
	}

	/**
	 * Waits until the cluster is as it was scaled.
	 */
	CompletableFuture<Void> scale(int wanted) {
		return begin(this.scalings, (status) -> scaled(wanted, status));
	}

	private <T> CompletableFuture<Void> begin(List<Change<T>> changes, Rule<T> rule) {
		Change<T> change = new Change<>(rule, new CompletableFuture<>());
		changes.add(change);
		if (this.ended) {
			ENDED.end(change.future());
		}
		return change.future();
	}

	/**
	 * This worker is to exit, and must not wait for what comes after that.
	 */
	void end() {
		this.ended = true;
		this.pending.forEach((change) -> ENDED.end(change.future()));
		this.scalings.forEach((change) -> ENDED.end(change.future()));
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
		for (Change<T> change : changes) {
			Result result = change.rule().after(fact);
			if (result != null && changes.remove(change)) {
				result.end(change.future());
			}
		}
	}

	private static @Nullable Result scaled(int wanted, ClusterStatus status) {
		if (status.wanted() != wanted) {
			return new Result("the number of workers that are wanted is %d meanwhile".formatted(status.wanted()));
		}
		List<String> states = status.workers().stream().map(ClusterStatus.Worker::state).toList();
		if (states.contains("FAILED")) {
			return new Result("a slot has failed too often and is given up");
		}
		boolean done = Collections.frequency(states, "LISTENING") == wanted && !states.contains("DRAINING");
		return done ? Result.DONE : null;
	}

	/**
	 * A change that was begun.
	 *
	 * @param <T> what ends it
	 * @param rule tells when it is done
	 * @param future is completed then
	 */
	private record Change<T>(Rule<T> rule, CompletableFuture<Void> future) {
	}

	/**
	 * Tells what becomes of a change.
	 *
	 * @param <T> what ends it
	 */
	private interface Rule<T> {

		@Nullable Result after(T fact);

	}

	/**
	 * What became of a change.
	 *
	 * @param failure why it is not done, or {@code null} if it is
	 */
	record Result(@Nullable String failure) {

		static final Result DONE = new Result(null);

		static Result failed(LoggedEvent event) {
			return new Result(String.valueOf(event.reason()));
		}

		void end(CompletableFuture<Void> future) {
			if (this.failure == null) {
				future.complete(null);
			}
			else {
				future.completeExceptionally(new ClusterException(this.failure));
			}
		}

	}

}
