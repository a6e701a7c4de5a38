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

import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Crashes the worker that answers. This is for demonstration only: an application that
 * others can reach must not have it.
 */
@RestController
class CrashController {

	private final CurrentWorker worker;

	private final JvmHalt jvm;

	private final JsonMapper json;

	CrashController(CurrentWorker worker, JvmHalt jvm, JsonMapper json) {
		this.worker = worker;
		this.jvm = jvm;
		this.json = json;
	}

	@PostMapping("/api/crash")
	void crash(@RequestParam(defaultValue = "1") int code, HttpServletResponse response) throws IOException {
		if (code < 0 || code > 255) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "'code' must be from 0 to 255");
		}
		WorkerInfo info = this.worker.info();
		byte[] body = this.json.writeValueAsBytes(new Crash(info.id(), info.slot(), info.pid(), code));
		response.setStatus(HttpStatus.ACCEPTED.value());
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
		// The response is complete and with the kernel once this returns
		response.flushBuffer();
		this.jvm.halt(code);
	}

	/**
	 * The crash to come.
	 *
	 * @param worker the id of the worker that crashes
	 * @param slot its slot
	 * @param pid its process id
	 * @param code the exit code it ends with
	 */
	record Crash(@Nullable Long worker, @Nullable Integer slot, long pid, int code) {

	}

}
