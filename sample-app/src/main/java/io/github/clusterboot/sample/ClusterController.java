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

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.clusterboot.Cluster;
import io.github.clusterboot.ClusterEvent;
import io.github.clusterboot.ClusterException;
import io.github.clusterboot.ClusterWorker;

/**
 * Shows what an application can see of its cluster and do with it. This is for
 * demonstration only: an application that others can reach must not have it.
 */
@RestController
class ClusterController {

	private final Cluster cluster;

	private final List<String> events = new CopyOnWriteArrayList<>();

	ClusterController(Cluster cluster) {
		this.cluster = cluster;
	}

	@GetMapping("/api/cluster")
	List<ClusterWorker> workers() {
		return this.cluster.workers();
	}

	@PostMapping("/api/cluster/scale/{workers}")
	CompletionStage<Void> scale(@PathVariable int workers) {
		return this.cluster.scale(workers);
	}

	@PostMapping("/api/cluster/restart/{id}")
	CompletionStage<Void> restart(@PathVariable int id) {
		return this.cluster.restart(id);
	}

	@PostMapping("/api/cluster/kill/{id}")
	CompletionStage<Void> kill(@PathVariable int id) {
		return this.cluster.kill(id);
	}

	@EventListener
	void on(ClusterEvent event) {
		this.events.add(event.toString());
	}

	@GetMapping("/api/cluster/events")
	Map<String, Object> events() {
		return Map.of("worker", this.cluster.self().id(), "events", this.events);
	}

	@ExceptionHandler
	ResponseEntity<String> on(ClusterException exception) {
		return ResponseEntity.status(HttpStatus.CONFLICT).body(exception.getMessage());
	}

}
