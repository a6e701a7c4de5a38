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

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import net.javacrumbs.shedlock.core.DefaultLockingTaskExecutor;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.github.clusterboot.ClusterException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClusterLockProvider}.
 */
class ClusterLockProviderTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private final SharedSource source = new SharedSource();

	private final LockProvider here = new ClusterLockProvider(this.source);

	private final LockProvider there = new ClusterLockProvider(this.source);

	@Test
	void oneProcessHoldsALock() {
		SimpleLock lock = this.here.lock(configuration(HOUR, Duration.ZERO)).orElseThrow();
		assertThat(this.there.lock(configuration(HOUR, Duration.ZERO))).isEmpty();
		lock.unlock();
		assertThat(this.there.lock(configuration(HOUR, Duration.ZERO))).isPresent();
		assertThat(this.source.asked).containsOnly("shedlock:job");
	}

	@Test
	void taskRunsInOneProcess() {
		AtomicInteger runs = new AtomicInteger();
		LockConfiguration configuration = configuration(HOUR, Duration.ZERO);
		DefaultLockingTaskExecutor other = new DefaultLockingTaskExecutor(this.there);
		new DefaultLockingTaskExecutor(this.here).executeWithLock((Runnable) () -> {
			runs.incrementAndGet();
			CompletableFuture.runAsync(() -> other.executeWithLock((Runnable) runs::incrementAndGet, configuration))
				.join();
		}, configuration);
		assertThat(runs).hasValue(1);
	}

	@Test
	void lockIsKeptForAtLeastTheTimeGiven() {
		SimpleLock lock = this.here.lock(configuration(HOUR, HOUR)).orElseThrow();
		lock.unlock();
		assertThat(this.source.kept).singleElement()
			.satisfies((kept) -> assertThat(kept).isBetween(HOUR.minusMinutes(2), HOUR));
		this.source.kept.clear();
		SimpleLock next = this.here.lock(configuration(HOUR, Duration.ofNanos(1))).orElseThrow();
		next.unlock();
		assertThat(this.source.kept).containsExactly(Duration.ZERO);
	}

	@Test
	void lockIsHeldForAtMostTheTimeGiven() {
		SimpleLock lock = this.here.lock(configuration(Duration.ofMillis(50), Duration.ZERO)).orElseThrow();
		Awaitility.await().until(() -> this.source.queued("shedlock:job") == 0);
		assertThat(this.there.lock(configuration(HOUR, Duration.ZERO))).isPresent();
		lock.unlock();
		assertThat(this.here.lock(configuration(HOUR, Duration.ZERO))).as("it is another one's now").isEmpty();
	}

	@Test
	void lockCanBeExtendedUntilItHasExpired() {
		SimpleLock lock = this.here.lock(configuration(HOUR, Duration.ZERO)).orElseThrow();
		SimpleLock extended = lock.extend(Duration.ofMillis(50), Duration.ZERO).orElseThrow();
		assertThat(this.source.kept).isEmpty();
		Awaitility.await().until(() -> this.source.queued("shedlock:job") == 0);
		Optional<SimpleLock> late = extended.extend(HOUR, Duration.ZERO);
		assertThat(late).isEmpty();
	}

	@Test
	void failureIsTold() {
		this.source.failure = new IllegalStateException("the reason");
		assertThatExceptionOfType(ClusterException.class)
			.isThrownBy(() -> this.here.lock(configuration(HOUR, Duration.ZERO)))
			.withMessage("the reason");
		assertThat(this.source.kept).as("and a grant that comes later is given back").containsExactly(Duration.ZERO);
	}

	private static LockConfiguration configuration(Duration atMost, Duration atLeast) {
		return new LockConfiguration(Instant.now(), "job", atMost, atLeast);
	}

}
