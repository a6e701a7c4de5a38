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

package io.github.clusterboot.web.tomcat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RunnableThreads}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RunnableThreadsTests {

	private static final int MANY = 1000;

	private final RunnableThreads threads = new RunnableThreads();

	private final AtomicBoolean busy = new AtomicBoolean(true);

	private final CountDownLatch end = new CountDownLatch(1);

	@AfterEach
	void letGo() {
		this.busy.set(false);
		this.end.countDown();
	}

	@Test
	void areKnownHere() {
		assertThat(RunnableThreads.areKnown()).isTrue();
	}

	@Test
	void thoseThatRunAreCounted() {
		start(this::spin);
		start(this::spin);
		start(this::sleep);
		// this JVM's compilers are counted, too
		Awaitility.await().until(() -> this.threads.count(MANY) >= 2);
		assertThat(this.threads.count(1)).isEqualTo(1);
	}

	@Test
	void thoseThatWaitAreNot() {
		for (int i = 0; i < 20; i++) {
			start(this::sleep);
		}
		Awaitility.await().until(() -> this.threads.count(MANY) == 0);
	}

	@Test
	void thoseThatHaveEndedAreNot() throws InterruptedException {
		Thread thread = start(this::spin);
		this.busy.set(false);
		thread.join();
		Awaitility.await().until(() -> this.threads.count(MANY) == 0);
	}

	@Test
	void stateFollowsTheName() {
		assertThat(RunnableThreads.isRunnable("17 (http-nio-127.0.) R 1 17 17")).isTrue();
		assertThat(RunnableThreads.isRunnable("17 (http-nio-127.0.) S 1 17 17")).isFalse();
		assertThat(RunnableThreads.isRunnable("17 (a) R (b) S 1 17 17")).isFalse();
		assertThat(RunnableThreads.isRunnable("17 (cut")).isFalse();
		assertThat(RunnableThreads.isRunnable("")).isFalse();
	}

	private Thread start(Runnable work) {
		Thread thread = new Thread(() -> this.threads.counting(work));
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private void spin() {
		while (this.busy.get()) {
			Thread.onSpinWait();
		}
	}

	private void sleep() {
		try {
			this.end.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
