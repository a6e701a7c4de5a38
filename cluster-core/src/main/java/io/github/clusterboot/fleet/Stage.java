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

/**
 * How far a worker is, the one fact about that; those before {@link #CONDEMNED} are of
 * use.
 */
enum Stage {

	/**
	 * It is being forked, or its process has not connected yet.
	 */
	STARTING,

	/**
	 * It is connected to the primary.
	 */
	ONLINE,

	/**
	 * Its context is refreshed, so that it has something to close.
	 */
	REFRESHED,

	/**
	 * It could take connections and waits to be told to.
	 */
	STANDING_BY,

	/**
	 * It was told to take connections.
	 */
	OPENING,

	/**
	 * It takes connections.
	 */
	LISTENING,

	/**
	 * It did, and does not for now.
	 */
	REFUSING,

	/**
	 * It is to be killed at its deadline.
	 */
	CONDEMNED,

	/**
	 * It was asked to drain.
	 */
	DRAINING,

	/**
	 * It was sent SIGTERM.
	 */
	TERMINATED,

	/**
	 * It was sent SIGKILL.
	 */
	KILLED;

	/**
	 * What people see of it.
	 */
	String shown() {
		if (compareTo(CONDEMNED) >= 0) {
			return DRAINING.name();
		}
		return (this == STARTING || this == LISTENING) ? name() : ONLINE.name();
	}

	/**
	 * What becomes of a worker that is at this stage for too long.
	 */
	String overdue() {
		return switch (this) {
			case CONDEMNED -> "is killed";
			case DRAINING -> "has not drained within the drain timeout; terminating it";
			case TERMINATED -> "has not exited within the kill timeout; killing it";
			case KILLED -> "was killed and has not ended; it is left behind";
			default -> "is not listening within the start-up timeout; killing it";
		};
	}

}
