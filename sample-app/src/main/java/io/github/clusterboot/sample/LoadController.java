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
import java.io.InputStream;
import java.io.OutputStream;

import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Requests that take long: slow answers, large responses and large uploads.
 */
@RestController
class LoadController {

	private static final int MAX_MILLIS = 60_000;

	private static final long MAX_SIZE = 1L << 30;

	private static final int CHUNK = 8192;

	private final CurrentWorker worker;

	LoadController(CurrentWorker worker) {
		this.worker = worker;
	}

	@GetMapping("/api/slow")
	Slow slow(@RequestParam(defaultValue = "1000") int millis) throws InterruptedException {
		if (millis < 0 || millis > MAX_MILLIS) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "'millis' must be from 0 to " + MAX_MILLIS);
		}
		Thread.sleep(millis);
		return new Slow(millis, this.worker.id());
	}

	@GetMapping("/api/bytes")
	void send(@RequestParam(defaultValue = "1024") long size, HttpServletResponse response) throws IOException {
		if (size < 0 || size > MAX_SIZE) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "'size' must be from 0 to " + MAX_SIZE);
		}
		response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
		response.setContentLengthLong(size);
		OutputStream out = response.getOutputStream();
		byte[] chunk = new byte[CHUNK];
		for (long left = size; left > 0; left -= CHUNK) {
			out.write(chunk, 0, (int) Math.min(left, CHUNK));
		}
	}

	@PostMapping("/api/bytes")
	Received receive(InputStream in) throws IOException {
		long size = in.transferTo(OutputStream.nullOutputStream());
		return new Received(size, this.worker.id());
	}

	/**
	 * A slow answer.
	 *
	 * @param millis how long the worker waited
	 * @param worker the id of the worker
	 */
	record Slow(int millis, @Nullable Long worker) {

	}

	/**
	 * An upload that was read to its end.
	 *
	 * @param size its size in bytes
	 * @param worker the id of the worker
	 */
	record Received(long size, @Nullable Long worker) {

	}

}
