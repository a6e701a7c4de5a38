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
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

/**
 * What a worker sends to others, and receives of them, without the primary. Mail arrives
 * at most once, and in order for each sender, receiver and topic. Thread-safe.
 */
public interface Mailbox {

	/**
	 * Receives what is sent under a topic.
	 * @param topic the topic, which is open only once
	 * @param receiver is given what arrives, on one thread of the topic; may take its
	 * time
	 * @return ends it, after waiting a little for the receiver
	 */
	default Runnable open(String topic, Consumer<Mail> receiver) {
		return open(topic, receiver, (worker) -> {
		});
	}

	/**
	 * Receives what is sent under a topic, and is told when it is in vain to wait for a
	 * worker.
	 * @param topic the topic, which is open only once
	 * @param receiver is given what arrives, on one thread of the topic; may take its
	 * time
	 * @param onLost is given the id of a worker that no longer takes what was sent to it,
	 * such as that it has ended; must not block
	 * @return ends it, after waiting a little for the receiver
	 */
	Runnable open(String topic, Consumer<Mail> receiver, IntConsumer onLost);

	/**
	 * Sends something without waiting for the receiver. Not for event loops.
	 * @param worker the id of the receiver, which may be this worker
	 * @param topic the topic
	 * @param request the number of a question or of what answers it, or {@code null}
	 * @param types names that the receiver may know
	 * @param body the text
	 * @throws ConnectException if there is no such worker, or its mailbox is not open
	 * @throws IOException if the text is longer than 64 KB, or the receiver has not taken
	 * what it was sent before
	 */
	void send(int worker, String topic, @Nullable Long request, List<String> types, String body) throws IOException;

	/**
	 * The other workers whose mailbox is open now.
	 * @return their ids
	 */
	Set<Integer> others();

}
