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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker sends to all others under a topic. One that does not take it must not
 * keep it from the others. Thread-safe.
 */
public final class Broadcast {

	private static final Logger logger = LoggerFactory.getLogger(Broadcast.class);

	/**
	 * A sender that is fast meets a receiver now and then that has not taken everything.
	 */
	private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

	private final Mailbox mailbox;

	private final String topic;

	private final LongSupplier nanoTime;

	/**
	 * When it was last said of a worker that it misses something.
	 */
	private final Map<Integer, Long> warnings = new ConcurrentHashMap<>();

	/**
	 * Creates a broadcast.
	 * @param mailbox the mailbox of this worker
	 * @param topic the topic
	 */
	public Broadcast(Mailbox mailbox, String topic) {
		this(mailbox, topic, System::nanoTime);
	}

	Broadcast(Mailbox mailbox, String topic, LongSupplier nanoTime) {
		this.mailbox = mailbox;
		this.topic = topic;
		this.nanoTime = nanoTime;
	}

	/**
	 * Sends something to all other workers without waiting for them. Not for event loops.
	 * @param types names that the receivers may know
	 * @param body the text
	 * @throws IOException if the text is longer than 64 KB
	 */
	public void send(List<String> types, String body) throws IOException {
		Mail.checkLength(body);
		Set<Integer> others = this.mailbox.others();
		this.warnings.keySet().retainAll(others);
		for (int worker : others) {
			send(worker, types, body);
		}
	}

	private void send(int worker, List<String> types, String body) {
		try {
			this.mailbox.send(worker, this.topic, null, types, body);
		}
		catch (ConnectException ex) {
			logger.debug("Worker {} is not told what is broadcast: it has ended, or starts", worker, ex);
		}
		catch (IOException ex) {
			long now = this.nanoTime.getAsLong();
			Long last = this.warnings.get(worker);
			if (last == null || now - last >= QUIET_NANOS) {
				this.warnings.put(worker, now);
				logger.warn("{}: what is broadcast meanwhile does not reach it ({})", ex.getMessage(), this.topic);
			}
		}
	}

}
