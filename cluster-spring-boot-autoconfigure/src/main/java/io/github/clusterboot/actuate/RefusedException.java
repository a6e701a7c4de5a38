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

package io.github.clusterboot.actuate;

/**
 * What somebody wants of the cluster is not done. The message says why, and what would
 * be.
 */
final class RefusedException extends RuntimeException {

	private final Reason reason;

	RefusedException(Reason reason, String message) {
		super(message);
		this.reason = reason;
	}

	Reason reason() {
		return this.reason;
	}

	/**
	 * Why it is not done.
	 */
	enum Reason {

		/**
		 * It makes no sense.
		 */
		BAD_INPUT,

		/**
		 * It is about a worker that there is not.
		 */
		UNKNOWN_WORKER,

		/**
		 * It cannot be done now, or here.
		 */
		CONFLICT

	}

}
