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
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;

/**
 * Writes lines of the log on a thread of its own: where standard output is a pipe that
 * nobody reads, to write a line never ends. Lines that find the queue full, or cannot be
 * written, are dropped. Thread-safe.
 */
final class LogQueue {

	private static final int CAPACITY = 1000;

	private final Logger logger;

	private final BlockingQueue<Runnable> lines = new ArrayBlockingQueue<>(CAPACITY);

	private final AtomicInteger dropped = new AtomicInteger();

	private final Thread writer = new Thread(this::write, "cluster-log");

	private volatile boolean closed;

	LogQueue(Logger logger) {
		this.logger = logger;
		this.writer.setDaemon(true);
		this.writer.start();
	}

	/**
	 * Has a line written.
	 * @param line writes it
	 */
	void add(Runnable line) {
		if (!this.lines.offer(line)) {
			this.dropped.incrementAndGet();
		}
	}

	private void write() {
		while (!this.closed || !this.lines.isEmpty()) {
			try {
				this.lines.take().run();
				int dropped = this.dropped.getAndSet(0);
				if (dropped > 0) {
					this.logger.warn("{} lines of the log were dropped here, as they could not be written", dropped);
				}
			}
			catch (InterruptedException ex) {
				// that was for the line before
			}
			catch (RuntimeException | Error ex) {
				this.dropped.incrementAndGet();
			}
		}
	}

	/**
	 * Waits for what is in the queue.
	 * @param patience how long to wait
	 * @return whether all was written
	 */
	boolean close(Duration patience) {
		this.closed = true;
		Runnable wakeUp = () -> {
		};
		this.lines.offer(wakeUp);
		try {
			this.writer.join(patience.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.lines.remove(wakeUp);
		return !this.writer.isAlive() && this.lines.isEmpty();
	}

}
