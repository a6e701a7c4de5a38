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

package io.github.clusterboot.peer;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The worker that a request asks for does not answer it. It has a type of its own, as
 * what the application throws is not to be taken for one.
 */
final class Refusal extends ResponseStatusException {

	static final String CONTENT_TYPE = "application/json";

	private static final long serialVersionUID = 1L;

	Refusal(HttpStatus status, String reason) {
		this(status, reason, null);
	}

	Refusal(HttpStatus status, String reason, @Nullable Throwable cause) {
		super(status, reason, cause);
	}

	/**
	 * The body of the response.
	 */
	byte[] toBody() {
		return JsonMapper.shared().writeValueAsBytes(Map.of("message", String.valueOf(getReason())));
	}

}
