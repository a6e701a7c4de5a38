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

package io.github.clusterboot.lock;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.clusterboot.ClusterException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link NamedLocks} and {@link NamedLock}.
 */
@Timeout(60)
class NamedLocksTests {

	private final SharedSource source = new SharedSource();

	private final NamedLocks here = new NamedLocks("test:", this.source);

	private final NamedLocks there = new NamedLocks("test:", this.source);

	private final Lock lock = this.here.lock("x");

	private final Lock elsewhere = this.there.lock("x");

	@Test
	void isReentrantForItsThread() throws Exception {
		this.lock.lock();
		assertThat(this.lock.tryLock()).isTrue();
		assertThat(this.here.lock("x").tryLock(1, TimeUnit.HOURS)).isTrue();
		this.lock.lockInterruptibly();
		assertThat(this.source.asked).containsExactly("test:x");
		for (int i = 0; i < 3; i++) {
			this.lock.unlock();
			assertThat(this.elsewhere.tryLock()).isFalse();
		}
		this.lock.unlock();
		assertThat(this.elsewhere.tryLock()).isTrue();
	}

	@Test
	void isNotReentrantForAnotherThread() throws Exception {
		this.lock.lock();
		assertThat(inThread(this.lock::tryLock).get()).isFalse();
		assertThat(inThread(() -> this.lock.tryLock(10, TimeUnit.MILLISECONDS)).get()).isFalse();
		assertThat(this.source.asked).hasSize(1);
	}

	@Test
	void locksOfOtherNamesAreOthers() throws Exception {
		this.lock.lock();
		assertThat(inThread(this.here.lock("y")::tryLock).get()).isTrue();
		assertThat(this.there.lock("z").tryLock()).isTrue();
	}

	@Test
	void threadsOfAProcessGetItInTheirOrder() throws Exception {
		this.lock.lock();
		List<Integer> order = new CopyOnWriteArrayList<>();
		for (int i = 0; i < 5; i++) {
			int number = i;
			inThread(() -> {
				this.lock.lock();
				order.add(number);
				this.lock.unlock();
				return null;
			});
			Awaitility.await().until(() -> this.here.find("x").getQueueLength() == number + 1);
		}
		this.lock.unlock();
		Awaitility.await().until(() -> this.here.find("x") == null);
		assertThat(order).containsExactly(0, 1, 2, 3, 4);
	}

	@Test
	void anotherProcessGetsItWhenItIsFree() throws Exception {
		this.lock.lock();
		FutureTask<?> other = inThread(() -> {
			this.elsewhere.lockInterruptibly();
			return null;
		});
		awaitQueued(2);
		assertThat(other).isNotDone();
		this.lock.unlock();
		other.get();
		assertThat(this.lock.tryLock(0, TimeUnit.SECONDS)).isFalse();
	}

	@Test
	void waitThatIsOutOfTimeIsOver() throws Exception {
		this.elsewhere.lock();
		assertThat(this.lock.tryLock(10, TimeUnit.MILLISECONDS)).isFalse();
		assertFree();
	}

	@Test
	void waitThatIsInterruptedIsOver() throws Exception {
		this.elsewhere.lock();
		for (Waiting waiting : List.<Waiting>of(() -> this.lock.tryLock(1, TimeUnit.HOURS), () -> {
			this.lock.lockInterruptibly();
			return true;
		})) {
			FutureTask<Boolean> thread = new FutureTask<>(waiting::acquire);
			Thread waiter = start(thread);
			awaitQueued(2);
			waiter.interrupt();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(thread::get)
				.withCauseInstanceOf(InterruptedException.class);
			awaitQueued(1);
		}
		assertFree();
	}

	@Test
	void interruptionBetweenTwoHoldsKeepsTheFirst() {
		this.lock.lock();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(this.lock::lockInterruptibly);
		assertThat(this.elsewhere.tryLock()).isFalse();
		this.lock.unlock();
		assertThat(this.elsewhere.tryLock()).isTrue();
	}

	@Test
	void lockIsNotInterrupted() throws Exception {
		this.elsewhere.lock();
		FutureTask<Boolean> thread = new FutureTask<>(() -> {
			this.lock.lock();
			return Thread.currentThread().isInterrupted();
		});
		Thread waiter = start(thread);
		awaitQueued(2);
		waiter.interrupt();
		this.elsewhere.unlock();
		assertThat(thread.get()).isTrue();
	}

	@Test
	void onlyItsHolderUnlocksIt() throws Exception {
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(this.lock::unlock);
		this.lock.lock();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> inThread(() -> {
			this.lock.unlock();
			return null;
		}).get()).withCauseInstanceOf(IllegalMonitorStateException.class);
		this.lock.unlock();
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(this.lock::unlock)
			.withMessage("This thread does not hold lock 'x'");
	}

	@Test
	void failureIsToldAndLeavesItFree() throws Exception {
		this.source.failure = new IllegalStateException("the reason");
		for (Waiting waiting : List.<Waiting>of(this.lock::tryLock, () -> this.lock.tryLock(1, TimeUnit.HOURS))) {
			assertThatExceptionOfType(ClusterException.class).isThrownBy(waiting::acquire).withMessage("the reason");
		}
		assertThatExceptionOfType(ClusterException.class).isThrownBy(this.lock::lock).withMessage("the reason");
		this.source.failure = null;
		assertFree();
	}

	@Test
	void waitEndsWithTheProcess() throws Exception {
		this.elsewhere.lock();
		FutureTask<?> waiter = inThread(() -> {
			this.lock.lock();
			return null;
		});
		awaitQueued(2);
		this.here.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(waiter::get)
			.havingCause()
			.isInstanceOf(ClusterException.class)
			.withMessage("this process ends");
		awaitQueued(1);
	}

	@Test
	void nameMayBeAnyTextThatIsNotTooLong() {
		assertThat(this.here.lock("").tryLock()).isTrue();
		assertThat(this.here.lock("\n=\u00e4".repeat(66)).tryLock()).isTrue();
		assertThatIllegalArgumentException().isThrownBy(() -> this.here.lock("x".repeat(201)))
			.withMessage("The name of a lock must have at most 200 characters, not 201");
	}

	@Test
	void hasNoConditions() {
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(this.lock::newCondition);
	}

	private void assertFree() throws Exception {
		assertThat(this.here.find("x")).isNull();
		if (this.source.queued("test:x") > 0) {
			this.elsewhere.unlock();
		}
		assertThat(inThread(this.lock::tryLock).get()).isTrue();
	}

	private void awaitQueued(int count) {
		Awaitility.await().until(() -> this.source.queued("test:x") == count);
	}

	private static <T> FutureTask<T> inThread(Callable<T> work) {
		FutureTask<T> task = new FutureTask<>(work);
		start(task);
		return task;
	}

	private static Thread start(Runnable work) {
		Thread thread = new Thread(work);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	/**
	 * A way to acquire a lock.
	 */
	private interface Waiting {

		boolean acquire() throws InterruptedException;

	}

}
