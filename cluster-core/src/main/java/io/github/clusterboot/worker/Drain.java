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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the web servers of a worker have no connections any more, and what else it
 * finishes has ended.
 *
 * @param parts what is drained
 * @param nanoTime a clock that only ever goes forward
 */
record Drain(List<? extends Drainable> parts, LongSupplier nanoTime) {

	private static final Logger logger = LoggerFactory.getLogger(Drain.class);

	private static final Duration INTERVAL = Duration.ofMillis(20);

	/**
	 * What is kept of the time-out for the end itself: the primary terminates a worker
	 * that has not exited by then. The event loops of Reactor Netty alone take 2 s.
	 */
	private static final Duration RESERVE = Duration.ofSeconds(4);

	/**
	 * Drains all.
	 * @param timeout how long the worker may take to exit
	 * @return {@code false} if it was out of time
	 */
	boolean run(Duration timeout) {
		Duration patience = (timeout.compareTo(RESERVE.multipliedBy(2)) > 0) ? timeout.minus(RESERVE)
				: timeout.dividedBy(2);
		long start = this.nanoTime.getAsLong();
		int left = drain();
		while (left > 0 && !Thread.currentThread().isInterrupted()) {
			if (this.nanoTime.getAsLong() - start > patience.toNanos()) {
				logger.warn("Closing {} connection(s) or runs as the leader that did not end within {} ms", left,
						patience.toMillis());
				this.parts.forEach(Drainable::giveUp);
				return false;
			}
			LockSupport.parkNanos(INTERVAL.toNanos());
			left = drain();
		}
		return true;
	}

	private int drain() {
		return this.parts.stream().mapToInt(Drainable::drain).sum();
	}

}
