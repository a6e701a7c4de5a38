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

import java.security.Principal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.session.web.http.SessionRepositoryFilter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Counts visits in the HTTP session, and tells whether the workers share sessions.
 */
@RestController
class SessionController {

	private static final String VISITOR = "visitor";

	/**
	 * Enough to tell sessions apart, and too little to take one over.
	 */
	private static final int SHOWN = 8;

	private final CurrentWorker worker;

	SessionController(CurrentWorker worker) {
		this.worker = worker;
	}

	@GetMapping("/api/visits")
	Visits visits(HttpSession session, @Nullable Principal user) {
		Visitor visitor = (session.getAttribute(VISITOR) instanceof Visitor known) ? known.again()
				: Visitor.first(Instant.now().truncatedTo(ChronoUnit.SECONDS));
		session.setAttribute(VISITOR, visitor);
		String id = session.getId();
		return new Visits(visitor.visits(), visitor.since(), id.substring(0, Math.min(SHOWN, id.length())),
				(user != null) ? user.getName() : null, this.worker.id());
	}

	@GetMapping("/api/sessions")
	Sessions sessions(HttpServletRequest request) {
		// Spring Session's filter leaves a trace in each request that passes it
		return new Sessions(request.getAttribute(SessionRepositoryFilter.SESSION_REPOSITORY_ATTR) != null);
	}

	/**
	 * The visits of one session.
	 *
	 * @param visits how many there were, this one included
	 * @param since when the first one was
	 * @param session the beginning of the session's id
	 * @param user who is logged in, or {@code null} if nobody is
	 * @param worker the id of the worker that counted this one
	 */
	record Visits(int visits, Instant since, String session, @Nullable String user, @Nullable Long worker) {

	}

	/**
	 * Where sessions are kept.
	 *
	 * @param shared whether every worker sees the same sessions
	 */
	record Sessions(boolean shared) {

	}

}
