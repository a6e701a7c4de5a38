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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import io.github.clusterboot.ClusterException;
import io.github.clusterboot.worker.Broadcast;
import io.github.clusterboot.worker.Mail;
import io.github.clusterboot.worker.Mailbox;

/**
 * What the application sends to other workers, and receives of them: from when all beans
 * are there, before the web server takes requests, until it has stopped. Thread-safe.
 */
public final class Messages implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(Messages.class);

	private static final String MESSAGES = "messages";

	private static final String ANSWERS = "answers";

	private final Mailbox mailbox;

	private final ReceivedMessages received;

	private final Supplier<Json> json;

	private final Questions questions = new Questions();

	/**
	 * Application code may go on here with an answer: the thread that receives them must
	 * not wait. Unused, there are none.
	 */
	private final ExecutorService threads = Executors
		.newCachedThreadPool(new DefaultThreadFactory("cluster-answers", true));

	private final Broadcast broadcast;

	private volatile List<Runnable> ends = List.of();

	Messages(Mailbox mailbox, ClusterMessageListenerFactory listeners, Supplier<Json> json) {
		this.mailbox = mailbox;
		this.broadcast = new Broadcast(mailbox, MESSAGES);
		this.received = new ReceivedMessages(listeners, json);
		this.json = json;
	}

	@Override
	public int getPhase() {
		return 0;
	}

	@Override
	public void start() {
		Runnable answers = this.mailbox.open(ANSWERS, this.questions::answered, (worker) -> {
		});
		this.questions.begin();
		this.ends = List.of(this.mailbox.open(MESSAGES, this::received, this.questions::lost), answers);
	}

	/**
	 * A listener may finish: it is waited for, and may still ask.
	 */
	@Override
	public void stop() {
		this.ends.forEach(Runnable::run);
		this.ends = List.of();
		this.questions.end();
	}

	@Override
	public boolean isRunning() {
		return !this.ends.isEmpty();
	}

	/**
	 * Sends a message.
	 * @param worker the id of the receiver
	 * @param message the message
	 */
	public void send(int worker, Object message) {
		try {
			this.mailbox.send(worker, MESSAGES, null, types(message), this.json.get().write(message));
		}
		catch (IOException ex) {
			throw Failures.exception(ex);
		}
	}

	/**
	 * Sends a message to all other workers. One that does not take it must not keep it
	 * from the others.
	 * @param message the message
	 */
	public void broadcast(Object message) {
		try {
			this.broadcast.send(types(message), this.json.get().write(message));
		}
		catch (IOException ex) {
			throw Failures.exception(ex);
		}
	}

	/**
	 * Asks a worker.
	 * @param <R> what it answers
	 * @param worker the id of the worker
	 * @param message the question
	 * @param type what the answer is read as
	 * @return the answer, on a thread of its own
	 */
	public <R> CompletionStage<R> ask(int worker, Object message, Class<R> type) {
		CompletableFuture<R> handedOut = new CompletableFuture<>();
		askInText(worker, message).handleAsync((text, failure) -> {
			if (failure != null) {
				throw Failures.exception(failure);
			}
			return this.json.get().<R>read(text, type);
		}, this.threads).whenComplete((answer, failure) -> {
			if (failure != null) {
				handedOut.completeExceptionally(Failures.exception(failure));
			}
			else {
				handedOut.complete(answer);
			}
		});
		return handedOut;
	}

	private CompletableFuture<String> askInText(int worker, Object message) {
		try {
			String body = this.json.get().write(message);
			return this.questions.ask(worker,
					(request) -> this.mailbox.send(worker, MESSAGES, request, types(message), body));
		}
		catch (ClusterException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private void received(Mail mail) {
		CompletionStage<@Nullable Object> result = this.received.receive(mail);
		Long request = mail.request();
		if (request != null) {
			result.thenAccept((answer) -> answer(mail.from(), request, List.of(), this.json.get().write(answer)))
				.exceptionally((failure) -> {
					answer(mail.from(), request, Questions.FAILURE, Failures.reason(failure));
					return null;
				})
				.exceptionally((failure) -> {
					logger.debug("Worker {} hears no answer", mail.from(), failure);
					return null;
				});
		}
	}

	private void answer(int worker, long request, List<String> types, String text) {
		try {
			this.mailbox.send(worker, ANSWERS, request, types, text);
		}
		catch (IOException ex) {
			throw Failures.exception(ex);
		}
	}

	/**
	 * The names of what a message is, for the receiver to compare with those of what its
	 * listeners are for.
	 */
	private static List<String> types(Object message) {
		Set<String> names = new LinkedHashSet<>();
		addTypes(message.getClass(), names);
		return List.copyOf(names);
	}

	private static void addTypes(@Nullable Class<?> type, Set<String> names) {
		if (type != null && names.add(type.getName())) {
			addTypes(type.getSuperclass(), names);
			for (Class<?> each : type.getInterfaces()) {
				addTypes(each, names);
			}
		}
	}

}
