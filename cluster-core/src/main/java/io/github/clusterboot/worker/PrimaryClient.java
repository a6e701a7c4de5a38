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

package io.github.clusterboot.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ipc.ClusterCounts;
import io.github.clusterboot.ipc.ClusterStatus;
import io.github.clusterboot.ipc.LoggedEvent;
import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.Message.Command.Action;
import io.github.clusterboot.ipc.Message.CommandResult;

/**
 * What a worker asks its primary. Thread-safe.
 */
public abstract class PrimaryClient {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final Requests requests = new Requests(this::send);

	PrimaryClient() {
	}

	/**
	 * Tells the primary something.
	 * @param message what is said
	 */
	public abstract void send(Message message);

	Requests requests() {
		return this.requests;
	}

	/**
	 * Asks the primary for the state of the cluster.
	 * @return the state
	 */
	public ClusterStatus status() throws IOException {
		return status(PATIENCE);
	}

	/**
	 * Asks the primary for the state of the cluster.
	 * @param patience how long to wait for it
	 * @return the state
	 */
	public ClusterStatus status(Duration patience) throws IOException {
		return ((Message.Status) this.requests.ask(Message.StatusQuery::new, patience)).status();
	}

	/**
	 * Asks the primary for the cluster in numbers.
	 * @param patience how long to wait for it
	 * @return the numbers
	 */
	public ClusterCounts counts(Duration patience) throws IOException {
		return ((Message.Counts) this.requests.ask(Message.CountsQuery::new, patience)).counts();
	}

	/**
	 * Asks the primary what has happened in the cluster.
	 * @param after the number of the last event that is known already; 0 for all
	 * @return the events, the newest one last
	 */
	public List<LoggedEvent> events(long after) throws IOException {
		return ((Message.Events) this.requests.ask((request) -> new Message.EventsQuery(request, after), PATIENCE))
			.events();
	}

	/**
	 * Has the primary change the cluster, without waiting for it.
	 * @param <T> what comes of it
	 * @param action what is wanted
	 * @param worker the worker that it is about, if any
	 * @param workers how many workers are wanted, if it is about that
	 * @param then is given what becomes of it before any event that follows from it, on
	 * the same thread as those; must not block
	 * @return what comes of it
	 */
	public <T> CompletableFuture<T> command(Action action, @Nullable Integer worker, @Nullable Integer workers,
			Function<CommandResult, CompletionStage<T>> then) {
		return this.requests.send((request) -> new Message.Command(request, action, worker, workers), PATIENCE,
				(reply) -> then.apply((CommandResult) reply));
	}

	/**
	 * Asks the primary for the state of the cluster, without waiting for it.
	 * @return the state, on the thread that receives what the primary says
	 */
	public CompletableFuture<ClusterStatus> askStatus() {
		return this.requests.send(Message.StatusQuery::new, PATIENCE,
				(reply) -> CompletableFuture.completedFuture(((Message.Status) reply).status()));
	}

	/**
	 * Has the primary change the cluster.
	 * @param action what is wanted
	 * @param worker the worker that it is about, if any
	 * @param workers how many workers are wanted, if it is about that
	 * @return what becomes of it
	 */
	public CommandResult command(Action action, @Nullable Integer worker, @Nullable Integer workers)
			throws IOException {
		return (CommandResult) this.requests.ask((request) -> new Message.Command(request, action, worker, workers),
				PATIENCE);
	}

	/**
	 * Asks the primary for a Redis for development, and waits until it is started.
	 * @return where it is, or why there is none
	 */
	public Message.Redis redis() throws IOException {
		return (Message.Redis) this.requests.ask(Message.RedisQuery::new, Requests.FOR_AS_LONG_AS_IT_TAKES);
	}

	/**
	 * Asks the primary for the password of Spring Security's default user in all workers.
	 * @return the password
	 */
	public Message.Password generatedPassword() throws IOException {
		return (Message.Password) this.requests.ask(Message.PasswordQuery::new, PATIENCE);
	}

}
