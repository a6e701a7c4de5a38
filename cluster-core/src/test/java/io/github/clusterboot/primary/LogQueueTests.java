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

package io.github.clusterboot.primary;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LogQueue}.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith(OutputCaptureExtension.class)
class LogQueueTests {

	private static final int LINES = 5000;

	private final LogQueue queue = new LogQueue(LoggerFactory.getLogger(LogQueueTests.class));

	@Test
	void nobodyWaitsForALineAndWhatIsDroppedIsCounted(CapturedOutput output) {
		CountDownLatch read = new CountDownLatch(1);
		AtomicInteger written = new AtomicInteger();
		for (int i = 0; i < LINES; i++) {
			this.queue.add(() -> {
				try {
					read.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				written.incrementAndGet();
			});
		}
		assertThat(this.queue.close(Duration.ofMillis(1))).as("nobody reads").isFalse();
		read.countDown();
		assertThat(this.queue.close(Duration.ofSeconds(30))).isTrue();
		assertThat(written).hasValueLessThan(LINES);
		assertThat(output).contains((LINES - written.get()) + " lines of the log were dropped");
	}

	@Test
	void aLineThatCannotBeWrittenKeepsNoOtherFromBeing(CapturedOutput output) {
		AtomicInteger written = new AtomicInteger();
		this.queue.add(() -> {
			throw new IllegalStateException("an appender");
		});
		this.queue.add(() -> {
			throw new NoClassDefFoundError("an appender");
		});
		this.queue.add(() -> Thread.currentThread().interrupt());
		this.queue.add(written::incrementAndGet);
		assertThat(this.queue.close(Duration.ofSeconds(30))).isTrue();
		assertThat(written).hasValue(1);
		assertThat(output).contains("2 lines of the log were dropped");
	}

	@Test
	void closeWritesWhatIsLeft() {
		AtomicInteger written = new AtomicInteger();
		for (int i = 0; i < 100; i++) {
			this.queue.add(written::incrementAndGet);
		}
		assertThat(this.queue.close(Duration.ofSeconds(30))).isTrue();
		assertThat(written).hasValue(100);
	}

}
