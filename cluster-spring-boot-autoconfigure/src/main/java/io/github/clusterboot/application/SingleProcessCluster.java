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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.clusterboot.ClusterException;
import io.github.clusterboot.ClusterWorker;
import io.github.clusterboot.messaging.Messages;

/**
 * A cluster of this process alone, which nobody supervises.
 */
final class SingleProcessCluster extends MessagingCluster {

	private final ClusterWorker self = new ClusterWorker(1, 0, ProcessHandle.current().pid(), 1,
			ClusterWorker.State.LISTENING, true);

	SingleProcessCluster(Messages messages) {
		super(null, messages);
	}

	@Override
	public boolean isClustered() {
		return false;
	}

	@Override
	public ClusterWorker self() {
		return this.self;
	}

	@Override
	public List<ClusterWorker> workers() {
		return List.of(this.self);
	}

	@Override
	public int wanted() {
		return 1;
	}

	@Override
	public boolean isLeader() {
		return true;
	}

	@Override
	public CompletionStage<Void> scale(int workers) {
		return (workers == 1) ? CompletableFuture.completedFuture(null) : refused();
	}

	@Override
	public CompletionStage<Void> reload() {
		return refused();
	}

	@Override
	public CompletionStage<Void> restart(int id) {
		return refused();
	}

	@Override
	public CompletionStage<Void> disconnect(int id) {
		return refused();
	}

	@Override
	public CompletionStage<Void> kill(int id) {
		return refused();
	}

	private static CompletionStage<Void> refused() {
		return CompletableFuture.failedFuture(new ClusterException("this process is no worker of a cluster"));
	}

}
