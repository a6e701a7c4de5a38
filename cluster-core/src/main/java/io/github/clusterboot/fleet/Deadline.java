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

package io.github.clusterboot.fleet;

import java.time.Duration;

import io.github.clusterboot.fleet.FleetEvent.Kind;

/**
 * What is done to a worker that has not done its part in time.
 *
 * @param at when
 * @param step what
 */
record Deadline(long at, Step step) {

	static Deadline after(Duration time, Step step, long now) {
		return new Deadline(now + time.toMillis(), step);
	}

	/**
	 * What is done at a deadline.
	 */
	enum Step {

		/**
		 * It was not ready in time, or did not listen when it was told to.
		 */
		KILL_UNSTARTED(Kind.OVERDUE, "is not listening within the start-up timeout; killing it"),

		/**
		 * It was silent, or somebody wants it killed, and it has said what it could.
		 */
		KILL_CONDEMNED(Kind.DETAIL, "is killed"),

		/**
		 * It runs unclustered.
		 */
		TERMINATE_UNCLUSTERED(Kind.DETAIL, "is terminated"),

		/**
		 * It did not drain in time.
		 */
		TERMINATE(Kind.OVERDUE, "has not drained within the drain timeout; terminating it"),

		/**
		 * It did not exit in time.
		 */
		KILL(Kind.OVERDUE, "has not exited within the kill timeout; killing it"),

		/**
		 * It was killed, and has not ended: end without it.
		 */
		LEAVE(Kind.OVERDUE, "was killed and has not ended; it is left behind");

		final Kind kind;

		final String text;

		Step(Kind kind, String text) {
			this.kind = kind;
			this.text = text;
		}

	}

}
