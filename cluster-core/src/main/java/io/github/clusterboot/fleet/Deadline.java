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

import org.slf4j.event.Level;

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
		KILL_UNSTARTED(Level.WARN, "is not listening within the start-up timeout; killing it"),

		/**
		 * It was silent for too long and has written its threads by now.
		 */
		KILL_SILENT(Level.DEBUG, "is killed"),

		/**
		 * Somebody wants it killed, and it has told so by now.
		 */
		KILL_ASKED(Level.DEBUG, "is killed"),

		/**
		 * It runs unclustered.
		 */
		TERMINATE_UNCLUSTERED(Level.DEBUG, "is terminated"),

		/**
		 * It did not drain in time.
		 */
		TERMINATE(Level.WARN, "has not drained within the drain timeout; terminating it"),

		/**
		 * It did not exit in time.
		 */
		KILL(Level.WARN, "has not exited within the kill timeout; killing it"),

		/**
		 * It was killed, and has not ended: end without it.
		 */
		LEAVE(Level.ERROR, "was killed and has not ended; it is left behind");

		private final Level level;

		private final String text;

		Step(Level level, String text) {
			this.level = level;
			this.text = text;
		}

		Level level() {
			return this.level;
		}

		String text() {
			return this.text;
		}

	}

}
