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

package io.github.clusterboot.metrics;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.ClusterCounts;

/**
 * What the primary said last when it was asked for the cluster in numbers. Many meters
 * are read at once, and the primary is asked once for all of them. Thread-safe.
 */
final class LatestCounts {

	private static final Logger logger = LoggerFactory.getLogger(LatestCounts.class);

	private static final Duration MAX_AGE = Duration.ofSeconds(1);

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private static final ThreadLocal<Boolean> asTheyAre = ThreadLocal.withInitial(() -> false);

	private final Question question;

	private final LongSupplier nanoTime;

	private volatile Consumer<ClusterCounts> listener = (answer) -> {
	};

	private volatile Answer latest = new Answer(0, ClusterCounts.NONE, false);

	private final AtomicLong questions = new AtomicLong();

	private final AtomicLong askedAt;

	LatestCounts(Question question) {
		this(question, System::nanoTime);
	}

	LatestCounts(Question question, LongSupplier nanoTime) {
		this.question = question;
		this.nanoTime = nanoTime;
		this.askedAt = new AtomicLong(nanoTime.getAsLong() - MAX_AGE.toNanos() - 1);
	}

	/**
	 * Has somebody told what the primary answers.
	 * @param listener is told each answer, before anybody else learns it
	 */
	void onAnswer(Consumer<ClusterCounts> listener) {
		this.listener = listener;
	}

	/**
	 * Asks the primary.
	 * @return whether it has answered
	 */
	boolean refresh(Duration patience) {
		this.askedAt.set(this.nanoTime.getAsLong());
		long number = this.questions.incrementAndGet();
		ClusterCounts counts = ask(patience);
		if (counts != null) {
			this.listener.accept(counts);
		}
		answered(number, counts);
		this.askedAt.set(this.nanoTime.getAsLong());
		return counts != null;
	}

	private @Nullable ClusterCounts ask(Duration patience) {
		try {
			return this.question.ask(patience);
		}
		catch (IOException ex) {
			logger.debug("The cluster in numbers is not known", ex);
			return null;
		}
	}

	/**
	 * What was asked later is not undone by what is answered later.
	 */
	private synchronized void answered(long number, @Nullable ClusterCounts counts) {
		Answer before = this.latest;
		if (before.question() < number) {
			this.latest = new Answer(number, (counts != null) ? counts : before.counts(), counts != null);
		}
	}

	/**
	 * Reads meters without asking the primary.
	 */
	<T> T asTheyAre(Supplier<T> reading) {
		asTheyAre.set(true);
		try {
			return reading.get();
		}
		finally {
			asTheyAre.remove();
		}
	}

	/**
	 * What the cluster is like now, or was a second ago.
	 * @return the counts, or {@code null} if the primary does not answer
	 */
	@Nullable ClusterCounts current() {
		Answer latest = latest();
		return latest.answered() ? latest.counts() : null;
	}

	/**
	 * What has happened so far, as far as it is known.
	 * @return the counts, those of the last answer if the primary does not answer now
	 */
	ClusterCounts known() {
		return latest().counts();
	}

	/**
	 * One thread asks; what others read meanwhile is a moment older.
	 */
	private Answer latest() {
		if (!asTheyAre.get()) {
			long now = this.nanoTime.getAsLong();
			long before = this.askedAt.get();
			if (now - before > MAX_AGE.toNanos() && this.askedAt.compareAndSet(before, now)) {
				refresh(PATIENCE);
			}
		}
		return this.latest;
	}

	/**
	 * Asks the primary.
	 */
	@FunctionalInterface
	interface Question {

		ClusterCounts ask(Duration patience) throws IOException;

	}

	/**
	 * What the primary has said, or had said before.
	 *
	 * @param question the number of the question
	 * @param counts the counts
	 * @param answered whether it answered that question
	 */
	private record Answer(long question, ClusterCounts counts, boolean answered) {

	}

}
