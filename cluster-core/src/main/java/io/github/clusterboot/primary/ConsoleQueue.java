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

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.clusterboot.ipc.DaemonThreads;

/**
 * Standard output and standard error for those who must not wait: where one of them is a
 * pipe that nobody reads, to write never ends. All is written by a thread of its own;
 * what finds the queue full is dropped.
 */
final class ConsoleQueue implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ConsoleQueue.class);

	private static final int CAPACITY = 1000;

	/**
	 * How long the end waits for what is in the queue.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final PrintStream out = System.out;

	private final PrintStream err = System.err;

	private final AtomicInteger dropped = new AtomicInteger();

	private final ExecutorService writer = DaemonThreads.executor("cluster-console", CAPACITY,
			(output, writer) -> this.dropped.incrementAndGet());

	/**
	 * Takes the place of the two streams.
	 */
	ConsoleQueue() {
		System.setOut(new PrintStream(new Queued(this.out), true));
		System.setErr(new PrintStream(new Queued(this.err), true));
	}

	private void write(PrintStream stream, byte[] bytes) {
		stream.write(bytes, 0, bytes.length);
		stream.flush();
		int dropped = this.dropped.getAndSet(0);
		if (dropped > 0) {
			logger.warn("{} lines of the log were dropped here, as nobody read them", dropped);
		}
	}

	/**
	 * Puts the streams back, unless nobody reads what is still to be written: others
	 * would wait for that.
	 */
	@Override
	public void close() {
		if (DaemonThreads.within(PATIENCE, this.writer.submit(() -> true), false)) {
			System.setOut(this.out);
			System.setErr(this.err);
			this.writer.shutdown();
		}
	}

	/**
	 * Has others write.
	 */
	private final class Queued extends OutputStream {

		private final PrintStream stream;

		Queued(PrintStream stream) {
			this.stream = stream;
		}

		@Override
		public void write(int b) {
			write(new byte[] { (byte) b }, 0, 1);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) {
			byte[] output = Arrays.copyOfRange(bytes, offset, offset + length);
			ConsoleQueue.this.writer.execute(() -> ConsoleQueue.this.write(this.stream, output));
		}

	}

}
