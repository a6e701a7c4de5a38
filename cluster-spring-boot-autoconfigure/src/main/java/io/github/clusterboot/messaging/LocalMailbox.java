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
import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ipc.DaemonThreads;
import io.github.clusterboot.worker.Mail;
import io.github.clusterboot.worker.Mailbox;

/**
 * The mailbox of a process that is no worker, in which it finds what it sends to itself.
 * As in a worker a topic has one thread, here while there is something for it.
 */
final class LocalMailbox implements Mailbox {

	private static final int SELF = 1;

	private static final int MAX_WAITING = 1000;

	private final Map<String, Topic> topics = new ConcurrentHashMap<>();

	@Override
	public Runnable open(String topic, Consumer<Mail> receiver, IntConsumer onLost) {
		ThreadPoolExecutor thread = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(MAX_WAITING), new DefaultThreadFactory("cluster-mail-" + topic, true));
		thread.allowCoreThreadTimeOut(true);
		this.topics.put(topic, new Topic(receiver, thread));
		return () -> {
			this.topics.remove(topic);
			DaemonThreads.end(thread);
		};
	}

	@Override
	public void send(int worker, String topic, @Nullable Long request, List<String> types, String body)
			throws IOException {
		Mail.checkLength(body);
		Mail mail = new Mail(SELF, topic, request, types, body);
		Topic receiving = this.topics.get(topic);
		if (worker != SELF || receiving == null) {
			throw new ConnectException("There is no worker %d that receives".formatted(worker));
		}
		try {
			receiving.thread().execute(() -> receiving.receive(mail));
		}
		catch (RejectedExecutionException ex) {
			throw new IOException("Worker %d has not taken yet what it was sent before".formatted(worker), ex);
		}
	}

	@Override
	public Set<Integer> others() {
		return Set.of();
	}

	/**
	 * What receives.
	 *
	 * @param receiver is given what is sent
	 * @param thread where
	 */
	private record Topic(Consumer<Mail> receiver, ThreadPoolExecutor thread) {

		void receive(Mail mail) {
			if (!this.thread.isShutdown()) {
				this.receiver.accept(mail);
			}
		}

	}

}
