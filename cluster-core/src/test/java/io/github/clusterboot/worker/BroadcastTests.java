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

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link Broadcast}.
 */
class BroadcastTests {

	private final Others others = new Others();

	private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);

	private final Broadcast broadcast = new Broadcast(this.others, "news", this.nanoTime::get);

	private final Logger logger = (Logger) LoggerFactory.getLogger(Broadcast.class);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeEach
	void listen() {
		this.log.start();
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void stopListening() {
		this.logger.detachAppender(this.log);
	}

	@Test
	void oneThatTakesNothingKeepsItFromNoOther() throws IOException {
		this.others.failures.put(2, new IOException("Worker 2 is full"));
		this.others.failures.put(3, new ConnectException("Worker 3 starts"));
		this.others.failures.put(4, null);
		this.broadcast.send(List.of(), "text");
		assertThat(this.others.received).containsOnlyKeys(4).containsEntry(4, "news text");
		assertThat(warnings())
			.containsExactly("Worker 2 is full: what is broadcast meanwhile does not reach it (news)");
	}

	@Test
	void thatItTakesNothingIsSaidOnceAMinute() throws IOException {
		this.others.failures.put(2, new IOException("Worker 2 is full"));
		this.broadcast.send(List.of(), "one");
		this.nanoTime.addAndGet(Duration.ofSeconds(59).toNanos());
		this.broadcast.send(List.of(), "two");
		assertThat(warnings()).hasSize(1);
		this.nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
		this.broadcast.send(List.of(), "three");
		assertThat(warnings()).hasSize(2);
	}

	@Test
	void whatIsTooLongReachesNobody() {
		this.others.failures.put(2, null);
		assertThatIOException().isThrownBy(() -> this.broadcast.send(List.of(), "a".repeat(65_537)));
		assertThat(this.others.received).isEmpty();
	}

	private List<String> warnings() {
		return this.log.list.stream()
			.filter((event) -> event.getLevel() == Level.WARN)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	/**
	 * Other workers, and why they do not take what they are sent.
	 */
	private static final class Others implements Mailbox {

		private final Map<Integer, @Nullable IOException> failures = new HashMap<>();

		private final Map<Integer, String> received = new HashMap<>();

		@Override
		public Runnable open(String topic, Consumer<Mail> receiver, IntConsumer onLost) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void send(int worker, String topic, @Nullable Long request, List<String> types, String body)
				throws IOException {
			IOException failure = this.failures.get(worker);
			if (failure != null) {
				throw failure;
			}
			this.received.put(worker, topic + " " + body);
		}

		@Override
		public Set<Integer> others() {
			return this.failures.keySet();
		}

	}

}
