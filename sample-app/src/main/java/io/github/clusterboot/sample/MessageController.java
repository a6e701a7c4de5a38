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

import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;

import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import io.github.clusterboot.Cluster;
import io.github.clusterboot.ClusterException;
import io.github.clusterboot.ClusterMessage;

/**
 * Workers that tell each other something.
 */
@RestController
class MessageController {

	private static final int MAX_NOTES = 20;

	private final Cluster cluster;

	private final CurrentWorker worker;

	private final Deque<String> notes = new ConcurrentLinkedDeque<>();

	MessageController(Cluster cluster, CurrentWorker worker) {
		this.cluster = cluster;
		this.worker = worker;
	}

	@PostMapping("/api/messages")
	void tellAll(@RequestBody String text) {
		Note note = new Note(text);
		this.cluster.broadcast(note);
		this.cluster.send(this.cluster.self().id(), note);
	}

	@PostMapping("/api/messages/{id}")
	CompletionStage<WorkerInfo> tell(@PathVariable int id, @RequestBody String text) {
		return this.cluster.ask(id, new Note(text), WorkerInfo.class);
	}

	@EventListener
	WorkerInfo on(ClusterMessage<Note> message) {
		this.notes.add("from worker %d: %s".formatted(message.from(), message.payload().text()));
		if (this.notes.size() > MAX_NOTES) {
			this.notes.poll();
		}
		return this.worker.info();
	}

	@GetMapping("/api/messages")
	Map<String, Object> notes() {
		return Map.of("worker", this.worker.info(), "notes", this.notes);
	}

	@ExceptionHandler
	ResponseEntity<String> on(ClusterException exception) {
		return ResponseEntity.status(HttpStatus.CONFLICT).body(exception.getMessage());
	}

	/**
	 * What a worker tells another.
	 *
	 * @param text the text
	 */
	record Note(String text) {
	}

}
