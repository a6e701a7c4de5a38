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

import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.DaemonThreads;
import io.github.clusterboot.ipc.Records;

/**
 * What receives the mail of a topic, on a thread of its own.
 *
 * @param name the topic
 * @param receiver is given what arrives
 * @param onLost is given the id of a worker that no longer takes what was sent to it
 * @param thread the thread
 * @param connections on which it arrives
 */
record Topic(String name, Consumer<Mail> receiver, IntConsumer onLost, ExecutorService thread,
		ChannelGroup connections) {

	private static final Logger logger = LoggerFactory.getLogger(Topic.class);

	Topic(String name, Consumer<Mail> receiver, IntConsumer onLost) {
		this(name, receiver, onLost, DaemonThreads.executor("cluster-mail-" + name),
				new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true));
	}

	/**
	 * Hands over what has arrived before the end. What fails with one mail must not keep
	 * the next ones.
	 */
	void receive(byte[] frame) {
		if (this.thread.isShutdown()) {
			return;
		}
		try {
			this.receiver.accept(Records.read(Mail.class, frame));
		}
		catch (RuntimeException | Error ex) {
			logger.error("Dropped mail of topic {}", this.name, ex);
		}
	}

	/**
	 * Waits for the receiver, whose answer is to arrive. Then the senders learn that it
	 * is in vain to wait.
	 */
	void close() {
		DaemonThreads.end(this.thread);
		this.connections.close();
	}

}
