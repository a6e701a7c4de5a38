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

package io.github.clusterboot.messaging;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.clusterboot.ClusterException;
import io.github.clusterboot.worker.Mail;

/**
 * The questions that wait for an answer. Thread-safe.
 */
final class Questions {

	/**
	 * What an answer is called that is the reason why there is none.
	 */
	static final List<String> FAILURE = List.of("failure");

	static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final Duration ON_THE_WAY = Duration.ofSeconds(1);

	private static final int MAX_WAITING = 10_000;

	private final Map<Long, Question> waiting = new ConcurrentHashMap<>();

	private final AtomicLong last = new AtomicLong();

	/**
	 * Whether answers are received.
	 */
	private volatile boolean open;

	void begin() {
		this.open = true;
	}

	/**
	 * Asks a worker.
	 * @param sender sends the question
	 * @return the answer's text, on any thread
	 */
	CompletableFuture<String> ask(int worker, Sender sender) {
		long request = this.last.incrementAndGet();
		CompletableFuture<String> answer = new CompletableFuture<String>().orTimeout(PATIENCE.toMillis(),
				TimeUnit.MILLISECONDS);
		this.waiting.put(request, new Question(worker, answer));
		answer.whenComplete((text, failure) -> this.waiting.remove(request));
		try {
			if (!this.open) {
				throw new IOException("this worker does not receive answers yet, or no more");
			}
			if (this.waiting.size() > MAX_WAITING) {
				throw new IOException("%d questions wait for an answer already".formatted(MAX_WAITING));
			}
			sender.send(request);
		}
		catch (IOException ex) {
			answer.completeExceptionally(ex);
		}
		return answer;
	}

	void answered(Mail mail) {
		Long request = mail.request();
		Question question = (request != null) ? this.waiting.get(request) : null;
		if (question == null || question.worker() != mail.from()) {
			return;
		}
		if (mail.types().equals(FAILURE)) {
			question.fail(mail.body());
		}
		else {
			question.answer().complete(mail.body());
		}
	}

	/**
	 * A worker takes nothing any more that it was sent. What it has answered before comes
	 * by another way, and may still be on it.
	 */
	void lost(int worker) {
		List<Question> lost = this.waiting.values().stream().filter((each) -> each.worker() == worker).toList();
		String reason = "worker %d has ended, or receives no more".formatted(worker);
		CompletableFuture.delayedExecutor(ON_THE_WAY.toMillis(), TimeUnit.MILLISECONDS)
			.execute(() -> lost.forEach((question) -> question.fail(reason)));
	}

	/**
	 * This process is about to end.
	 */
	void end() {
		this.open = false;
		this.waiting.values().forEach((question) -> question.fail("this worker exits"));
	}

	/**
	 * A question.
	 *
	 * @param worker the worker that was asked
	 * @param answer what it answers
	 */
	private record Question(int worker, CompletableFuture<String> answer) {

		void fail(String reason) {
			this.answer.completeExceptionally(new ClusterException(reason));
		}

	}

	/**
	 * Sends a question with its number.
	 */
	interface Sender {

		void send(long request) throws IOException;

	}

}
