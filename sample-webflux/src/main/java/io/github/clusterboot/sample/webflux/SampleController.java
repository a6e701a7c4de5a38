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

package io.github.clusterboot.sample.webflux;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tells who answers, takes its time, sends and receives bytes, and counts visits.
 */
@RestController
class SampleController {

	private static final int CHUNK = 8192;

	private static final String VISITS = "visits";

	private final @Nullable Long id;

	private final @Nullable Integer slot;

	SampleController(@Value("${cluster.worker.id:#{null}}") @Nullable Long id,
			@Value("${cluster.worker.slot:#{null}}") @Nullable Integer slot) {
		this.id = id;
		this.slot = slot;
	}

	@GetMapping("/api/worker")
	WorkerInfo worker() {
		return new WorkerInfo(this.id, this.slot, ProcessHandle.current().pid());
	}

	@GetMapping("/api/slow")
	Mono<WorkerInfo> slow(@RequestParam(defaultValue = "1000") int millis) {
		return Mono.delay(Duration.ofMillis(millis)).map((end) -> worker());
	}

	@GetMapping("/api/bytes")
	Mono<Void> send(@RequestParam(defaultValue = "1024") int size, ServerHttpResponse response) {
		response.getHeaders().setContentType(MediaType.APPLICATION_OCTET_STREAM);
		response.getHeaders().setContentLength(size);
		int chunks = (size + CHUNK - 1) / CHUNK;
		return response.writeWith(Flux.range(0, chunks)
			.map((chunk) -> response.bufferFactory().wrap(new byte[Math.min(CHUNK, size - chunk * CHUNK)])));
	}

	@PostMapping("/api/bytes")
	Mono<Received> receive(ServerHttpRequest request) {
		return request.getBody().map(SampleController::count).reduce(0L, Long::sum).map(Received::new);
	}

	private static long count(DataBuffer buffer) {
		int size = buffer.readableByteCount();
		DataBufferUtils.release(buffer);
		return size;
	}

	@GetMapping("/api/visits")
	Visit visit(WebSession session) {
		int visits = session.getAttributeOrDefault(VISITS, 0) + 1;
		session.getAttributes().put(VISITS, visits);
		return new Visit(visits, session.getId(), this.id);
	}

	/**
	 * Who answers.
	 *
	 * @param id the worker's id
	 * @param slot its slot
	 * @param pid its process id
	 */
	record WorkerInfo(@Nullable Long id, @Nullable Integer slot, long pid) {
	}

	/**
	 * An upload that was read to its end.
	 *
	 * @param size its size in bytes
	 */
	record Received(long size) {
	}

	/**
	 * A visit.
	 *
	 * @param visits how many the session has had
	 * @param session the session's id
	 * @param worker the id of the worker that counted it
	 */
	record Visit(int visits, String session, @Nullable Long worker) {
	}

}
