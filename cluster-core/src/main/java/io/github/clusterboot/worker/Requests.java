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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ipc.Message;
import io.github.clusterboot.ipc.Message.Reply;

/**
 * What the primary was asked and has not answered yet. Thread-safe.
 */
final class Requests {

	private final Consumer<Message> primary;

	private final AtomicInteger last = new AtomicInteger();

	private final Map<Integer, CompletableFuture<Reply>> waiting = new ConcurrentHashMap<>();

	private volatile boolean primaryIsGone;

	Requests(Consumer<Message> primary) {
		this.primary = primary;
	}

	/**
	 * Asks, and waits for the answer.
	 * @param question makes the question of its number
	 * @param patience how long to wait, or {@code null} for as long as the primary lives
	 */
	Reply ask(IntFunction<Message> question, @Nullable Duration patience) throws IOException {
		int request = this.last.incrementAndGet();
		CompletableFuture<Reply> reply = new CompletableFuture<>();
		this.waiting.put(request, reply);
		this.primary.accept(question.apply(request));
		if (this.primaryIsGone) {
			fail();
		}
		try {
			return (patience != null) ? reply.get(patience.toMillis(), TimeUnit.MILLISECONDS) : reply.get();
		}
		catch (ExecutionException ex) {
			throw new IOException("The primary is gone", ex);
		}
		catch (TimeoutException ex) {
			throw new IOException("The primary does not answer", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted while the primary was asked", ex);
		}
		finally {
			this.waiting.remove(request);
		}
	}

	void answered(Reply reply) {
		CompletableFuture<Reply> waiting = this.waiting.get(reply.request());
		if (waiting != null) {
			waiting.complete(reply);
		}
	}

	/**
	 * The primary is gone: nothing is answered any more.
	 */
	void fail() {
		this.primaryIsGone = true;
		this.waiting.values().forEach((reply) -> reply.completeExceptionally(new IOException("The primary is gone")));
	}

}
