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
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

import io.netty.channel.EventLoopGroup;
import org.jspecify.annotations.Nullable;

import io.github.clusterboot.ipc.PrivateDirectory;

/**
 * What a worker sends to others, and receives of them, without the primary. Mail arrives
 * at most once, and in order for each sender, receiver and topic. Thread-safe.
 */
public final class Mailbox {

	/**
	 * How long a text may be, in bytes.
	 */
	static final int MAX_LENGTH = 64 * 1024;

	private final int worker;

	private final EventLoopGroup eventLoop;

	private final PrivateDirectory directory;

	private final IntPredicate admitted;

	private final Outbox outbox;

	private final Map<String, Topic> topics = new ConcurrentHashMap<>();

	private @Nullable MailServer server;

	Mailbox(int worker, EventLoopGroup eventLoop, PrivateDirectory directory) {
		this(worker, eventLoop, directory, Mailbox::isSibling);
	}

	/**
	 * Creates a mailbox, which is not open yet.
	 * @param worker the id of this worker
	 * @param eventLoop runs everything but the receivers
	 * @param directory where the sockets of all workers are
	 * @param admitted tells of a process whether it may connect
	 */
	Mailbox(int worker, EventLoopGroup eventLoop, PrivateDirectory directory, IntPredicate admitted) {
		this.worker = worker;
		this.eventLoop = eventLoop;
		this.directory = directory;
		this.admitted = admitted;
		this.outbox = new Outbox(eventLoop, directory, this::lost);
	}

	/**
	 * Only the primary starts workers, and it is small: it starts nothing else that would
	 * connect.
	 */
	private static boolean isSibling(int pid) {
		ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
		return ProcessHandle.of(pid).flatMap(ProcessHandle::parent).filter(parent::equals).isPresent();
	}

	/**
	 * Receives what is sent under a topic.
	 * @param topic the topic, which is open only once
	 * @param receiver is given what arrives, on one thread of the topic; may take its
	 * time
	 * @return ends it
	 */
	public Runnable open(String topic, Consumer<Mail> receiver) {
		return open(topic, receiver, (worker) -> {
		});
	}

	/**
	 * Receives what is sent under a topic, and is told when it may be in vain to wait for
	 * that of a worker.
	 * @param topic the topic, which is open only once
	 * @param receiver is given what arrives, on one thread of the topic; may take its
	 * time
	 * @param onLost is given the id of a worker that no longer takes what was sent to it,
	 * such as that it has ended; must not block
	 * @return ends it
	 */
	public Runnable open(String topic, Consumer<Mail> receiver, IntConsumer onLost) {
		Topic opened = new Topic(topic, receiver, onLost);
		this.topics.put(topic, opened);
		serve();
		return () -> close(opened);
	}

	private synchronized void serve() {
		if (this.server != null) {
			return;
		}
		try {
			this.server = new MailServer(this.eventLoop, this.directory.mailbox(this.worker), this.admitted,
					this.topics::get);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private synchronized void close(Topic topic) {
		this.topics.remove(topic.name(), topic);
		topic.close();
		if (this.topics.isEmpty() && this.server != null) {
			this.server.close();
			this.server = null;
		}
	}

	private void lost(int worker, String name) {
		Topic topic = this.topics.get(name);
		if (topic != null) {
			topic.onLost().accept(worker);
		}
	}

	/**
	 * Sends something without waiting for the receiver. Not for event loops.
	 * @param worker the id of the receiver, which may be this worker
	 * @param topic the topic
	 * @param request the number of a question or of what answers it, or {@code null}
	 * @param types names that the receiver may know
	 * @param body the text
	 * @throws ConnectException if there is no such worker, or its mailbox is not open
	 * @throws IOException if the text is longer than 64 KB, or the receiver has not taken
	 * what it was sent before
	 */
	public void send(int worker, String topic, @Nullable Long request, List<String> types, String body)
			throws IOException {
		int length = body.getBytes(StandardCharsets.UTF_8).length;
		if (length > MAX_LENGTH) {
			throw new IOException("A message has at most %d bytes, and this one has %d".formatted(MAX_LENGTH, length));
		}
		this.outbox.send(worker, new Mail(this.worker, topic, request, types, body));
	}

	/**
	 * The other workers whose mailbox is open now.
	 * @return their ids
	 */
	public Set<Integer> others() {
		Set<Integer> others = new HashSet<>(this.directory.mailboxes());
		others.remove(this.worker);
		return others;
	}

}
