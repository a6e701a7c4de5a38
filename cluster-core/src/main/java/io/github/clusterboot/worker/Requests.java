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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;

import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.Message.Reply;

/**
 * What the primary was asked and has not answered yet. Thread-safe.
 */
final class Requests {

	/**
	 * The primary kills a worker that does not come to listen.
	 */
	static final Duration FOR_AS_LONG_AS_IT_TAKES = Duration.ofHours(1);

	private final Consumer<Message> primary;

	private final AtomicInteger last = new AtomicInteger();

	private final Map<Integer, CompletableFuture<Reply>> waiting = new ConcurrentHashMap<>();

	private volatile boolean closed;

	Requests(Consumer<Message> primary) {
		this.primary = primary;
	}

	/**
	 * Asks, and waits for the answer.
	 * @param question makes the question of its number
	 * @param patience how long to wait
	 */
	Reply ask(IntFunction<Message> question, Duration patience) throws IOException {
		try {
			return send(question, patience, CompletableFuture::completedFuture).join();
		}
		catch (CompletionException ex) {
			throw new IOException("The primary does not answer", ex);
		}
	}

	/**
	 * Asks, and goes on with the answer on the thread that receives what the primary
	 * says, before that receives more.
	 */
	<T> CompletableFuture<T> send(IntFunction<Message> question, Duration patience,
			Function<Reply, CompletionStage<T>> then) {
		int request = this.last.incrementAndGet();
		CompletableFuture<Reply> reply = new CompletableFuture<>();
		this.waiting.put(request, reply);
		reply.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
			.whenComplete((answer, failure) -> this.waiting.remove(request));
		CompletableFuture<T> result = reply.thenCompose(then);
		this.primary.accept(question.apply(request));
		if (this.closed) {
			reply.completeExceptionally(gone());
		}
		return result;
	}

	/**
	 * The primary is gone, and answers nothing any more.
	 */
	void close() {
		this.closed = true;
		this.waiting.values().forEach((reply) -> reply.completeExceptionally(gone()));
	}

	private static IOException gone() {
		return new IOException("The primary is gone");
	}

	void answered(Reply reply) {
		CompletableFuture<Reply> waiting = this.waiting.get(reply.request());
		if (waiting != null) {
			waiting.complete(reply);
		}
	}

}
