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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.Lock;

import org.junit.jupiter.api.Test;

import io.github.clusterboot.ClusterException;
import io.github.clusterboot.ClusterWorker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SingleProcessCluster}.
 */
class SingleProcessClusterTests {

	private final SingleProcessCluster cluster = new SingleProcessCluster(null);

	@Test
	void isAClusterOfThisProcess() {
		ClusterWorker self = this.cluster.self();
		assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
		assertThat(this.cluster.workers()).containsExactly(self);
		assertThat(this.cluster.wanted()).isEqualTo(1);
		assertThat(this.cluster.isClustered()).isFalse();
	}

	@Test
	void nobodyCanChangeIt() throws Exception {
		int id = this.cluster.self().id();
		for (CompletionStage<Void> change : List.of(this.cluster.reload(), this.cluster.scale(2),
				this.cluster.restart(id), this.cluster.disconnect(id), this.cluster.kill(id))) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> change.toCompletableFuture().get())
				.havingCause()
				.isInstanceOf(ClusterException.class)
				.withMessage("this process is no worker of a cluster");
		}
		this.cluster.scale(1).toCompletableFuture().get();
	}

	@Test
	void hasLocks() throws Exception {
		Lock lock = this.cluster.lock("x");
		lock.lock();
		assertThat(this.cluster.lock("x").tryLock()).isTrue();
		FutureTask<Boolean> other = new FutureTask<>(this.cluster.lock("x")::tryLock);
		new Thread(other).start();
		assertThat(other.get()).isFalse();
	}

}
