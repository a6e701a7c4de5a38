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

import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Lock;

import org.jspecify.annotations.Nullable;

import io.github.clusterboot.Cluster;
import io.github.clusterboot.lock.NamedLocks;
import io.github.clusterboot.messaging.Messages;
import io.github.clusterboot.worker.Worker;

/**
 * What a cluster of one process and one of workers do alike: messages and locks.
 */
abstract class MessagingCluster implements Cluster {

	private final Messages messages;

	final NamedLocks locks;

	/**
	 * Creates the cluster.
	 * @param worker this process, or {@code null} if it is no worker
	 */
	MessagingCluster(@Nullable Worker worker, Messages messages) {
		this.messages = messages;
		this.locks = new NamedLocks("cluster:", worker);
	}

	@Override
	public void send(int id, Object message) {
		this.messages.send(id, message);
	}

	@Override
	public void broadcast(Object message) {
		this.messages.broadcast(message);
	}

	@Override
	public <R> CompletionStage<R> ask(int id, Object message, Class<R> answer) {
		return this.messages.ask(id, message, answer);
	}

	@Override
	public Lock lock(String name) {
		return this.locks.lock(name);
	}

}
