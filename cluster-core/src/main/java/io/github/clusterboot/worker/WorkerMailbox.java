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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import io.github.clusterboot.ipc.PrivateDirectory;
import io.github.clusterboot.ipc.PrivateSocket;

/**
 * A mailbox that others find as a socket in the directory of the cluster.
 */
final class WorkerMailbox implements Mailbox {

	private final int worker;

	private final EventLoopGroup eventLoop;

	private final PrivateDirectory directory;

	private final IntPredicate admitted;

	private final Outbox outbox;

	private final Map<String, Topic> topics = new ConcurrentHashMap<>();

	private @Nullable Channel server;

	WorkerMailbox(int worker, EventLoopGroup eventLoop, PrivateDirectory directory) {
		this(worker, eventLoop, directory, WorkerMailbox::isSibling);
	}

	/**
	 * Creates a mailbox, which is not open yet.
	 * @param worker the id of this worker
	 * @param eventLoop runs everything but the receivers
	 * @param directory where the sockets of all workers are
	 * @param admitted tells of a process whether it may connect
	 */
	WorkerMailbox(int worker, EventLoopGroup eventLoop, PrivateDirectory directory, IntPredicate admitted) {
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
	static boolean isSibling(int pid) {
		ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
		return ProcessHandle.of(pid).flatMap(ProcessHandle::parent).filter(parent::equals).isPresent();
	}

	@Override
	public synchronized Runnable open(String topic, Consumer<Mail> receiver, IntConsumer onLost) {
		if (this.server == null) {
			this.server = serve();
		}
		Topic opened = new Topic(topic, receiver, onLost);
		this.topics.put(topic, opened);
		return () -> close(opened);
	}

	private Channel serve() {
		try {
			// a worker that was killed when it had sent something is no process any more
			return PrivateSocket.listen(this.eventLoop, this.directory.mailbox(this.worker), this::admit, Level.DEBUG);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean admit(int pid, Channel channel) {
		boolean admitted = this.admitted.test(pid);
		if (admitted) {
			MailConnection.addTo(channel.pipeline(), this.topics::get);
		}
		return admitted;
	}

	private void close(Topic topic) {
		synchronized (this) {
			this.topics.remove(topic.name(), topic);
			if (this.topics.isEmpty() && this.server != null) {
				this.server.close().awaitUninterruptibly();
				this.server = null;
			}
		}
		topic.close();
	}

	private void lost(int worker, String name) {
		Topic topic = this.topics.get(name);
		if (topic != null) {
			topic.onLost().accept(worker);
		}
	}

	@Override
	public void send(int worker, String topic, @Nullable Long request, List<String> types, String body)
			throws IOException {
		Mail.checkLength(body);
		this.outbox.send(worker, new Mail(this.worker, topic, request, types, body));
	}

	@Override
	public Set<Integer> others() {
		Set<Integer> others = new HashSet<>(this.directory.mailboxes());
		others.remove(this.worker);
		return others;
	}

}
