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

package io.github.clusterboot.benchmarks;

import jakarta.servlet.http.HttpSession;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Counts in a session, for servlets.
 */
@RestController
class SessionController {

	private static final String COUNT = "count";

	@GetMapping(path = "/session", produces = MediaType.TEXT_PLAIN_VALUE)
	String session(HttpSession session) {
		int count = (session.getAttribute(COUNT) instanceof Integer known) ? known + 1 : 1;
		session.setAttribute(COUNT, count);
		return Integer.toString(count);
	}

}
