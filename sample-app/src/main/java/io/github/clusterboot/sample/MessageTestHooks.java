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

package io.github.clusterboot.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.clusterboot.Cluster;
import io.github.clusterboot.ClusterException;
import io.github.clusterboot.ClusterMessage;

/**
 * Lets the tests send many messages, and see which have arrived where.
 */
@RestController
@Profile("test-hooks")
class MessageTestHooks {

	private final Cluster cluster;

	private final CurrentWorker worker;

	private final AtomicInteger measured = new AtomicInteger();

	MessageTestHooks(Cluster cluster, CurrentWorker worker) {
		this.cluster = cluster;
		this.worker = worker;
	}

	/**
	 * Sends numbers to all other workers.
	 * @return the id of this worker
	 */
	@PostMapping("/test-hooks/broadcasts")
	@Nullable Long broadcast(@RequestParam int first, @RequestParam int count, @RequestParam(defaultValue = "0") int length) {
		String filler = "x".repeat(length);
		for (int i = first; i < first + count; i++) {
			this.cluster.broadcast(new Numbered(i, filler));
		}
		return this.worker.id();
	}

	/**
	 * What has arrived is known when this worker has ended, too.
	 */
	@EventListener(condition = "#message.payload.filler.empty")
	void on(ClusterMessage<Numbered> message) throws IOException {
		Files.writeString(Path.of("received-" + this.worker.id()),
				message.from() + " " + message.payload().number() + "\n", StandardOpenOption.CREATE,
				StandardOpenOption.APPEND);
	}

	@PostMapping("/test-hooks/failure/{id}")
	Object fail(@PathVariable int id) {
		return this.cluster.ask(id, new Failing(), String.class).exceptionally(Throwable::getMessage);
	}

	@EventListener
	void onFailing(ClusterMessage<Failing> message) {
		throw new IllegalStateException("It was asked for that the listener fails");
	}

	/**
	 * Measures what messages cost.
	 * @return nanoseconds for each question with its answer, and for each message
	 */
	@PostMapping("/test-hooks/measurements/{id}")
	Map<String, Long> measure(@PathVariable int id, @RequestParam int asks, @RequestParam int sends) {
		Measured message = new Measured("a short text of 50 characters, as an event has it.");
		long start = System.nanoTime();
		for (int i = 0; i < asks; i++) {
			this.cluster.ask(id, message, Integer.class).toCompletableFuture().join();
		}
		long asked = System.nanoTime();
		for (int i = 0; i < sends; i++) {
			sendWhenTaken(id, message);
		}
		long sent = System.nanoTime();
		this.cluster.ask(id, message, Integer.class).toCompletableFuture().join();
		long received = System.nanoTime();
		return Map.of("ask", (asked - start) / asks, "send", (sent - asked) / sends, "receive",
				(received - asked) / sends);
	}

	private void sendWhenTaken(int id, Measured message) {
		while (true) {
			try {
				this.cluster.send(id, message);
				return;
			}
			catch (ClusterException ex) {
				Thread.yield();
			}
		}
	}

	@EventListener
	int onMeasured(ClusterMessage<Measured> message) {
		return this.measured.incrementAndGet();
	}

	record Numbered(int number, String filler) {
	}

	record Failing() {
	}

	record Measured(String text) {
	}

}
