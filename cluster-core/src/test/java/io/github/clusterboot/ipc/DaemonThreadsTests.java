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

package io.github.clusterboot.ipc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link DaemonThreads}.
 */
class DaemonThreadsTests {

	@Test
	void theThreadOfAnExecutorIsThereBeforeItIsNeeded() {
		ExecutorService executor = DaemonThreads.executor("test-early");
		assertThat(Thread.getAllStackTraces().keySet())
			.anyMatch((thread) -> "test-early".equals(thread.getName()) && thread.isDaemon());
		executor.shutdown();
	}

	@Test
	void whatIsGivenAfterTheEndIsDropped() {
		ExecutorService executor = DaemonThreads.executor("test-end");
		executor.shutdownNow();
		assertThatNoException().isThrownBy(() -> executor.execute(() -> {
		}));
	}

	@Test
	void whatIsTooMuchIsDropped() throws InterruptedException {
		ExecutorService executor = DaemonThreads.executor("test-full", 1);
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		List<String> done = Collections.synchronizedList(new ArrayList<>());
		executor.execute(() -> {
			running.countDown();
			awaitUninterruptibly(goOn);
		});
		running.await();
		executor.execute(() -> done.add("waits"));
		executor.execute(() -> done.add("is too much"));
		goOn.countDown();
		executor.shutdown();
		assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
		assertThat(done).containsExactly("waits");
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
