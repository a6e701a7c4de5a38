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

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RequestThreads}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RequestThreadsTests {

	private static final int MIN = 4;

	private static final String NAME = "request-threads-test";

	private final Occupation occupation = new Occupation();

	private RequestThreads threads = threads(MIN, daemons());

	@AfterEach
	void shutDown() {
		this.occupation.end();
		this.threads.shutdownNow();
	}

	@Test
	void beginsWithTheSpareThreads() {
		use(threads(10, daemons()));
		assertThat(this.threads.getPoolSize()).isEqualTo(10);
	}

	@Test
	void beginsWithTheSmallestNumberWhereFewerAreToBeSpare() {
		use(threads(1, daemons()));
		assertThat(this.threads.getPoolSize()).isEqualTo(MIN);
	}

	@Test
	void everyRequestGetsAThreadWhileAllOfThemWait() {
		awaitStarted(startWaiting(60));
		assertThat(this.threads.getPoolSize()).isGreaterThanOrEqualTo(60);
	}

	@Test
	void thereAreNoMoreThreadsThanThereMayBe() {
		for (int i = 0; i < 150; i++) {
			this.threads.execute(this.occupation::sleep);
		}
		Awaitility.await().untilAsserted(() -> assertThat(this.threads.getPoolSize()).isEqualTo(100));
		Awaitility.await().untilAsserted(() -> assertThat(this.threads.getQueue()).hasSize(50));
	}

	@Test
	void whatThereMayBeCanChange() {
		thereAreNoMoreThreadsThanThereMayBe();
		this.threads.setMax(120);
		Awaitility.await().untilAsserted(() -> assertThat(this.threads.getPoolSize()).isEqualTo(120));
		this.threads.setMax(50);
		assertThat(this.threads.getMaximumPoolSize()).isEqualTo(50);
		this.occupation.wakeUp();
		Awaitility.await().untilAsserted(() -> assertThat(this.threads.getPoolSize()).isLessThanOrEqualTo(50));
	}

	@Test
	void threadsSitOutWhileTheyCompeteForAProcessorAndComeBack() {
		int many = many();
		use(new RequestThreads(NAME, 1, MIN, 2 * many, 60_000, daemons()).start());
		awaitStarted(startWaiting(many));
		this.occupation.wakeUp();
		Occupation busy = compete(many);
		assertThat(this.threads.getPoolSize()).isGreaterThanOrEqualTo(many);
		assertThat(this.threads.getQueue()).isNotEmpty();
		busy.end();
		Occupation waiting = new Occupation();
		awaitStarted(startWaiting(many, waiting));
		assertThat(this.threads.active()).isGreaterThanOrEqualTo(many);
		waiting.end();
	}

	@Test
	void thoseThatSitOutComeBackForARestAndSitOutAgain() {
		int many = many();
		use(new RequestThreads(NAME, 1, MIN, 2 * many, 60_000, daemons()).start());
		awaitStarted(startWaiting(many));
		this.occupation.wakeUp();
		for (int round = 0; round < 2; round++) {
			compete(many).end();
			Awaitility.await().until(this.threads::isResting);
			Awaitility.await().until(() -> this.threads.active() == this.threads.getPoolSize());
		}
	}

	private static int many() {
		return 60 + 4 * Runtime.getRuntime().availableProcessors();
	}

	/**
	 * Keeps the processors busy until half of the threads sit out.
	 */
	private Occupation compete(int threads) {
		Occupation busy = new Occupation();
		for (int i = 0; i < 80 * Runtime.getRuntime().availableProcessors(); i++) {
			this.threads.execute(new Busy(busy));
		}
		Awaitility.await()
			.atMost(60, TimeUnit.SECONDS)
			.untilAsserted(() -> assertThat(this.threads.active()).isLessThanOrEqualTo(threads / 2));
		return busy;
	}

	@Test
	void requestsThatKeepTheProcessorsDoNotKeepTheOthersOut() throws InterruptedException {
		for (int i = 0; i < 3 * MIN; i++) {
			this.threads.execute(this.occupation::spin);
		}
		CountDownLatch served = new CountDownLatch(1);
		this.threads.execute(served::countDown);
		assertThat(served.await(60, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void aRequestThatFailsIsNoLongerUnderWay() {
		ThreadFactory silent = (work) -> {
			Thread thread = daemons().newThread(work);
			thread.setUncaughtExceptionHandler((failed, ex) -> {
			});
			return thread;
		};
		use(threads(MIN, silent));
		for (int i = 0; i < 3 * MIN; i++) {
			this.threads.execute(() -> {
				throw new IllegalStateException("no");
			});
		}
		Awaitility.await().until(() -> this.threads.getCompletedTaskCount() == 3 * MIN);
		Awaitility.await().until(this.threads::isResting);
	}

	@Test
	void threadsThatCannotBeStartedAreStartedLater() {
		AtomicBoolean fails = new AtomicBoolean();
		ThreadFactory daemons = daemons();
		use(threads(MIN, (work) -> {
			if (fails.get()) {
				throw new OutOfMemoryError("unable to create native thread");
			}
			return daemons.newThread(work);
		}));
		fails.set(true);
		CountDownLatch started = startWaiting(20);
		Awaitility.await().until(this.threads::hasFailed);
		fails.set(false);
		awaitStarted(started);
	}

	@Test
	void restsWhenThereIsLittleToDo() {
		everyRequestGetsAThreadWhileAllOfThemWait();
		assertThat(this.threads.isResting()).isFalse();
		this.occupation.wakeUp();
		Awaitility.await().until(this.threads::isResting);
		assertThat(this.threads.getCorePoolSize()).isEqualTo(MIN);
	}

	@Test
	void threadsThatHaveNothingToDoEnd() {
		use(new RequestThreads(NAME, 1, MIN, 100, 50, daemons()).start());
		everyRequestGetsAThreadWhileAllOfThemWait();
		this.occupation.wakeUp();
		Awaitility.await().untilAsserted(() -> assertThat(this.threads.getPoolSize()).isEqualTo(MIN));
	}

	@Test
	void moreThreadsAtRestWhenThereMayBeMore() {
		use(new RequestThreads(NAME, 1, 1, 2, 60_000, daemons()).start());
		Awaitility.await().until(this.threads::isResting);
		this.threads.setMax(100);
		awaitStarted(startWaiting(MIN));
	}

	@Test
	void noRequestWaitsOnceItIsOpen() {
		for (int i = 0; i < 3 * MIN; i++) {
			this.threads.execute(this.occupation::spin);
		}
		this.threads.open(Duration.ofMinutes(1));
		assertThat(this.threads.getQueue()).isEmpty();
		for (int i = 0; i < 20; i++) {
			this.threads.execute(this.occupation::spin);
		}
		assertThat(this.threads.getQueue()).isEmpty();
		this.threads.limit();
		assertThat(this.threads.getCorePoolSize()).isEqualTo(MIN);
	}

	@Test
	void staysOpenWhileThereIsLittleToDo() {
		Awaitility.await().until(this.threads::isResting);
		this.threads.open(Duration.ofMinutes(1));
		for (int round = 0; round < 2; round++) {
			Occupation waiting = new Occupation();
			for (int i = 0; i < 3 * MIN; i++) {
				this.threads.execute(waiting::sleep);
				assertThat(this.threads.getQueue()).isEmpty();
			}
			waiting.end();
			Awaitility.await().until(this.threads::isResting);
		}
	}

	@Test
	void nothingIsLeftAfterTheEnd() throws InterruptedException {
		this.threads.execute(this.occupation::sleep);
		this.threads.shutdownNow();
		assertThat(this.threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		Awaitility.await()
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().startsWith(NAME)));
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.threads.execute(this.occupation::sleep));
	}

	private void use(RequestThreads others) {
		this.threads.shutdownNow();
		this.threads = others;
	}

	private static RequestThreads threads(int spare, ThreadFactory factory) {
		return new RequestThreads(NAME, 1, spare, 100, 60_000, factory).start();
	}

	private static ThreadFactory daemons() {
		AtomicInteger number = new AtomicInteger();
		return (work) -> {
			Thread thread = new Thread(work, NAME + "-exec-" + number.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
	}

	/**
	 * Sends requests that wait until the test lets them go.
	 */
	private CountDownLatch startWaiting(int requests) {
		return startWaiting(requests, this.occupation);
	}

	private CountDownLatch startWaiting(int requests, Occupation waiting) {
		CountDownLatch started = new CountDownLatch(requests);
		for (int i = 0; i < requests; i++) {
			this.threads.execute(() -> {
				started.countDown();
				waiting.sleep();
			});
		}
		return started;
	}

	private static void awaitStarted(CountDownLatch started) {
		Awaitility.await().untilAsserted(() -> assertThat(started.getCount()).isZero());
	}

	/**
	 * A client that sends its next request as soon as it has the answer.
	 */
	private final class Busy implements Runnable {

		private final Occupation occupation;

		Busy(Occupation occupation) {
			this.occupation = occupation;
		}

		@Override
		public void run() {
			long until = System.nanoTime() + 1_000_000;
			while (System.nanoTime() < until) {
				Thread.onSpinWait();
			}
			if (!this.occupation.hasEnded() && !RequestThreadsTests.this.occupation.hasEnded()) {
				RequestThreadsTests.this.threads.execute(this);
			}
		}

	}

}
